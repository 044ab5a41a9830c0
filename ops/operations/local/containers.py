"""The local environment in containers: Compose does the work, and says what has failed before anybody waits for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ops.operations.error import OperationError
from ops.operations.local.engine import Engine
from ops.operations.local.names import BASELINE, WITH_APPLICATION
from settings.files import DIRECTORY


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container, as Compose tells of it."""

    service: str
    """Its service."""
    state: str
    """`running`, `exited` or another word of the engine's."""
    health: str
    """What its health check says, where it has one."""
    exit_code: int
    """How it ended, if it did."""

    @property
    def failure(self) -> str:
        """Why it will not come up any more, or nothing."""
        if self.state == "exited" and self.exit_code:
            return f"{self.service} ended with exit code {self.exit_code}; `portarium local logs {self.service}`"
        if self.health == "unhealthy":
            return f"{self.service} is not healthy; `portarium local logs {self.service}`"
        return ""


def files(*, application: bool, directory: Path = DIRECTORY) -> list[Path]:
    """Return the files that make it up."""
    return [directory / name for name in (BASELINE, *((WITH_APPLICATION,) if application else ()))]


def start(engine: Engine, *, application: bool) -> None:
    """Have Compose start what does not run, without waiting for it to be ready."""
    code = engine.run(files(application=application), ["up", "--detach"])
    if code:
        raise OperationError(f"{' '.join(engine.compose)} up ended with exit code {code}; what it said stands above")


def stop(engine: Engine, *, forget: bool) -> None:
    """Have Compose take everything away: also what it keeps, when it is to be forgotten."""
    words = ["down", "--remove-orphans", *(["--volumes"] if forget else [])]
    code = engine.run(files(application=False), words)
    if code:
        raise OperationError(f"{' '.join(engine.compose)} down ended with exit code {code}; what it said stands above")


def containers(engine: Engine) -> list[Container]:
    """Return what there is of it, also what has ended."""
    told = engine.read(files(application=False), ["ps", "--all", "--format", "json"]).strip()
    return [_container(each) for each in _objects(told)]


def show_logs(engine: Engine, service: str | None, *, lines: int, follow: bool) -> int:
    """Have Compose print logs, and return its exit code."""
    words = ["logs", "--tail", str(lines), *(["--follow"] if follow else []), *([service] if service else [])]
    return engine.run(files(application=False), words)


def failures(found: Sequence[Container]) -> list[str]:
    """Return a line for each container that will not come up any more."""
    return [each.failure for each in found if each.failure]


def starting(found: Sequence[Container]) -> list[str]:
    """Return the services that are not ready yet by their own health checks."""
    return [each.service for each in found if each.health == "starting" or each.state == "created"]


def _objects(text: str) -> list[dict[str, Any]]:
    """What Compose prints as JSON: an object a line, or in its older versions and in Podman's one list."""
    try:
        if text.startswith("["):
            return cast("list[dict[str, Any]]", json.loads(text))
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        raise OperationError("Compose's `ps --format json` printed no JSON; a newer Compose does") from None


def _container(found: dict[str, Any]) -> Container:
    labels = found.get("Labels")
    # Docker has them as one text and the service apart; Podman has them as an object, and no service.
    label = cast("dict[str, str]", labels).get("com.docker.compose.service", "") if isinstance(labels, dict) else ""
    return Container(
        service=str(found.get("Service") or label),
        state=str(found.get("State", "")).lower(),
        health=str(found.get("Health", "")).lower(),
        exit_code=int(found.get("ExitCode") or 0),
    )
