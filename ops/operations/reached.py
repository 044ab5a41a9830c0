"""As whom, and from where, a plan is carried out: by a pod as itself, or by a person for an environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ops.operations.backend import Backend, find_backend
from ops.operations.cluster import Cluster, sign_in, sign_in_as_pod
from ops.operations.environments import account_of, registry, require_environment
from ops.operations.error import OperationError
from ops.operations.stack_state import read_stack

_KUBECONFIG = "kubeconfig"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """An account and a cluster."""

    variables: Mapping[str, str]
    """The variables by which AWS is reached."""
    cluster: Callable[[], Cluster]
    """Signs in to the cluster."""


def by_pod(variables: Mapping[str, str]) -> Reached:
    """Reach what a pod reaches, by its own identity."""
    return Reached(variables=variables, cluster=lambda: sign_in_as_pod(variables))


@dataclass(frozen=True)
class ByHand:
    """An environment, as the backend of a shell reaches it."""

    environment: str
    backend: Backend

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs of its stack; nothing is asked before."""
        return read_stack(self.environment, self.backend).outputs

    @property
    def reached(self) -> Reached:
        """Its account and its cluster."""
        return Reached(variables=self.backend.variables, cluster=self._sign_in)

    def _sign_in(self) -> Cluster:
        kubeconfig: str | None = self.outputs.get(_KUBECONFIG)
        if not kubeconfig:
            raise OperationError(f"{self.environment} has no cluster; pulumi up -s {self.environment} makes one")
        return sign_in(kubeconfig, self.backend.variables)


def by_hand(environment: str, variables: Mapping[str, str]) -> ByHand:
    """Reach an environment by the shell's backend; raise OperationError when there is none of the name."""
    entries = registry()
    require_environment(environment, entries)
    return ByHand(environment, find_backend(variables).as_seen_by(account_of(environment, entries)))
