"""The program as an older release had it, taken from the repository's own history into a project folder."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from pathlib import Path

from portarium_sandbox.project import Project

REPOSITORY = Path(__file__).resolve().parents[2]

RELEASE = "c1da2ce6ea90dc7d7dd608ac12476b2c57257122"
"""The release that the states in the field were made with."""

BESIDE_THE_PROGRAM = ("docs", "sandbox", "tests", "tools")
"""What a deployment does not need: an older program runs on the sandbox of today."""

IMPORTED = "imported.json"
WITNESS = f"""

import json
import pathlib
import sys

# A module called __mp_main__ is the language host's own, which runs this program.
modules = [module for name, module in list(sys.modules.items()) if name != "__mp_main__"]
files = [getattr(module, "__file__", None) or "" for module in modules]
own = sorted(file for file in files if file and not file.startswith((sys.prefix, sys.base_prefix)))
pathlib.Path(__file__).with_name("{IMPORTED}").write_text(json.dumps(own), encoding="utf-8")
"""


class NoSuchReleaseError(Exception):
    """The repository has no such commit; the message says how to get it."""


def project_of(release: str, destination: Path, repository: Path = REPOSITORY) -> Project:
    """Write the project of a release into a folder."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", release, "--", ".", *(f":(exclude){name}" for name in BESIDE_THE_PROGRAM)],
        cwd=repository,
        capture_output=True,
        check=False,
    )
    if archive.returncode != 0:
        reason = " ".join(archive.stderr.decode(errors="replace").split())
        raise NoSuchReleaseError(
            f"{repository}: the program of {release} can't be had ({reason}); "
            "a shallow clone lacks it: git fetch --unshallow"
        )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(destination, filter="data")
    return Project.read(destination)


def let_it_witness(project: Project) -> None:
    """Make a program write down which files of its own it ran from, when it runs."""
    main = project.folder / "__main__.py"
    main.write_text(main.read_text(encoding="utf-8") + WITNESS, encoding="utf-8")


def imported_by(project: Project) -> set[Path]:
    """Return the files that the program's last run imported, the interpreter's and installed packages' left out."""
    listed: list[str] = json.loads((project.folder / IMPORTED).read_text(encoding="utf-8"))
    return {Path(name) for name in listed}
