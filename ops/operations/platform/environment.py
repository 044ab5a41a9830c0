"""The platform that an environment stands on: whose cluster it is, and the way in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.stack_name import is_review
from ops.operations.aws import NOT_THERE, Aws, AwsError
from ops.operations.backend import Backend
from ops.operations.cluster import Cluster, sign_in
from ops.operations.environments import registry, require_environment
from ops.operations.error import OperationError
from ops.operations.stack_state import read_stack
from settings.error import SettingsError
from settings.from_files import settings_from_files
from stacks.known_cluster import cluster_name, kubeconfig_of


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
    found = read_stack(owner, seen).outputs.get("kubeconfig") or _while_it_comes_up(owner, seen)
    if not found:
        raise OperationError(f"{owner}: has no cluster yet; `pulumi up -s {owner}` makes it")
    return PlatformPlace(environment=owner, cluster=sign_in(found, seen.variables))


def _while_it_comes_up(owner: str, seen: Backend) -> str | None:
    """A stack has outputs once its first update has ended, and people are waited for before."""
    try:
        region = str(settings_from_files(owner, now=datetime.now(UTC)).region)
    except SettingsError as error:
        raise OperationError(str(error)) from None
    return known_to_aws(Aws(region, seen.variables), cluster_name(owner))


def known_to_aws(aws: Aws, name: str) -> str | None:
    """The kubeconfig of a cluster as AWS knows it by its name; None where there is none, or none that answers yet."""
    try:
        described = aws.ask("eks", "describe_cluster", name=name)["cluster"]
    except AwsError as error:
        if error.code == NOT_THERE:
            return None
        raise
    return kubeconfig_of(described, aws.region)
