"""What a sandbox is made of right now, read from its folder and its processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from portarium_sandbox import lifecycle, record, services
from portarium_sandbox.folder import Folder
from portarium_sandbox.record import Record

State = Literal["absent", "down", "incomplete", "up"]


@dataclass(frozen=True, kw_only=True)
class ServiceStatus:
    """One process."""

    name: str
    running: bool
    pid: int | None
    url: str
    log: str


@dataclass(frozen=True, kw_only=True)
class StackStatus:
    """One Pulumi stack."""

    name: str
    resources: int


@dataclass(frozen=True, kw_only=True)
class DatabaseStatus:
    """One PostgreSQL."""

    name: str
    host: str
    port: int | None
    problem: str

    def __str__(self) -> str:
        return f"{self.name} ({self.problem or f'port {self.port}'})"


@dataclass(frozen=True, kw_only=True)
class Status:
    """A whole sandbox."""

    folder: str
    state: State
    engine: str = ""
    providers: str = ""
    region: str = ""
    services: list[ServiceStatus] = field(default_factory=list[ServiceStatus])
    clusters: list[str] = field(default_factory=list[str])
    databases: list[DatabaseStatus] = field(default_factory=list[DatabaseStatus])
    stacks: list[StackStatus] = field(default_factory=list[StackStatus])

    def as_json(self) -> str:
        """Return it for scripts."""
        return json.dumps(asdict(self), indent=2)

    def as_text(self) -> str:
        """Return it for people."""
        if self.state == "absent":
            return f"There is no sandbox in {self.folder}; `portarium sandbox up` makes one."
        lines = [
            f"state      {self.state}",
            f"folder     {self.folder}",
            f"engine     {self.engine}",
            f"providers  {self.providers}",
            f"region     {self.region}",
        ]
        for part in self.services:
            state = f"running, process {part.pid}, {part.url}" if part.running else "not running"
            lines.append(f"{part.name:<10} {state}")
        lines.append(f"clusters   {', '.join(self.clusters) or 'none'}")
        lines.append(f"databases  {', '.join(map(str, self.databases)) or 'none'}")
        stacks = ", ".join(f"{stack.name} ({stack.resources} resources)" for stack in self.stacks)
        lines.append(f"stacks     {stacks or 'none'}")
        return "\n".join(lines)


def read(folder: Folder) -> Status:
    """Look at a sandbox without changing anything."""
    existing = record.load(folder)
    if existing is None:
        return Status(folder=str(folder.root), state="absent")
    parts = [_service(folder, existing, name) for name in services.START_ORDER]
    running = sum(part.running for part in parts)
    state: State = "down" if not running else "up" if running == len(parts) else "incomplete"
    return Status(
        folder=str(folder.root),
        state=state,
        engine=f"pulumi {existing.engine_version}, {existing.engine_origin}",
        providers=existing.providers,
        region=existing.region,
        services=parts,
        clusters=sorted(path.name for path in folder.clusters.glob("*") if path.is_dir()),
        databases=[_database(path) for path in sorted(folder.databases.glob("db-*/process.json"))],
        stacks=[_stack(path) for path in sorted((folder.backend / ".pulumi" / "stacks").glob("*/*.json"))],
    )


def _service(folder: Folder, existing: Record, name: record.ServiceName) -> ServiceStatus:
    known = existing.processes.get(name)
    running = lifecycle.is_running(existing, name)
    return ServiceStatus(
        name=name,
        running=running,
        pid=known.pid if known and running else None,
        url=existing.url(name),
        log=str(services.log_of(folder, name)),
    )


def _database(path: Path) -> DatabaseStatus:
    noted: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return DatabaseStatus(
        name=noted.get("name", ""),
        host=noted.get("host", ""),
        port=noted.get("port"),
        problem=noted.get("problem", ""),
    )


def _stack(path: Path) -> StackStatus:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    latest: dict[str, Any] = content["checkpoint"].get("latest") or {}
    return StackStatus(name=path.stem, resources=len(latest.get("resources") or []))
