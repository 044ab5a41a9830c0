"""Pods get no token for the Kubernetes API: of ours, only the resolver of the execution plane talks to it."""

from collections.abc import Iterator

from policies.foreign import is_resolver
from policies.pod import POD_TYPES, pod_spec
from policies.resource import Resource
from policies.rule import ResourceRule

_ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def _check(resource: Resource) -> Iterator[str]:
    if is_resolver(resource):
        return
    holder = resource.properties if resource.type == _ACCOUNT else pod_spec(resource)
    # Kubernetes mounts one unless it is told not to.
    if holder.get("automountServiceAccountToken") is not False:
        yield "would hold a token for the Kubernetes API; set automountServiceAccountToken to false"


RULE = ResourceRule(
    name="pods-have-no-api-token",
    description="Neither pods nor service accounts mount a token for the Kubernetes API; the resolver's pods do.",
    types=POD_TYPES | {_ACCOUNT},
    check=_check,
)
