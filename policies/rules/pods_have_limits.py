"""No container takes more of its node than it was given."""

from collections.abc import Iterator

from policies.pod import POD_TYPES, containers
from policies.resource import Resource, part
from policies.rule import ResourceRule

_AMOUNTS = ("cpu", "memory", "ephemeral-storage")


def _check(resource: Resource) -> Iterator[str]:
    for name, container in containers(resource):
        resources = part(container, "resources")
        for kind in ("requests", "limits"):
            given = part(resources, kind)
            if missing := [amount for amount in _AMOUNTS if not given.get(amount)]:
                yield f"container {name} has no {' and no '.join(missing)} in resources.{kind}; set it"


RULE = ResourceRule(
    name="pods-have-limits",
    description="Every container requests and is limited to an amount of processor, memory and disk.",
    types=POD_TYPES,
    check=_check,
)
