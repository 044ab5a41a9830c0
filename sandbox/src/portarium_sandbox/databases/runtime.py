"""What keeps one database instance real: a thread that runs its PostgreSQL and keeps it in step with RDS's record."""

import logging
import time
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Thread

from portarium_sandbox.databases import administration, parameters, server
from portarium_sandbox.databases.authority import Authority
from portarium_sandbox.databases.doors import HOST, Doors
from portarium_sandbox.databases.endpoints import Endpoint, Endpoints, address_in
from portarium_sandbox.databases.login import Login
from portarium_sandbox.databases.parameters import Parameters
from portarium_sandbox.databases.server import DatabaseServer
from portarium_sandbox.databases.session import Rules
from portarium_sandbox.databases.wanted import Wanted
from portarium_sandbox.errors import SandboxError

_START_SECONDS = 60.0
_READY_POLL_SECONDS = 0.05
_HEALTH_POLL_SECONDS = 1.0
_RESTART_PAUSE_SECONDS = 2.0
_FAILURES_TO_GIVE_UP = 3
_log = logging.getLogger(__name__)


class DatabaseRuntime(Thread):
    """One instance's process, its door and its watcher."""

    def __init__(
        self,
        *,
        wanted: Wanted,
        folder: Path,
        log_file: Path,
        doors: Doors,
        authority: Authority,
        endpoints: Endpoints,
        state: AbstractContextManager[object],
    ) -> None:
        """Describe the runtime; `state` guards AWS's record."""
        super().__init__(name=f"database-{wanted.name}", daemon=True)
        self.wanted = wanted
        self.server = DatabaseServer(name=wanted.name, folder=folder, major=wanted.major, log_file=log_file)
        self._doors = doors
        self._authority = authority
        self._endpoints = endpoints
        self._state = state
        self._wake = Event()
        self._stopping = False
        self._removing = False
        self._failures = 0
        self._port = 0
        self.problem = ""
        self.ready = False
        self.status = "creating"
        self.served: int | None = None
        """The number of the restart after which it was ready last."""

    def notify(self, wanted: Wanted) -> None:
        """Have the PostgreSQL brought in step with what is wanted now, soon."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._wake.set()

    def stop(self, *, remove: bool = False) -> None:
        """End the process and the thread; with `remove`, its data as well."""
        self._stopping = True
        self._removing = remove
        self._wake.set()

    def run(self) -> None:
        """Start the process, and start it again whenever it ends, until told to stop."""
        while not self._stopping:
            try:
                self._serve()
            except SandboxError as error:
                # What is missing on this machine stays missing.
                self._fail(str(error), for_good=True)
            except Exception as error:  # noqa: BLE001
                # Nobody else would notice the end of this thread, and the instance would be stuck for good.
                self._fail(f"{type(error).__name__}: {error}")
            if not self._stopping and not self.ready:
                self._wait(_RESTART_PAUSE_SECONDS)
        self._close_door()
        if self._removing:
            self.server.remove()
        else:
            self.server.stop()

    def _serve(self) -> None:
        """Run the process once, from its start to its end."""
        self.server.stop()
        wanted = self.wanted
        if wanted.stopped or self.status == "failed":
            self._close_door()
            return
        started = _read(wanted, wanted)
        self.server.start(started.settings, _access(wanted, started))
        self._wait_until_ready(wanted)
        self._open_door(wanted, started)
        if started.left_out:
            _log.info("database %s: these parameters mean nothing here: %s", wanted.name, ", ".join(started.left_out))
        self.served = wanted.restarts
        self._set_state("available", ready=True)
        self._follow(wanted)
        if not self._stopping and not self.server.running:
            self._fail(f"PostgreSQL ended with {self.server.exit_code}, starting it again")
        self.ready = False

    def _follow(self, started: Wanted) -> None:
        """Bring a running process in step until it has to be started again."""
        current = started
        while self.server.running and not self._stopping:
            wanted = self.wanted
            if wanted.stopped or wanted.restarts != started.restarts:
                return
            if wanted != current:
                self._bring_in_step(started, wanted)
                current = wanted
            self._wait(_HEALTH_POLL_SECONDS)

    def _bring_in_step(self, started: Wanted, wanted: Wanted) -> None:
        in_force = _read(started, wanted)
        self.server.configure(in_force.settings, _access(wanted, in_force))
        self.server.reload()
        administration.prepare(
            self.server.data, master=wanted.master, password=wanted.password, database=wanted.database
        )
        self._open_door(wanted, in_force)

    def _wait_until_ready(self, wanted: Wanted) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not administration.answers(self.server.data):
            if not self.server.running or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not come up (exit code {self.server.exit_code}); see its log")
            time.sleep(_READY_POLL_SECONDS)
        administration.prepare(
            self.server.data, master=wanted.master, password=wanted.password, database=wanted.database
        )

    def _open_door(self, wanted: Wanted, in_force: Parameters) -> None:
        rules = Rules(
            name=wanted.name,
            data=self.server.data,
            context=self._authority.context(wanted.host, self.server.folder, in_force.oldest_tls),
            force_ssl=in_force.force_ssl,
            check=Login(
                host=wanted.host,
                port=wanted.port,
                region=wanted.region,
                account=wanted.account,
                resource_id=wanted.resource_id,
                state=self._state,
            ).check,
        )
        if self._port:
            self._doors.change(self._port, rules)
        else:
            self._port = self._doors.open(rules, int(self.server.remembered.get("port") or 0))
        self.server.note(port=self._port, host=wanted.host, problem="")
        self._endpoints.add(
            Endpoint(
                host=wanted.host,
                port=wanted.port,
                local_host=HOST,
                local_port=self._port,
                address=address_in(wanted.blocks, wanted.resource_id),
                authority=str(self._authority.bundle),
            )
        )

    def _close_door(self) -> None:
        self._endpoints.remove(self.wanted.host)
        if self._port:
            self._doors.close(self._port)
        self._port = 0

    def _fail(self, problem: str, *, for_good: bool = False) -> None:
        if problem != self.problem:
            _log.error("database %s: %s", self.wanted.name, problem)
        self.problem = problem
        self._failures = _FAILURES_TO_GIVE_UP if for_good else self._failures + 1
        self.server.folder.mkdir(parents=True, exist_ok=True)
        self.server.note(name=self.wanted.name, problem=problem)
        gives_up = self._failures >= _FAILURES_TO_GIVE_UP and self.status != "available"
        self._set_state("failed" if gives_up else self.status, ready=False)

    def _set_state(self, status: str, *, ready: bool) -> None:
        if (status, ready) == (self.status, self.ready):
            return
        self.status, self.ready = status, ready
        if ready:
            self.problem, self._failures = "", 0
        _log.info("database %s: %s, PostgreSQL %s", self.wanted.name, status, "ready" if ready else "away")

    def _wait(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()


def _read(started: Wanted, wanted: Wanted) -> Parameters:
    """What is in force: what it was started with, and of what its group has got since then what waits for nothing."""
    since = wanted.immediate if wanted.group == started.group else frozenset[str]()
    given = {**started.given, **{name: wanted.given[name] for name in since}}
    return parameters.read(wanted.major, given, started.memory)


def _access(wanted: Wanted, in_force: Parameters) -> str:
    return server.access(password_method=in_force.password_method, iam=wanted.iam)
