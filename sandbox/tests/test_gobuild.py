"""Building Go binaries: once for each content, and with one clear line when it does not work."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from portarium_sandbox import golang
from portarium_sandbox.builds import ENGINE, PINNED
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.gobuild import GoModule, build
from portarium_sandbox.progress import Progress

FAKE_GO = """#!/bin/sh
echo built >> "{counter}"
while [ "$1" != "-o" ]; do shift; done
echo binary > "$2"
"""
BROKEN_GO = """#!/bin/sh
echo 'go: downloading example.org/module v1.0.0' >&2
echo '{last}' >&2
exit 1
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoModule:
    """A small module and a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    source = tmp_path / "source"
    source.mkdir()
    (source / "go.mod").write_text("module example\n", encoding="utf-8")
    (source / "main.go").write_text("package main\n", encoding="utf-8")
    return GoModule(title="the example", folder=source, package=".", binary="example", linker_flags="", usual="")


def use_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let builds use a script in place of Go."""
    go = tmp_path / "go"
    go.write_text(script, encoding="utf-8")
    go.chmod(0o755)

    def found(_progress: Progress) -> Path:
        return go

    monkeypatch.setattr(golang, "find_go", found)


def test_the_same_content_is_built_once(module: GoModule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second sandbox uses the first one's binary; a changed source is built anew beside it."""
    counter = tmp_path / "counter"
    use_go(tmp_path, monkeypatch, FAKE_GO.format(counter=counter))
    first = build(module, Progress())
    assert build(module, Progress()) == first
    assert counter.read_text(encoding="utf-8").split() == ["built"]
    (module.folder / "main.go").write_text("package main // changed\n", encoding="utf-8")
    assert build(module, Progress()) != first
    assert counter.read_text(encoding="utf-8").split() == ["built", "built"]


def test_what_the_binary_does_not_hold_changes_nothing(module: GoModule) -> None:
    """Tests are not part of a binary; flags are."""
    before = module.digest
    (module.folder / "main_test.go").write_text("package main\n", encoding="utf-8")
    assert module.digest == before
    assert replace(module, linker_flags="-s").digest != before


@pytest.mark.parametrize(
    ("last", "says"),
    [
        (
            "go: example.org/module@v1.0.0: Get https://proxy.example/module: dial tcp: i/o timeout",
            r"the module registry refused \(go: example.*i/o timeout\); set GOPROXY",
        ),
        ("go: reading https://proxy.example/module: 403 Forbidden", "the module registry refused"),
        ("main.go:3:1: syntax error: unexpected newline", r"building the example failed \(main.go:3:1: syntax error"),
        ("write /tmp/x: no space left on device", "the disk is full; make room"),
    ],
)
def test_a_failed_build_is_one_line_with_its_log(
    module: GoModule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, says: str
) -> None:
    """The line names the step, what Go said last and what to do; no half-made binary stays."""
    use_go(tmp_path, monkeypatch, BROKEN_GO.format(last=last))
    with pytest.raises(SandboxError, match=says) as error:
        build(module, Progress())
    assert "\n" not in str(error.value)
    assert "example.log" in str(error.value)
    assert not module.path.exists()


def test_no_room_is_noticed_before_the_build(module: GoModule, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that would fill the disk after minutes is refused at once."""

    def nearly_full(_path: Path) -> SimpleNamespace:
        return SimpleNamespace(free=1024**3)

    monkeypatch.setattr(shutil, "disk_usage", nearly_full)
    with pytest.raises(SandboxError, match=r"1\.0 GB free, and the first build needs about 4 GB"):
        build(module, Progress())


def test_the_pinned_engine_is_the_sdks() -> None:
    """Engine and SDK are released together, so their pins must be the same."""
    required = (ENGINE.folder / "go.mod").read_text(encoding="utf-8")
    assert f"github.com/pulumi/pulumi/pkg/v3 v{PINNED}" in required
    assert f"version.Version=v{PINNED}" in ENGINE.linker_flags
