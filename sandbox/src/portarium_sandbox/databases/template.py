"""An empty PostgreSQL to copy from: `initdb` takes a second and more, and a copy a fifth of that."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from portarium_sandbox.databases.binaries import programs
from portarium_sandbox.databases.privileges import hand_over, unprivileged
from portarium_sandbox.databases.roles import ADMINISTRATOR, BEFORE_THE_FIRST_START
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import cache_folder

_INITDB = ("--encoding=UTF8", "--locale=C", "--auth=trust", "--wal-segsize=4", "--no-sync", "--no-instructions")


def copy_to(data: Path, major: int) -> None:
    """Make the folder of a new PostgreSQL; whole or not at all."""
    source = _template(major)
    data.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".new-", dir=data.parent))
    shutil.copytree(source, unfinished, dirs_exist_ok=True)
    hand_over(unfinished)
    unfinished.replace(data)


def _template(major: int) -> Path:
    """The one for every sandbox of this user, made by whoever comes first."""
    binaries = programs(major)
    content = "\n".join([_version(binaries), *_INITDB, *BEFORE_THE_FIRST_START])
    template = cache_folder() / "databases" / hashlib.sha256(content.encode()).hexdigest()[:16]
    if template.is_dir():
        return template
    template.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=template.parent) as place:
        data = Path(place) / "data"
        data.mkdir()
        hand_over(data)
        _run([str(binaries / "initdb"), "-D", str(data), f"--username={ADMINISTRATOR}", *_INITDB])
        single = [str(binaries / "postgres"), "--single", "-j", "-c", "fsync=off", "-D", str(data), "postgres"]
        _run(single, "\n\n".join(BEFORE_THE_FIRST_START) + "\n\n")
        try:
            data.replace(template)
        except OSError:
            # Another sandbox of this user was faster, and its template is the same.
            if not template.is_dir():
                raise
    return template


def _version(binaries: Path) -> str:
    return _run([str(binaries / "postgres"), "--version"]).strip()


def _run(command: list[str], given: str = "") -> str:
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 # the command is our own
        [*unprivileged(), *command],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd="/",
    )
    if done.returncode or "ERROR:" in done.stderr:
        problem = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise SandboxError(f"{Path(command[0]).name}: {problem[-1] if problem else f'ended with {done.returncode}'}")
    return done.stdout
