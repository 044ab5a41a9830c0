"""Builds the site with Zensical, whose strict mode knows every page, picture and heading that a link may lead to."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tools.site.navigation import SECTIONS, Section, as_toml, navigation, strays
from tools.site.staging import Pages, StagingError, places, stage

CONFIGURATION = "docs/zensical.toml"
_HEADER = "[project]\n"
_WARNING = re.compile(r"Warning: (?P<what>[^\n]+)\n\s*╭─\[ (?P<place>[^:\s]+):(?P<line>\d+):\d+ \]")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def build(root: Path, folder: Path, sections: Sequence[Section] = SECTIONS) -> list[str]:
    """Build the site of a repository into a folder, and return what is broken, a line each."""
    found = places(root)
    if wrong := strays(found, sections):
        raise StagingError(wrong)
    if wrong := stage(root, folder / "pages", Pages(places=found, repository=_repository(root))):
        raise StagingError(wrong)
    configuration = (root / CONFIGURATION).read_text(encoding="utf-8")
    entries = as_toml(navigation(found, root, sections))
    (folder / "zensical.toml").write_text(
        configuration.replace(_HEADER, f"{_HEADER}nav = {entries}\n", 1), encoding="utf-8"
    )
    return _zensical(folder, {place: path for path, place in found.items()})


def _repository(root: Path) -> str:
    """Where the files of the repository are read, as the project's settings name it."""
    project: dict[str, Any] = yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8"))
    github = project["config"]["github"]["value"]
    return f"https://github.com/{github['organization']}/{github['repository']}/blob/main"


def _zensical(folder: Path, sources: dict[str, str]) -> list[str]:
    """Run it, and put its drawings of what is wrong into a line each."""
    ran = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = _COLOUR.sub("", ran.stdout + ran.stderr)
    findings = [
        f"{sources.get(match['place'], match['place'])}:{match['line']}: {match['what']}"
        for match in _WARNING.finditer(said)
    ]
    if ran.returncode and not findings:
        return [f"zensical: {line}" for line in said.strip().splitlines()[-5:]]
    return findings
