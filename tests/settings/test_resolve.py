"""What is reported beside a malformed value, and what is left out because it only looks wrong without it."""

from settings.explain import parts_of
from tests.settings.configuration import problems

_GPU = {"serves": ["system"], "instanceTypes": ["g6.xlarge"], "minimum": 0, "maximum": 1}


def test_a_malformed_value_hides_no_finding_of_a_neighbour_with_a_longer_name() -> None:
    """The pool `system` is another place than the pool `system-gpu`."""
    found = problems("prod", {"nodePools.system": "large", "nodePools.system-gpu": _GPU})

    assert 'Pulumi.prod.yaml: nodePools.system: "large" is not a mapping of keys to values' in found
    accelerated = 'nodePools.system-gpu.instanceTypes[0]: "g6.xlarge" has an accelerator; only the pool system may'
    assert f"Pulumi.prod.yaml: {accelerated}" in found


def test_a_malformed_value_hides_what_depends_on_it() -> None:
    """A database without its class is left out, and not reported as missing or too weak as well."""
    assert problems("prod", {"database": {"multiAz": False}}) == [
        "Pulumi.prod.yaml: database.backupDays: missing; give a whole number",
        "Pulumi.prod.yaml: database.instanceClass: missing; give an RDS instance class, for example db.t4g.medium",
    ]


def test_the_eleventh_workload_is_another_than_the_second() -> None:
    """An index is a part of its own: `workloads[1]` is no beginning of `workloads[10]`."""
    assert parts_of("workloads[10].requests.cpu") == ["workloads", "10", "requests", "cpu"]
    assert parts_of("nodePools.system-gpu") == ["nodePools", "system-gpu"]
