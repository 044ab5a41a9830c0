"""The API server itself refuses pods that are not restricted."""

from collections.abc import Iterator

from domain.pod_standard import EXCEPTION_REASON, PodStandard, pod_standard_label
from policies.resource import Resource, part
from policies.rule import ResourceRule

_ENFORCE = pod_standard_label("enforce")
_STRICTEST: PodStandard = "restricted"


def _check(resource: Resource) -> Iterator[str]:
    metadata = part(resource.properties, "metadata")
    standard = part(metadata, "labels").get(_ENFORCE)
    if standard == _STRICTEST:
        return
    if standard is None:
        yield f"admits any pod; set the label {_ENFORCE}: restricted"
    elif not part(metadata, "annotations").get(EXCEPTION_REASON):
        yield f"enforces {standard} only; set restricted, or say why in the annotation {EXCEPTION_REASON}"


RULE = ResourceRule(
    name="namespaces-are-restricted",
    description="A namespace enforces the restricted pod standard, or says why it does not.",
    types=frozenset({"kubernetes:core/v1:Namespace"}),
    check=_check,
)
