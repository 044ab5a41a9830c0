"""Reads the logs of a sandbox's processes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder

POLL_SECONDS = 0.3


def read(folder: Folder, name: str | None, *, lines: int, follow: bool) -> Iterator[str]:
    """Yield the last lines of one log or of all, each with its log's name in front; then what is added, on request."""
    files = _files(folder, name)
    positions: dict[Path, int] = {}
    for file in files:
        with file.open(encoding="utf-8", errors="replace") as content:
            for line in deque(content, maxlen=lines):
                yield _prefixed(file, line)
            positions[file] = content.tell()
    while follow:
        time.sleep(POLL_SECONDS)
        for file in files:
            with file.open(encoding="utf-8", errors="replace") as content:
                content.seek(positions[file])
                for line in content:
                    yield _prefixed(file, line)
                positions[file] = content.tell()


def _files(folder: Folder, name: str | None) -> list[Path]:
    present = sorted(folder.logs.glob("*.log"))
    if name is None:
        if not present:
            raise SandboxError(f"{folder.logs}: no logs yet; `portarium sandbox up` starts what writes them")
        return present
    chosen = [file for file in present if file.stem == name]
    if not chosen:
        known = ", ".join(file.stem for file in present) or "none"
        raise SandboxError(f"{folder.logs}: no log {name!r}; there are: {known}")
    return chosen


def _prefixed(file: Path, line: str) -> str:
    return f"{file.stem}: {line.rstrip()}"
