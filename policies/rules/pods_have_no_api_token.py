"""Pods get no token for the Kubernetes API: of ours, only the resolver and the rotation of passwords talk to it."""

from collections.abc import Iterator

from policies.foreign import is_resolver
from policies.pod import POD_TYPES, pod_spec
from policies.resource import Resource
from policies.rotation import is_rotation
from policies.rule import ResourceRule

_ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def _check(resource: Resource) -> Iterator[str]:
    if is_resolver(resource) or is_rotation(resource):
        return
    holder = resource.properties if resource.type == _ACCOUNT else pod_spec(resource)
    # Kubernetes mounts one unless it is told not to.
    if holder.get("automountServiceAccountToken") is not False:
        yield "would hold a token for the Kubernetes API; set automountServiceAccountToken to false"


RULE = ResourceRule(
    name="pods-have-no-api-token",
    description="No pod or service account mounts a token for the Kubernetes API, but the resolver and the rotation.",
    types=POD_TYPES | {_ACCOUNT},
    check=_check,
)
