"""A workload may have any name that the settings accept: what the program names for itself never meets it."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from domain.component_names import RESERVED
from domain.names import DnsLabel
from stacks.secrets import database_logins
from tests.recording import Registered
from tests.settings.configuration import PROBES, contract, resolved
from tests.stacks.recorded import Build, build, recorded

_LABEL = re.compile(DnsLabel.pattern)
_ROOM = {"cpu": "100", "memory": "100Gi", "pods": 1000}
# Each of the workloads opens connections to the database.
_MACHINES: dict[str, object] = {
    "database.instanceClass": "db.m8g.4xlarge",
    "nodePools.system.instanceTypes": ["m8i.4xlarge"],
    "nodePools.system.minimum": 6,
    "nodePools.system.maximum": 12,
}
_SMALL = {"cpu": "10m", "memory": "16Mi"}


def _names_of_the_program() -> set[str]:
    """Every name that dev gives to something inside the cluster or to a login, and whom its flows are named after."""
    resources = recorded("dev").recording.resources
    objects = {str(name) for each in resources if (name := each.inputs.get("metadata", {}).get("name"))}
    subjects = {part for name in objects for part in re.split(r"-to-|-of-", name)[:1]}
    accounts = {str(each.inputs["serviceAccount"]) for each in resources if "serviceAccount" in each.inputs}
    logins = set(database_logins(recorded("dev").settings))
    images = set(recorded("dev").outputs["images"])
    given = {str(workload.name) for workload in recorded("dev").settings.workloads}
    return {name for name in objects | subjects | accounts | logins | images if _LABEL.fullmatch(name)} - given


def _workload(name: str) -> dict[str, object]:
    """A workload of the control plane that uses everything, and so has a flow and a role of every kind."""
    return {
        "name": name,
        "plane": "control",
        "architectures": ["amd64"],
        "port": 8080,
        "probes": PROBES,
        "user": 1000,
        "variables": {
            "DATABASE_URL": {"database": "url"},
            "BUCKET": {"evidence": "bucket"},
            "ADDRESS": {"temporal": "address"},
        },
        "requests": _SMALL,
        "limits": _SMALL,
    }


@pytest.fixture(scope="module")
def crowded() -> Build:
    """The stack dev with a workload of every name that the program gives and that the settings accept."""
    names = sorted(_names_of_the_program() - set(RESERVED))
    workloads = [*contract(), *map(_workload, names)]
    return build(resolved("dev", {"workloads": workloads, "quotas.apps": _ROOM, **_MACHINES}))


def test_the_names_of_the_program_are_found() -> None:
    """Among them are those that the settings reserve; Kubernetes' own account is in no recording."""
    assert set(RESERVED) - {"default"} <= _names_of_the_program()


def test_no_object_has_the_name_of_another(crowded: Build) -> None:
    """Within a namespace and a kind; the recording itself refuses two resources with one URN."""
    names = Counter(_identities(crowded.recording.resources))

    assert [identity for identity, times in names.items() if times > 1] == []


def test_every_workload_is_listed_with_an_image_of_its_own(crowded: Build) -> None:
    """The outputs know each component by its name alone."""
    workloads = {str(workload.name) for workload in crowded.settings.workloads}

    assert set(crowded.outputs["images"]) == workloads | {"egress-proxy", "operations"}
    assert len(set(crowded.outputs["images"].values())) == len(workloads) + 2


def _identities(resources: list[Registered]) -> Iterator[tuple[str, str, str]]:
    for each in resources:
        metadata = each.inputs.get("metadata", {})
        if "name" in metadata:
            yield each.type, str(metadata.get("namespace", "")), str(metadata["name"])
        elif each.type in {"aws:iam/role:Role", "aws:eks/podIdentityAssociation:PodIdentityAssociation"}:
            named = each.inputs.get("name", each.inputs.get("serviceAccount"))
            yield each.type, str(each.inputs.get("namespace", "")), str(named)
