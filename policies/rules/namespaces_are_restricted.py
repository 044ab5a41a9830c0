"""The API server itself refuses pods that are not restricted."""

from collections.abc import Iterator

from policies.resource import Resource, part
from policies.rule import ResourceRule

_ENFORCE = "pod-security.kubernetes.io/enforce"
_EXCEPTION = "portarium.io/pod-standard-exception"


def _check(resource: Resource) -> Iterator[str]:
    metadata = part(resource.properties, "metadata")
    standard = part(metadata, "labels").get(_ENFORCE)
    if standard == "restricted":
        return
    if standard is None:
        yield f"admits any pod; set the label {_ENFORCE}: restricted"
    elif not part(metadata, "annotations").get(_EXCEPTION):
        yield f"enforces {standard} only; set restricted, or say why in the annotation {_EXCEPTION}"


RULE = ResourceRule(
    name="namespaces-are-restricted",
    description="A namespace enforces the restricted pod standard, or says why it does not.",
    types=frozenset({"kubernetes:core/v1:Namespace"}),
    check=_check,
)
