"""A PostgreSQL with a configuration that somebody else wrote, in a folder of its own."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.databases.privileges import hand_over, unprivileged
from portarium_sandbox.errors import SandboxError

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


def prepare(data: Path, major: int, *, user: str, password: str) -> None:
    """Make the data of a new PostgreSQL where there is none, with a superuser; whole or not at all."""
    if data.exists():
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=data.parent) as place:
        unfinished, secret = Path(place) / "data", Path(place) / "password"
        unfinished.mkdir()
        secret.write_text(password, encoding="utf-8")
        hand_over(Path(place))
        words = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-instructions", f"--pwfile={secret}")
        done = subprocess.run(  # noqa: S603 # the command is our own
            [*unprivileged(), str(programs(major) / "initdb"), "-D", str(unfinished), f"--username={user}", *words],
            capture_output=True,
            text=True,
            check=False,
            env=ENVIRONMENT,
            cwd="/",
        )
        if done.returncode:
            problem = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()
            raise SandboxError(f"initdb: {problem[-1]}")
        unfinished.replace(data)


def command(data: Path, major: int, settings: Mapping[str, str]) -> list[str]:
    """What starts it, with settings that come before those of any file."""
    given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [*unprivileged(), str(programs(major) / "postgres"), "-D", str(data), *given]
