"""The operator's command as the setup of a job leaves it: on the files of that job, with a double of the registry."""

import sys
from pathlib import Path

from tests.meta.sources import ROOT

_LAUNCHER = """\
#!{python}
# The program itself, on the settings of this folder; every image is there, and the same.
import sys

sys.path[:0] = {path}
import settings.files
from pathlib import Path

settings.files.DIRECTORY = Path({folder})
from ops.operations.container_registry import ContainerRegistry
from ops.main import main

ContainerRegistry.digest = lambda _, image: "{digest}"
main()
"""

DIGEST = f"sha256:{'7' * 64}"
"""What every image is."""


def install(folder: Path) -> None:
    """Put the command where the setup of a job puts it."""
    command = folder / ".venv" / "bin" / "portarium"
    command.parent.mkdir(parents=True)
    paths = [str(ROOT), str(ROOT / "sandbox" / "src")]
    text = _LAUNCHER.format(python=sys.executable, path=paths, folder=repr(str(folder)), digest=DIGEST)
    command.write_text(text, encoding="utf-8")
    command.chmod(0o755)
