"""What pods reach outside their cluster: each part of the sandbox's AWS that has an address says so here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    # The runner reads what was said, and shall not pay for moto.
    from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster


class Destination(BaseModel):
    """A host name, the address in the VPC that it stands for, and what answers there on this machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str
    port: int
    local_port: int | None = None
    """A port on the loopback interface."""
    socket: str | None = None
    """A Unix socket, which goes before the port."""


Source = Callable[["SandboxCluster"], Iterable[Destination]]
"""Asked with the gateway's lock held, after each change of AWS's state."""

_sources: list[Source] = []


def register(source: Source) -> None:
    """Have all clusters' pods reach what a source names, as far as their network policies permit it."""
    _sources.append(source)


def destinations_of(cluster: SandboxCluster) -> list[dict[str, Any]]:
    """Give all that pods of a cluster reach; who calls holds the gateway's lock."""
    return [found.model_dump() for source in _sources for found in source(cluster)]
