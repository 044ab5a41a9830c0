"""What all pods of a runner share."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from pydantic import BaseModel

from portarium_sandbox.folder import Folder
from portarium_sandbox.kubernetes.client import KubernetesClient
from portarium_sandbox.kubernetes.errors import KubernetesError
from portarium_sandbox.pods.cluster import Cluster
from portarium_sandbox.pods.destinations import Destination
from portarium_sandbox.pods.network import Network
from portarium_sandbox.pods.objects import Object
from portarium_sandbox.pods.processes import Launcher
from portarium_sandbox.pods.state import now

DATABASE_AUTHORITY = "/run/sandbox/rds-global-bundle.pem"
_COMPONENT = "portarium-sandbox"
_log = logging.getLogger(__name__)


class Surroundings(BaseModel):
    """What the cloud tells of AWS around a cluster, at the runner's start and after each change."""

    destinations: list[Destination] = []
    roles: list[tuple[str, str]] = []
    """The service accounts, by namespace and name, whose pods have a role."""
    region: str = ""
    aws_endpoint: str = ""
    strict: bool = False
    """Whether a pod that no network policy selects is closed."""


class Attachable(Protocol):
    """A pod as the network knows it."""

    given: Object
    address: str | None
    cable: int
    network: int | None


@dataclass(kw_only=True)
class Context:
    """The runner's parts, and what it knows."""

    api: KubernetesClient
    folder: Path
    sandbox: Path
    own_user: int
    network: Network
    launcher: Launcher
    cluster: Cluster
    attach: Callable[[Any], Awaitable[None]]
    detach: Callable[[Any], Awaitable[None]]
    problem: str | None = None
    """Why no pod can run on this machine."""
    surroundings: Surroundings = field(default_factory=Surroundings)
    _telling: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    @property
    def region(self) -> str:
        """The region of the cluster."""
        return self.surroundings.region

    @property
    def aws_variables(self) -> dict[str, str]:
        """The way to the sandbox's AWS: the one variable that a pod on AWS doesn't have."""
        endpoint = self.surroundings.aws_endpoint
        return {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}

    @property
    def database_authority(self) -> Path:
        """The certificate of whoever signs those of the sandbox's databases, once there is one."""
        return Folder(self.sandbox).database_authority

    @property
    def files(self) -> list[Object]:
        """What every container sees besides its own: whom clients of the sandbox's databases have to trust."""
        authority = self.database_authority
        seen = {"source": str(authority), "target": DATABASE_AUTHORITY, "readOnly": True}
        return [seen] if authority.exists() else []

    def has_role(self, pod: Object) -> bool:
        """Whether a pod gets credentials of its own."""
        account = pod["spec"].get("serviceAccountName") or "default"
        return (pod["metadata"]["namespace"], account) in self.surroundings.roles

    def event(self, pod: Object, kind: str, reason: str, message: str) -> None:
        """Tell of something that happened to a pod; nothing waits for it."""
        metadata = pod["metadata"]
        involved = {"apiVersion": "v1", "kind": "Pod", **{key: metadata[key] for key in ("name", "namespace", "uid")}}
        moment = now()
        content: Object = {
            "metadata": {"name": f"{metadata['name'][:200]}.{uuid4().hex[:16]}", "namespace": metadata["namespace"]},
            "involvedObject": involved,
            "type": kind,
            "reason": reason,
            "message": message[:1024],
            "count": 1,
            "firstTimestamp": moment,
            "lastTimestamp": moment,
            "source": {"component": _COMPONENT},
            "reportingComponent": _COMPONENT,
        }
        telling = asyncio.create_task(self._tell(f"/api/v1/namespaces/{metadata['namespace']}/events", content))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self, path: str, content: Object) -> None:
        try:
            await asyncio.to_thread(self.api.create, path, content)
        except KubernetesError as error:
            # A namespace that is going takes no events.
            _log.debug("event: %s", error)
