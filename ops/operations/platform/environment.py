"""The platform that an environment stands on: whose cluster it is, and the way in."""

from dataclasses import dataclass

from domain.stack_name import is_review
from ops.operations.backend import Backend
from ops.operations.cluster import Cluster, sign_in
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.stack_state import read_stack

SYSTEM = "system"
"""The namespace of the platform's services."""


@dataclass(frozen=True, kw_only=True)
class PlatformPlace:
    """A cluster with a platform."""

    environment: str
    """The environment that owns it."""
    cluster: Cluster


def platform_of(environment: str, backend: Backend) -> PlatformPlace:
    """Sign in to the cluster of an environment; a review environment stands on its host's platform."""
    known = registry()
    require_environment(environment, known)
    owner = str(known.review.shared_with) if is_review(environment) else environment
    seen = backend.as_seen_by(known.account_of(owner))
    outputs = read_stack(owner, seen).outputs
    if not outputs.get("kubeconfig"):
        raise OperationError(f"{owner}: has no cluster yet; `pulumi up -s {owner}` makes it")
    return PlatformPlace(environment=owner, cluster=sign_in(outputs["kubeconfig"], seen.variables))
