"""Brings a sandbox up and down: idempotent, one command at a time, consistent after any kill."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from portarium_sandbox import backend, builds, keys, launchers, ports, process, profiles, record, services
from portarium_sandbox.account_quotas import raise_quotas
from portarium_sandbox.charts import definitions
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.identity import assume_administrator
from portarium_sandbox.lock import exclusive
from portarium_sandbox.pods.own_images import map_own_images
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.record import Credentials, ProcessRecord, Providers, Record, ServiceName
from portarium_sandbox.source_credential import connect_source

DEFAULT_REGION = "eu-central-1"


def up(
    folder: Folder,
    project: Project,
    progress: Progress,
    *,
    port: int | None = None,
    providers: Providers | None = None,
) -> Record:
    """Bring the sandbox up, or complete what is missing of it; a second time returns at once."""
    with _locked(folder):
        if problem := map_own_images(folder, project):
            progress.note(problem)
        definitions.provide(progress)
        _link(folder.charts, project.charts)
        _link(folder.stand_ins, project.stand_ins)
        existing = record.load(folder)
        if existing and _is_complete(folder, existing, project, port, providers):
            _make_stacks(folder, project, existing)
            return existing
        wanted = _plan(folder, existing, progress, port, providers)
        keys.make_key(folder)
        started = _start_missing(folder, existing, wanted, progress)
        try:
            return _finish(folder, project, started)
        except BaseException:
            _stop(folder)
            raise


def down(folder: Folder) -> bool:
    """Stop every process of the sandbox and keep its state; say whether there was any."""
    if not folder.root.exists():
        return False
    with _locked(folder):
        return _stop(folder)


def reset(folder: Folder) -> bool:
    """Stop the sandbox and remove all its state; say whether there was any."""
    if not folder.root.exists():
        return False
    with _locked(folder):
        if not folder.record.exists() and not folder.key.exists():
            ours = (folder.lock, folder.images, folder.charts, folder.stand_ins)
            if any(path not in ours for path in folder.root.iterdir()):
                raise SandboxError(f"{folder.root}: this is not a sandbox's folder; it stays as it is")
        _stop(folder)
        for path in folder.root.iterdir():
            if path == folder.lock:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    folder.lock.unlink(missing_ok=True)
    with suppress(OSError):
        folder.root.rmdir()
    return True


def require_up(folder: Folder) -> Record:
    """Return the record of a running sandbox; say how to start it when it is not running."""
    existing = record.load(folder)
    if existing is None:
        raise SandboxError(f"{folder.root}: there is no sandbox yet; start it with `portarium sandbox up`")
    missing = [services.TITLES[name] for name in services.START_ORDER if not is_running(existing, name)]
    if missing:
        raise SandboxError(
            f"{folder.root}: {' and '.join(missing)} not running; `portarium sandbox up` starts what is missing"
        )
    return existing


def is_running(existing: Record, name: ServiceName) -> bool:
    """Say whether one of the sandbox's processes is there and answers."""
    known = existing.processes.get(name)
    return bool(known and known.identity.alive and process.is_healthy(existing.url(name) + process.HEALTH_PATH))


def _link(link: Path, named: Path | None) -> None:
    """Have what the project names at hand as it is, because a change of it counts at once."""
    wanted = named.resolve() if named else None
    if wanted != (link.readlink() if link.is_symlink() else None):
        link.unlink(missing_ok=True)
        if wanted:
            link.symlink_to(wanted)


def _plan(
    folder: Folder, existing: Record | None, progress: Progress, port: int | None, providers: Providers | None
) -> Record:
    """Decide on engine, ports and providers; build what is to be built before anything starts."""
    chosen = providers or (existing.providers if existing else "doubles")
    engine = builds.engine(progress)
    control_plane = builds.control_plane(progress)
    launchers.write(folder, engine.path, official=chosen == "official")
    if existing and any(
        (
            existing.control_plane != control_plane,
            port not in (None, existing.ports["cloud"]),
        )
    ):
        _stop(folder)
    remembered = existing.ports if existing else {}
    return Record(
        engine=engine.path,
        engine_version=engine.version,
        engine_origin=engine.origin,
        control_plane=control_plane,
        providers=chosen,
        region=existing.region if existing else os.environ.get("AWS_REGION", DEFAULT_REGION),
        ports={name: _port(existing, name, remembered.get(name), port) for name in services.START_ORDER},
        processes=existing.processes if existing else {},
        administrators=existing.administrators if existing else {},
    )


def _port(existing: Record | None, name: ServiceName, remembered: int | None, given: int | None) -> int:
    if existing and remembered is not None and is_running(existing, name):
        return remembered
    return ports.choose(given if name == "cloud" else None, remembered, what=services.TITLES[name])


def _start_missing(folder: Folder, existing: Record | None, wanted: Record, progress: Progress) -> Record:
    """Start what does not run; stop again what was started when a later one fails."""
    current = wanted
    started: list[ProcessRecord] = []
    for leftover in process.processes_of(folder.root):
        if not any(
            known.identity == leftover and is_running(current, name) for name, known in current.processes.items()
        ):
            process.stop(leftover)
    try:
        for name in services.START_ORDER:
            if existing and is_running(current, name):
                continue
            with progress.step(f"starting {services.TITLES[name]}"):
                service = services.service(name, folder, current)
                identity = service.start()
                known = ProcessRecord(pid=identity.pid, started=identity.started)
                started.append(known)
                current = current.model_copy(update={"processes": {**current.processes, name: known}})
                record.save(folder, current)
                service.wait_until_healthy(identity)
    except BaseException:
        for known in reversed(started):
            process.stop(known.identity)
        raise
    return current


def _finish(folder: Folder, project: Project, current: Record) -> Record:
    """Make what an account has before the first environment, the backend and the stacks."""
    people = project.people
    cloud, region = current.url("cloud"), current.region
    administrators: dict[str, Credentials] = {}
    for account in sorted(set(project.accounts.numbers.values())):
        administrators[account] = assume_administrator(cloud, region, account, people)
        connect_source(cloud, region, account)
        raise_quotas(cloud, region, account)
    finished = current.model_copy(update={"administrators": administrators, "people": people})
    profiles.write(folder, project, finished)
    backend.prepare(folder, finished.url("keys"))
    _make_stacks(folder, project, finished)
    record.save(folder, finished)
    return finished


def _make_stacks(folder: Folder, project: Project, current: Record) -> None:
    present = backend.stack_names(folder, project.name)
    for stack in project.stacks:
        if stack not in present:
            backend.create_stack(folder, project=project.name, stack=stack, key_service=current.url("keys"))


def _is_complete(
    folder: Folder, existing: Record, project: Project, port: int | None, providers: Providers | None
) -> bool:
    return (
        set(project.accounts.numbers.values()) <= set(existing.administrators)
        and profiles.are_current(folder, project, existing)
        and set(project.people) <= set(existing.people)
        and existing.engine.exists()
        and existing.control_plane == builds.CONTROL_PLANE.path
        and launchers.are_current(folder)
        and port in (None, existing.ports["cloud"])
        and providers in (None, existing.providers)
        and all(is_running(existing, name) for name in services.START_ORDER)
    )


def _stop(folder: Folder) -> bool:
    """Stop what the record names, the cloud server before its clusters, and whatever else runs for this folder."""
    if not process.processes_of(folder.root):
        return False
    # A record that cannot be read must not keep anybody from stopping what runs.
    with suppress(SandboxError):
        if existing := record.load(folder):
            for name in reversed(services.START_ORDER):
                if known := existing.processes.get(name):
                    process.stop(known.identity)
    for leftover in process.processes_of(folder.root):
        process.stop(leftover)
    return True


@contextmanager
def _locked(folder: Folder) -> Generator[None]:
    busy = f"{folder.root}: another `portarium sandbox` command is at work there ({{holder}}); wait for it to end"
    with exclusive(folder.lock, busy=busy):
        yield
