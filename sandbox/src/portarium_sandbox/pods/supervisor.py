"""The runner of one cluster as the cloud sees it: a process that is there once an image is mapped."""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.pods import images

_STOP_SECONDS = 15.0
_log = logging.getLogger(__name__)


class Supervisor:
    """Starts the runner, tells it of AWS, and ends it; it ends by itself with the cloud."""

    def __init__(self, *, folder: Path, sandbox: Path, mapped: Path, cloud: str, log_file: Path) -> None:
        """Describe the process; nothing runs yet."""
        self._arguments = [
            *("--folder", str(folder), "--sandbox", str(sandbox)),
            *("--images", str(mapped), "--cloud", cloud),
        ]
        self._mapped = mapped
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._told = b""
        self._failed_with: float | None = None

    def keep(self, surroundings: Mapping[str, Any] | None) -> None:
        """Have the process there if it is wanted, and let it know what is around the cluster."""
        if surroundings is None or not self._is_wanted():
            return
        if self._process is None or self._process.poll() is not None:
            if self._process is not None:
                _log.error("the runner of pods ended with %s; see %s", self._process.returncode, self._log_file.name)
                self._failed_with = self._mapped.stat().st_mtime
                self._process = None
                return
            self._start()
        line = json.dumps(surroundings, sort_keys=True).encode() + b"\n"
        if line != self._told and self._process and self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.write(line)
                self._process.stdin.flush()
                self._told = line

    def stop(self) -> None:
        """End the process, and with it all pods."""
        if self._process is None:
            return
        if self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _is_wanted(self) -> bool:
        try:
            changed = self._mapped.stat().st_mtime
        except OSError:
            return False
        if self._process is not None:
            return True
        # One that can't run on this machine is tried again when somebody maps an image, and not each second.
        if changed == self._failed_with:
            return False
        try:
            return bool(images.load(self._mapped))
        except SandboxError as error:
            _log.error("%s", error)
            self._failed_with = changed
            return False

    def _start(self) -> None:
        self._told = b""
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 # the command is our own
                [sys.executable, "-P", "-m", "portarium_sandbox.pods", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _log.info("runner of pods started, pid %d", self._process.pid)
