"""One container of a pod: started, probed, started again with growing pauses, and stopped, as the kubelet does it."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from portarium_sandbox.pods import probes
from portarium_sandbox.pods.environment import ConfigurationError
from portarium_sandbox.pods.images import Image
from portarium_sandbox.pods.objects import Object, part
from portarium_sandbox.pods.probes import Prober
from portarium_sandbox.pods.processes import Command, Launcher, Process, StartError
from portarium_sandbox.pods.state import ContainerState

FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 10.0, 300.0, 600.0
_TRY_AGAIN_SECONDS = 3.0
_MESSAGE_BYTES = 4096
_CANNOT_START = 128


class Host(Protocol):
    """The pod, as its containers see it."""

    launcher: Launcher
    title: str

    async def prepare(self, container: Object, image: Image) -> tuple[Command, Object]:
        """Give what to execute and what it sees; raises ConfigurationError."""
        ...

    def log(self, name: str, run: int) -> Path:
        """Give the file of a container's output."""
        ...

    def prober(self, container: Object, execute: probes.Execute) -> Prober:
        """Give what asks a container."""
        ...

    def event(self, kind: str, reason: str, message: str) -> None:
        """Tell of something."""
        ...

    def changed(self) -> None:
        """Have the state published."""
        ...


class Container:
    """A container whose image is mapped."""

    def __init__(
        self, host: Host, spec: Object, image: Image, state: ContainerState, *, policy: str, grace: float
    ) -> None:
        """Describe it; `policy` says when it is started again."""
        self._host = host
        self.spec = spec
        self._image = image
        self.state = state
        self._policy = policy
        self._grace = grace
        self._process: Process | None = None
        self._command: Command | None = None
        self._stopping = False
        self.ready_or_ended = asyncio.Event()
        """Set once what waits for the container's start may go on."""

    async def run(self) -> int:
        """Run it until it has ended for good, and give its exit code."""
        pause = 0.0
        if self.state.exit_code is not None:
            if not self._again(self.state.exit_code):
                return self.state.exit_code
            self.state.restarts += 1
        while True:
            began = time.monotonic()
            code = await self._run_once()
            self.ready_or_ended.set() if code == 0 else None
            if self._stopping or not self._again(code):
                return code
            self.state.restarts += 1
            if time.monotonic() - began > STEADY_SECONDS:
                pause = 0.0
            if pause:
                name = self.spec["name"]
                message = f"back-off {pause:.0f}s restarting failed container={name} pod={self._host.title}"
                self.state.wait("CrashLoopBackOff", message)
                self._host.event("Warning", "BackOff", f"Back-off restarting failed container {name}")
                self._host.changed()
                await asyncio.sleep(pause)
            pause = min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)

    def _again(self, code: int) -> bool:
        return self._policy == "Always" or (self._policy == "OnFailure" and code != 0)

    async def _run_once(self) -> int:
        name = self.spec["name"]
        command, spec = await self._prepared()
        log = self._host.log(name, self.state.restarts)
        try:
            process = await self._host.launcher.start(command, log, spec)
        except StartError as error:
            self.state.run("none")
            self.state.end(_CANNOT_START, "StartError", f"failed to start: {error}")
            self._host.event("Warning", "Failed", f"Error: {error}")
            self._host.changed()
            return _CANNOT_START
        self._process, self._command = process, command
        self.state.run(process.pid)
        self._host.event("Normal", "Started", f"Started container {name}")
        watching = asyncio.create_task(self._probe())
        try:
            code = await process.wait()
        finally:
            watching.cancel()
            if process.running:
                process.send(signal.SIGKILL)
        self.state.end(code, message=_message(spec, log, code, self.spec))
        self._host.changed()
        return code

    async def _prepared(self) -> tuple[Command, Object]:
        while True:
            try:
                return await self._host.prepare(self.spec, self._image)
            except ConfigurationError as error:
                if self.state.state.get("waiting", {}).get("message") != str(error):
                    self.state.wait("CreateContainerConfigError", str(error))
                    self._host.event("Warning", "Failed", f"Error: {error}")
                    self._host.changed()
                await asyncio.sleep(_TRY_AGAIN_SECONDS)

    async def _probe(self) -> None:
        """Ask the startup probe until it says yes, then the two others."""
        prober = self._host.prober(self.spec, self._execute)
        if startup := part(self.spec, "startupProbe"):
            up = asyncio.Event()

            def told(good: bool, enough: bool, why: str) -> None:
                if good and enough:
                    up.set()
                elif not good:
                    self._failed("Startup", startup, why, kill=enough)

            self._host.changed()
            asking = asyncio.create_task(probes.watch(prober, startup, told))
            try:
                await up.wait()
            finally:
                asking.cancel()
        self.state.started = True
        self.state.ready = "readinessProbe" not in self.spec
        self.ready_or_ended.set()
        self._host.changed()
        async with asyncio.TaskGroup() as group:
            if probe := self.spec.get("readinessProbe"):
                group.create_task(probes.watch(prober, probe, self._readiness))
            if probe := self.spec.get("livenessProbe"):
                group.create_task(probes.watch(prober, probe, self._liveness))

    def _readiness(self, good: bool, enough: bool, why: str) -> None:
        if not good:
            self._host.event("Warning", "Unhealthy", f"Readiness probe failed: {why}")
        if enough and self.state.ready != good:
            self.state.ready = good
            self._host.changed()

    def _liveness(self, good: bool, enough: bool, why: str) -> None:
        if not good:
            self._failed("Liveness", self.spec["livenessProbe"], why, kill=enough)

    def _failed(self, kind: str, probe: Object, why: str, *, kill: bool) -> None:
        self._host.event("Warning", "Unhealthy", f"{kind} probe failed: {why}")
        if kill and self._process and not self._stopping:
            name = self.spec["name"]
            self._host.event("Normal", "Killing", f"Container {name} failed {kind.lower()} probe, will be restarted")
            grace = float(probe.get("terminationGracePeriodSeconds") or self._grace)
            self._killing = asyncio.create_task(self._end(self._process, grace))

    async def stop(self, grace: float) -> None:
        """End it for good: its hook first, then the signal, then the end that can't be refused."""
        self._stopping = True
        process = self._process
        if process and process.running:
            self._host.event("Normal", "Killing", f"Stopping container {self.spec['name']}")
            await self._end(process, grace)

    async def _end(self, process: Process, grace: float) -> None:
        deadline = time.monotonic() + grace
        if hook := part(self.spec, "lifecycle").get("preStop"):
            await self._before_stop(hook, grace)
        process.send(signal.SIGTERM)
        try:
            # The kubelet leaves two seconds even where the hook took them all.
            async with asyncio.timeout(max(deadline - time.monotonic(), 2.0 if hook else 0.0)):
                await process.wait()
        except TimeoutError:
            process.send(signal.SIGKILL)
            await process.wait()

    async def _before_stop(self, hook: Object, grace: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                if "sleep" in hook:
                    await asyncio.sleep(float(hook["sleep"]["seconds"]))
                    return
                try:
                    await self._host.prober(self.spec, self._execute).ask({**hook, "timeoutSeconds": grace})
                except probes.ProbeError as error:
                    self._host.event("Warning", "FailedPreStopHook", f"PreStopHook failed: {error}")

    async def _execute(self, words: list[str], seconds: float) -> tuple[int, str]:
        if self._process is None or self._command is None:
            return _CANNOT_START, "the container does not run"
        reading, writing = os.pipe()
        command = Command(
            words=words,
            environment=self._command.environment,
            directory=self._command.directory,
            user=self._command.user,
            group=self._command.group,
        )
        try:
            beside = await self._host.launcher.beside(command, self._process, writing)
        except StartError as error:
            os.close(reading)
            return _CANNOT_START, str(error)
        finally:
            os.close(writing)
        try:
            async with asyncio.timeout(seconds):
                code = await beside.wait()
        except BaseException:
            beside.send(signal.SIGKILL)
            os.close(reading)
            raise
        with os.fdopen(reading, "rb") as pipe:
            os.set_blocking(pipe.fileno(), False)
            return code, (pipe.read(_MESSAGE_BYTES) or b"").decode(errors="replace")


def _message(spec: Object, log: Path, code: int, container: Object) -> str:
    """Give what a container left as its last word."""
    said = Path(spec["lastWord"]).read_text(encoding="utf-8", errors="replace")[-_MESSAGE_BYTES:]
    if not said and code and container.get("terminationMessagePolicy") == "FallbackToLogsOnError":
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - 2048, 0))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-80:])
    return said
