"""The local environment comes up, is looked at, and goes: in containers, or as plain processes."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ops.operations.error import OperationError
from ops.operations.local import checks, containers, native
from ops.operations.local.addresses import DEFAULTS, OF_APPLICATION, Addresses
from ops.operations.local.checks import Result, broken
from ops.operations.local.doctor import taken_ports
from ops.operations.local.engine import Engine, Lack, engines, find_engine
from ops.operations.local.native import SERVICES, Site
from settings.files import DIRECTORY

Told = Callable[[str], None]
"""Is told what goes on."""

How = Literal["containers", "processes", "down"]

FOLDER_VARIABLE = "PORTARIUM_LOCAL"
"""The variable that names another folder for what plain processes keep."""

SECONDS = 600.0
"""How long everything may take to become ready; images are pulled before."""

_PORTS_OF: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("POSTGRESQL",),
    "evidence": ("EVIDENCE",),
    "nats": ("NATS", "NATS_MONITOR"),
}
_POLL_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class State:
    """How it runs, and what the check list says."""

    how: How
    """In containers, as processes, or not at all."""
    results: Sequence[Result]
    """What became of each check."""
    left_out: Sequence[str]
    """The services that don't run in this way."""

    @property
    def well(self) -> bool:
        """Whether everything that runs in this way is as it should be."""
        return self.how != "down" and not broken(self.results)


def native_folder(variables: Mapping[str, str] = os.environ, directory: Path = DIRECTORY) -> Path:
    """Return the folder with what plain processes keep."""
    named = variables.get(FOLDER_VARIABLE)
    return Path(named).expanduser().resolve() if named else directory / ".local"


def up_in_containers(addresses: Addresses, told: Told, *, application: bool, site: Site | None) -> State:
    """Have it up in containers, and wait until every check is passed."""
    if site and site.processes.running(site.folder):
        raise OperationError("it runs as plain processes; `portarium local down` ends them first")
    engine = find_engine()
    wanted = [*DEFAULTS, *(OF_APPLICATION if application else ())]
    if not containers.containers(engine) and (taken := taken_ports(addresses, wanted)):
        raise OperationError("\n".join(taken))
    containers.start(engine, application=application)
    wait(
        addresses,
        list(checks.CHECKS),
        told,
        failures=lambda: containers.failures(containers.containers(engine)),
        starting=lambda: containers.starting(containers.containers(engine)),
    )
    return State(how="containers", results=checks.look(addresses, checks.CHECKS), left_out=())


def up_as_processes(site: Site, told: Told) -> State:
    """Have what can run without containers up, and wait until every check of it is passed."""
    site.folder.mkdir(parents=True, exist_ok=True)
    with site.processes.locked(site.folder):
        there = site.processes.running(site.folder)
        names = [name for service in SERVICES if service not in there for name in _PORTS_OF[service]]
        if taken := taken_ports(site.addresses, names):
            raise OperationError("\n".join(taken))
        for service in SERVICES:
            told(f"{service}: {'runs already' if service in there else 'starting'}")
            native.start(site, service)
        wait(site.addresses, SERVICES, told)
    return _as_processes(site)


def look(addresses: Addresses, site: Site | None) -> State:
    """Look how it runs, and go through the check list of what runs."""
    if site and site.processes.running(site.folder):
        return _as_processes(site)
    engine = _engine()
    if engine and containers.containers(engine):
        return State(how="containers", results=checks.look(addresses, checks.CHECKS), left_out=())
    return State(how="down", results=(), left_out=())


def down(site: Site | None, *, forget: bool) -> bool:
    """End it, however it runs; forget what it keeps when that is asked for. Say whether there was anything."""
    ended = _end_processes(site, forget=forget) if site else False
    engine = _engine()
    if engine and (forget or containers.containers(engine)):
        containers.stop(engine, forget=forget)
        ended = True
    return ended


def wait(
    addresses: Addresses,
    services: Sequence[str],
    told: Told,
    *,
    failures: Callable[[], list[str]] = list,
    starting: Callable[[], list[str]] = list,
    seconds: float = SECONDS,
) -> None:
    """Wait until every check is passed, and tell of each when it is; give up at once on what has failed for good."""
    deadline = time.monotonic() + seconds
    ready: set[str] = set()
    while True:
        results = checks.look(addresses, services)
        for each in results:
            if not each.problem and each.service not in ready:
                ready.add(each.service)
                told(f"{each.service}: {each.wanted} ({len(ready)} of {len(services)})")
        waiting = [f"{each.service}: {each.problem}" for each in broken(results)]
        # The application has no checks in the list: its own health checks are asked.
        waiting = waiting or [f"{service}: is still starting" for service in starting()]
        if not waiting:
            return
        if lines := failures():
            raise OperationError("\n".join(lines))
        if time.monotonic() > deadline:
            raise OperationError("\n".join(waiting))
        time.sleep(_POLL_SECONDS)


def _as_processes(site: Site) -> State:
    left_out = [service for service in checks.CHECKS if service not in SERVICES]
    return State(how="processes", results=checks.look(site.addresses, SERVICES), left_out=left_out)


def _end_processes(site: Site, *, forget: bool) -> bool:
    if not site.folder.exists():
        return False
    try:
        with site.processes.locked(site.folder):
            ended = site.processes.stop(site.folder)
            if forget:
                shutil.rmtree(site.folder)
    except site.processes.Problem as error:
        raise OperationError(str(error)) from None
    return ended or forget


def _engine() -> Engine | None:
    return next((each for each in engines() if not isinstance(each, Lack)), None)
