"""As whom PostgreSQL runs: it refuses to be root, and a machine where root works may have no user for it.

Root becomes `nobody` for it, a user that each machine has, and keeps one of its powers: to pass through folders such as
/root, where the sandbox and the programs may be. Making a user would change the machine.
"""

import os
import pwd
import shutil
import sys
from pathlib import Path

from portarium_sandbox.errors import SandboxError

_USER = "nobody"
_POWER = "dac_override"


def unprivileged() -> list[str]:
    """What comes before a command of PostgreSQL's; nothing where nobody is root."""
    if os.geteuid() != 0:
        return []
    program = shutil.which("setpriv", path="/usr/bin:/bin:/usr/sbin:/sbin")
    if sys.platform != "linux" or program is None:
        raise SandboxError("PostgreSQL refuses to run as root, and there is no setpriv to become another user with")
    user = pwd.getpwnam(_USER)
    return [
        program,
        *(f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"),
        *(f"--inh-caps=+{_POWER}", f"--ambient-caps=+{_POWER}"),
    ]


def hand_over(path: Path) -> None:
    """Give a file, or a folder with all that is in it, to whoever PostgreSQL runs as, and to nobody else."""
    path.chmod(0o700 if path.is_dir() else 0o600)
    if os.geteuid() == 0:
        user = pwd.getpwnam(_USER)
        for each in (path, *path.rglob("*")):
            os.chown(each, user.pw_uid, user.pw_gid, follow_symlinks=False)
