"""Launchers: the engine on PATH, the plugins where the engine looks without warning."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from portarium_sandbox import builds, launchers
from portarium_sandbox.builds import PINNED
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sandbox's folder."""
    return Folder(tmp_path / "my sandbox")


def put_pulumi(folder: Path, version: str) -> Path:
    """Put a `pulumi` there that reports a version and repeats its arguments."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pulumi"
    path.write_text(f'#!/bin/sh\n[ "$1" = version ] && echo v{version} || echo "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def plugins_in(folder: Folder) -> set[str]:
    """Return what the engine would list as installed."""
    return {path.name for path in (folder.pulumi_home / "plugins").iterdir()}


def test_the_launcher_hands_everything_else_to_the_engine(folder: Folder, tmp_path: Path) -> None:
    """Arguments arrive as they were typed, spaces and all."""
    engine = put_pulumi(tmp_path / "engine", PINNED)
    launchers.write(folder, engine, official=False)
    answer = subprocess.run(
        [folder.launchers / "pulumi", "up", "-m", "two words"], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "up -m two words\n"


def test_every_provider_of_the_program_has_a_double(folder: Folder, tmp_path: Path) -> None:
    """A provider package without a double would be looked for on the internet in the middle of an `up`."""
    launchers.write(folder, put_pulumi(tmp_path, PINNED), official=False)
    names = {name.split("-v")[0] for name in plugins_in(folder)}
    assert names == {"language-python", "resource-aws", "resource-kubernetes", "resource-random"}
    for script in (folder.pulumi_home / "plugins").glob("*/pulumi-*"):
        assert os.access(script, os.X_OK), script


def test_official_providers_are_linked_where_installed(folder: Folder, tmp_path: Path) -> None:
    """With all of them installed there is no double left."""
    launchers.write(folder, put_pulumi(tmp_path, PINNED), official=False)
    installed = tmp_path / "installed"
    for name in plugins_in(folder):
        put_pulumi(installed / name, PINNED)
    launchers.write(folder, tmp_path / "pulumi", official=True, plugins=installed)
    linked = next((folder.pulumi_home / "plugins").glob("resource-aws-*")) / "pulumi"
    assert linked.resolve().is_relative_to(installed)


def test_missing_official_providers_are_named_in_one_line(folder: Folder, tmp_path: Path) -> None:
    """The line has the command for each, and the doubles stay in place."""
    launchers.write(folder, put_pulumi(tmp_path, PINNED), official=False)
    before = plugins_in(folder)
    with pytest.raises(
        SandboxError, match=r"lacks aws, kubernetes, random; .*pulumi plugin install resource aws v"
    ) as error:
        launchers.write(folder, tmp_path / "pulumi", official=True, plugins=tmp_path / "none")
    assert "\n" not in str(error.value)
    assert plugins_in(folder) == before


@pytest.mark.parametrize(("version", "taken"), [(PINNED, True), ("4.0.0", True), ("3.1.0", False), ("unknown", False)])
def test_a_pulumi_on_path_is_used_when_recent_enough(tmp_path: Path, version: str, taken: bool) -> None:
    """A user's own engine is kept, an old one is not trusted with the program."""
    path = put_pulumi(tmp_path, version)
    found = builds.engine_on_path(str(tmp_path))
    assert (found.path if found else None) == (path if taken else None)


def test_our_own_launcher_is_not_taken_for_an_engine(folder: Folder, tmp_path: Path) -> None:
    """In a shell that evaluated `sandbox env`, the launcher is first on PATH; the real engine behind it is found."""
    engine = put_pulumi(tmp_path / "engine", PINNED)
    launchers.write(folder, engine, official=False)
    assert builds.engine_on_path(str(folder.launchers)) is None
    both = os.pathsep.join([str(folder.launchers), str(engine.parent)])
    found = builds.engine_on_path(both)
    assert found is not None
    assert found.path == engine
