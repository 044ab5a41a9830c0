"""What a sandbox remembers of itself in `sandbox.json`: ports, processes, engine and credentials."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.process import Identity

ServiceName = Literal["cloud", "keys"]
Providers = Literal["doubles", "official"]


class Credentials(BaseModel):
    """Temporary AWS credentials of an account's administrator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    access_key_id: str
    secret_access_key: str
    session_token: str


class ProcessRecord(BaseModel):
    """One started process."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    started: str

    @property
    def identity(self) -> Identity:
        """The process, told apart from later ones with its id."""
        return Identity(self.pid, self.started)


class Record(BaseModel):
    """The content of `sandbox.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Path
    engine_version: str
    engine_origin: str
    control_plane: Path
    providers: Providers = "doubles"
    region: str
    ports: dict[ServiceName, int]
    processes: dict[ServiceName, ProcessRecord] = {}
    administrators: dict[str, Credentials] = {}
    """The administrators by the numbers of their accounts; none before the sandbox came up once."""
    people: list[str] = []

    def url(self, service: ServiceName) -> str:
        """Return where a service listens."""
        return f"http://127.0.0.1:{self.ports[service]}"


def load(folder: Folder) -> Record | None:
    """Return what was recorded; nothing when this folder has no sandbox yet."""
    try:
        return Record.model_validate_json(folder.record.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "content"
        raise SandboxError(
            f"{folder.record}: {where}: {first['msg']}; this version of the sandbox did not write it, "
            "`portarium sandbox reset` starts anew"
        ) from None


def save(folder: Folder, record: Record) -> None:
    """Write the record in one step, readable by its owner only: it holds credentials, if only the sandbox's."""
    folder.root.mkdir(parents=True, exist_ok=True)
    temporary = folder.record.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(record.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    temporary.replace(folder.record)
