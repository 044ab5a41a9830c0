"""As whom, and from where, a plan is carried out: by a pod as itself, or by a person for an environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.operations.access.entrance import Entrance
from ops.operations.access.restarts import Cluster, Restarts
from ops.operations.access_plan import read_plan
from ops.operations.aws import Aws
from ops.operations.backend import find_backend
from ops.operations.cluster import sign_in, sign_in_as_pod
from ops.operations.environments import account_of, registry, require_environment
from ops.operations.error import OperationError
from ops.operations.stack_state import read_stack

_KUBECONFIG = "kubeconfig"


@dataclass(frozen=True, kw_only=True)
class Work:
    """The way to the server and to the secrets, and that to the cluster."""

    entrance: Entrance
    restarts: Restarts


def work_of(file: Path, variables: Mapping[str, str], *, authority: Path | None, environment: str) -> Work:
    """Find both ways, by the variables of a pod or, for an environment that is named, by the shell's backend."""
    plan = read_plan(file)
    reached, cluster = _by_hand(environment, variables) if environment else (variables, _as_pod(variables))
    return Work(
        entrance=Entrance(plan=plan, aws=Aws(plan.region, reached), authority=authority or Path(plan.server.authority)),
        restarts=Restarts(cluster=cluster),
    )


def _as_pod(variables: Mapping[str, str]) -> Callable[[], Cluster]:
    return lambda: sign_in_as_pod(variables)


def _by_hand(environment: str, variables: Mapping[str, str]) -> tuple[Mapping[str, str], Callable[[], Cluster]]:
    entries = registry()
    require_environment(environment, entries)
    backend = find_backend(variables).as_seen_by(account_of(environment, entries))

    def cluster() -> Cluster:
        kubeconfig: str | None = read_stack(environment, backend).outputs.get(_KUBECONFIG)
        if not kubeconfig:
            raise OperationError(f"{environment} has no cluster; pulumi up -s {environment} makes one")
        return sign_in(kubeconfig, backend.variables)

    return backend.variables, cluster
