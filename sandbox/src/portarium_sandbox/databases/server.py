"""One PostgreSQL: a process, its data, and the socket in its folder that only the door and RDS's own superuser use."""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portarium_sandbox import parent
from portarium_sandbox.cloud.controlplane import end_recorded_process, read_record
from portarium_sandbox.databases import parameters, socket_path, template
from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.databases.privileges import hand_over, unprivileged
from portarium_sandbox.databases.roles import ADMINISTRATOR, IAM, SUPERUSER

_LAUNCHER = Path(parent.__file__)
_STOP_SECONDS = 10.0
_OURS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "shared_buffers": "16MB",
    # The machine's memory outlives each of our processes; only its own crash would lose what is written.
    "fsync": "off",
    "full_page_writes": "off",
    "min_wal_size": "32MB",
}
_log = logging.getLogger(__name__)


class DatabaseServer:
    """The process behind one database instance."""

    def __init__(self, *, name: str, folder: Path, major: int, log_file: Path) -> None:
        """Describe the process; nothing runs yet. The folder is the instance's alone, and of no other of its name."""
        self.name = name
        self.folder = folder
        self.data = folder / "data"
        self.major = major
        self._log_file = log_file
        self._record = folder / "process.json"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the process ended, or nothing while it runs or before it has run."""
        return self._process.poll() if self._process else None

    @property
    def remembered(self) -> dict[str, Any]:
        """What an earlier start noted."""
        return read_record(self._record)

    def note(self, **what: Any) -> None:
        """Remember something beside the process."""
        temporary = self._record.with_suffix(".new")
        temporary.write_text(json.dumps({**self.remembered, **what}))
        temporary.replace(self._record)

    def start(self, settings: Mapping[str, str], access: str) -> None:
        """Start the process, from a thread that lives as long as the process shall; make its data if it has none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        end_recorded_process(self.folder)
        for unfinished in self.folder.glob(".new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        if not self.data.exists():
            template.copy_to(self.data, self.major)
        for leftover in self.data.glob(f"{socket_path.NAME}*"):
            leftover.unlink()
        self.configure(settings, access)
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        command = [
            *unprivileged(),
            *(sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid())),
            *(str(programs(self.major) / "postgres"), "-D", str(self.data)),
        ]
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 # the command is our own
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                cwd="/",
            )
        self.note(name=self.name, pid=self._process.pid)
        _log.info("database %s: PostgreSQL %d started, pid %d", self.name, self.major, self._process.pid)

    def configure(self, settings: Mapping[str, str], access: str) -> None:
        """Write what PostgreSQL reads at its start, and when it is told to."""
        for name, content in (
            ("postgresql.conf", parameters.as_file({**settings, **_OURS})),
            ("pg_hba.conf", access),
        ):
            (self.data / name).write_text(content)
            hand_over(self.data / name)

    def reload(self) -> None:
        """Have the process read what was written."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """End the process and all sessions; kill it when it does not end."""
        if self._process is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process.poll() is None:
                self._process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(_STOP_SECONDS)
        self._process = None

    def remove(self) -> None:
        """End the process and forget all of its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._log_file.unlink(missing_ok=True)


def access(*, password_method: str, iam: bool) -> str:
    """Who comes in how, in the words of `pg_hba.conf`.

    The door asks members of `rds_iam` for their token, and lets nobody else through who is not asked for a password.
    RDS's own superuser never comes through the door.
    """
    return "".join(
        [
            f"local all {ADMINISTRATOR} trust\n",
            f"local {ADMINISTRATOR} all reject\n",
            # It may give `rds_iam` to others, which to PostgreSQL makes it a member.
            f"local all +{SUPERUSER} {password_method}\n",
            f"local all +{IAM} trust\n" if iam else "",
            f"local all all {password_method}\n",
        ]
    )
