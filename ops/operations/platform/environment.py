"""The platform that an environment stands on: whose cluster it is, and the way in."""

from dataclasses import dataclass

from domain.stack_name import is_review
from ops.operations.backend import Backend
from ops.operations.cluster import Cluster, sign_in
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.stack_state import export_stack, read_stack

CLUSTER = "portarium:aws:Cluster"
"""The component of a cluster."""


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
    kubeconfig = read_stack(owner, seen).outputs.get("kubeconfig") or _while_it_comes_up(owner, seen)
    if not kubeconfig:
        raise OperationError(f"{owner}: has no cluster yet; `pulumi up -s {owner}` makes it")
    return PlatformPlace(environment=owner, cluster=sign_in(kubeconfig, seen.variables))


def _while_it_comes_up(name: str, backend: Backend) -> str | None:
    """A stack has outputs once its first update has ended; its cluster has some before, and people are waited for."""
    resources = export_stack(name, backend).get("deployment", {}).get("resources", [])
    found = [each.get("outputs", {}).get("kubeconfig") for each in resources if each["type"] == CLUSTER]
    return next((text for text in found if isinstance(text, str)), None)
