"""Whether Vault is sealed, as its servers themselves say it: each writes it on the labels of its own pod."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.vault import VAULT

PODS = f"pods?labelSelector=app.kubernetes.io/name%3D{VAULT},component%3Dserver"
"""The path of the servers, below that of their namespace."""


@dataclass(frozen=True, kw_only=True)
class SealState:
    """The servers by what each says."""

    servers: tuple[str, ...]
    """All of them."""
    unsealed: tuple[str, ...]
    """Those that answer."""
    uninitialised: tuple[str, ...]
    """Those that have nothing yet."""
    leader: str | None
    """The one that leads, if one does."""

    @property
    def is_open(self) -> bool:
        """Whether requests are answered."""
        return self.leader is not None

    @property
    def text(self) -> str:
        """The state in a few words."""
        if not self.servers:
            return "no servers"
        if not self.unsealed and self.uninitialised:
            return "not initialised"
        found = f"{len(self.unsealed)} of {len(self.servers)} unsealed"
        return f"{found}, {self.leader} leads" if self.leader else f"{found}, none leads"


def seal_state(pods: Iterable[Mapping[str, Any]]) -> SealState:
    """Return the state that the pods of Vault's servers say; a server that says nothing is taken for sealed."""
    labels: dict[str, Mapping[str, str]] = {
        str(pod["metadata"]["name"]): pod["metadata"].get("labels", {}) for pod in pods
    }

    def those(label: str, value: str) -> tuple[str, ...]:
        return tuple(name for name in sorted(labels) if labels[name].get(label) == value)

    return SealState(
        servers=tuple(sorted(labels)),
        unsealed=those("vault-sealed", "false"),
        uninitialised=those("vault-initialized", "false"),
        leader=next(iter(those("vault-active", "true")), None),
    )
