"""All runtimes: one for each database instance that RDS has on record, none for any other."""

import logging
import shutil
from threading import Condition, Event, Thread
from typing import Any

from portarium_sandbox.cloud.controlplane import end_recorded_process
from portarium_sandbox.databases import wanted
from portarium_sandbox.databases.authority import Authority
from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.databases.doors import Doors
from portarium_sandbox.databases.endpoints import Endpoints
from portarium_sandbox.databases.runtime import DatabaseRuntime
from portarium_sandbox.databases.wanted import Wanted
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder

_JOIN_SECONDS = 40.0
_log = logging.getLogger(__name__)


class Instances:
    """Starts and ends databases as instances come and go, and answers for their state."""

    def __init__(self, *, folder: Folder, endpoints: Endpoints, changed: Condition) -> None:
        """Describe the databases; `changed` is held and notified when AWS's state has changed."""
        self._folder = folder
        self._endpoints = endpoints
        self._changed = changed
        self._authority: Authority | None = None
        self._doors: Doors | None = None
        self._runtimes: dict[str, DatabaseRuntime] = {}
        self._leaving: list[DatabaseRuntime] = []
        self._stopping = Event()
        self._follower = Thread(target=self._follow, name="databases", daemon=True)

    def start(self) -> None:
        """Clear away what belongs to no instance, and follow the record from now on."""
        with self._changed:
            known = wanted.recorded()
        folders = [path for path in self._folder.databases.glob("db-*") if path.is_dir()]
        for stale in [path for path in folders if path.name not in known]:
            _log.warning("%s belongs to no database instance: removed", stale)
            end_recorded_process(stale)
            shutil.rmtree(stale, ignore_errors=True)
        with self._changed:
            self._reconcile()
        self._follower.start()

    def stop(self) -> None:
        """End all databases."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
            runtimes = [*self._runtimes.values(), *self._leaving]
            for runtime in self._runtimes.values():
                runtime.stop()
        for runtime in runtimes:
            runtime.join(_JOIN_SECONDS)
        if self._doors:
            self._doors.stop()

    def status(self, resource_id: str, restarts: int, between: str) -> str:
        """Give an instance's status as RDS names it; `between` is for the time until its last restart is done."""
        runtime = self._runtimes.get(resource_id)
        if runtime is None:
            return "creating"
        return between if runtime.served not in (None, restarts) else runtime.status

    def check_version(self, major: int) -> None:
        """Refuse a major version of which there is none on this machine."""
        try:
            programs(major)
        except SandboxError as error:
            raise NotImplementedError(f"a database of this version: {error}") from None

    def health(self) -> dict[str, dict[str, Any]]:
        """Give the status of every instance by its name in the network, and whether it can be used now."""
        return {
            runtime.wanted.host: {"status": runtime.status, "ready": runtime.ready, "problem": runtime.problem}
            for runtime in list(self._runtimes.values())
        }

    def _follow(self) -> None:
        # The lock is let go of by the waiting alone: a change between a look and the next wait would go unseen.
        with self._changed:
            while not self._stopping.is_set():
                try:
                    self._reconcile()
                except Exception:  # noqa: BLE001
                    # Nobody else would notice the end of this thread, and no database would ever start again.
                    _log.exception("the databases could not be brought in step; trying again with the next change")
                self._changed.wait()

    def _reconcile(self) -> None:
        known = wanted.recorded()
        self._leaving = [runtime for runtime in self._leaving if runtime.is_alive()]
        for identity, runtime in list(self._runtimes.items()):
            if identity in known:
                runtime.notify(known[identity])
                continue
            runtime.stop(remove=True)
            self._leaving.append(self._runtimes.pop(identity))
        for identity, one in known.items():
            if identity not in self._runtimes:
                self._runtimes[identity] = self._start(one)

    def _start(self, one: Wanted) -> DatabaseRuntime:
        if self._authority is None or self._doors is None:
            self._authority, self._doors = Authority(self._folder.database_authority), Doors()
        runtime = DatabaseRuntime(
            wanted=one,
            folder=self._folder.databases / one.resource_id,
            log_file=self._folder.logs / f"database-{one.name}.log",
            doors=self._doors,
            authority=self._authority,
            endpoints=self._endpoints,
            state=self._changed,
        )
        runtime.start()
        return runtime
