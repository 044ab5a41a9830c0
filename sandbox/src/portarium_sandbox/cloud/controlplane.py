"""One cluster's control plane: a process, its folder, and the port it keeps for life."""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

from portarium_sandbox import parent
from portarium_sandbox.ports import free_port, is_free

_LAUNCHER = Path(parent.__file__)
_STOP_SECONDS = 10.0
_log = logging.getLogger(__name__)


class ControlPlane:
    """The process behind one EKS cluster."""

    def __init__(
        self, *, name: str, identity: str, folder: Path, binary: Path, webhook: str, images: Path, log_file: Path
    ) -> None:
        """Describe the process; nothing runs yet.

        `identity` tells this cluster from an earlier one of the same name, whose state it must not get.
        """
        self.name = name
        self._identity = identity
        self.folder = folder
        self._binary = binary
        self._webhook = webhook
        self._images = images
        self._log_file = log_file
        self._record = folder / "process.json"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = int(read_record(self._record).get("port") or 0) if self._is_ours() else 0

    @property
    def endpoint(self) -> str:
        """The URL of the API server."""
        return f"https://127.0.0.1:{self.port}" if self.port else ""

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the process ended, or nothing while it runs or before it has run."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start the process, from a thread that lives as long as the process shall.

        Linux's parent-death signal comes at the death of the thread that made the child, not of its process.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        end_recorded_process(self.folder)
        if not self._is_ours():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
        if not self.port or not is_free(self.port):
            self.port = free_port()
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        command = [
            *(sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid())),
            str(self._binary),
            *("--folder", str(self.folder)),
            *("--port", str(self.port)),
            *("--authentication-webhook", self._webhook),
            *("--process-images", str(self._images)),
        ]
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 # the command is our own
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        record = {"cluster": self._identity, "pid": self._process.pid, "port": self.port}
        temporary = self._record.with_suffix(".new")
        temporary.write_text(json.dumps(record))
        temporary.replace(self._record)
        _log.info("cluster %s: control plane started, pid %d, port %d", self.name, self._process.pid, self.port)

    def stop(self) -> None:
        """End the process, asking first."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def remove(self) -> None:
        """End the process and forget all of its state."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._log_file.unlink(missing_ok=True)

    def _is_ours(self) -> bool:
        return read_record(self._record).get("cluster") == self._identity


def read_record(path: Path) -> dict[str, Any]:
    """Read what an earlier server noted about a control plane; a damaged note counts as none."""
    try:
        record = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return cast(dict[str, Any], record) if isinstance(record, dict) else {}


def end_recorded_process(folder: Path) -> None:
    """End a control plane that an earlier server left behind on this folder."""
    pid = read_record(folder / "process.json").get("pid")
    # A pid is used again after a while: only a process that names this folder is ours.
    if not isinstance(pid, int) or str(folder) not in _command_of(pid):
        return
    _log.warning("%s: ending control plane %d of an earlier server", folder.name, pid)
    for kind, seconds in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _STOP_SECONDS)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, kind)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if str(folder) not in _command_of(pid):
                return
            time.sleep(0.05)


def _command_of(pid: int) -> str:
    """Give a process's command line, or nothing when there is no such process."""
    file = Path(f"/proc/{pid}/cmdline")
    if file.parent.parent.joinpath("self").exists():
        try:
            return file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    command = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 # a number of ours
    return shown.stdout
