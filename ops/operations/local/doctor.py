"""What this machine lacks for the local environment, in one line each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ops.operations.local.addresses import DEFAULTS, Addresses, variable_of
from ops.operations.local.engine import Engine, Lack, engines
from ops.operations.local.port_holder import holder_of, is_taken
from settings.files import DIRECTORY

Word = Literal["ok", "mind", "lacks"]

_GIBIBYTE = 2**30
# Estimates: the limits and image sizes that the services' own documents name, added up and rounded.
_MEMORY_GIBIBYTES = 3
_DISK_GIBIBYTES = 8
_MEMORY = Path("/proc/meminfo")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one look has shown."""

    word: Word
    """`ok`, `mind` (it goes without) or `lacks`."""
    what: str
    """What was looked at."""
    found: str
    """What was found, and what mends it."""


def examine(addresses: Addresses, *, ours: bool, directory: Path = DIRECTORY) -> list[Finding]:
    """Look at everything; `ours` says that the environment is up, so that its ports are its own."""
    return [
        *_engine(list(engines())),
        *(_ports(addresses) if not ours else [Finding(word="ok", what="ports", found="held by the environment")]),
        *_memory(_MEMORY),
        _disk(directory),
    ]


def taken_ports(addresses: Addresses, names: Sequence[str]) -> list[str]:
    """Return a line for each port that somebody listens on."""
    return [
        f"port {port} ({name.lower()}): taken by {holder_of(port)}; {variable_of(name)} gives another"
        for name in names
        if is_taken(port := addresses.port(name))
    ]


def _engine(found: Sequence[Engine | Lack]) -> Iterator[Finding]:
    for each in found:
        if isinstance(each, Engine):
            yield Finding(word="ok", what="engine", found=f"{each.name}, by `{' '.join(each.compose)}`")
            return
    for each in found:
        if isinstance(each, Lack):
            for problem in each.problems:
                yield Finding(word="lacks", what="engine", found=problem)
    yield Finding(word="mind", what="engine", found="one of them would do; `portarium local up --native` needs none")


def _ports(addresses: Addresses) -> Iterator[Finding]:
    taken = taken_ports(addresses, list(DEFAULTS))
    if not taken:
        yield Finding(word="ok", what="ports", found=f"all {len(DEFAULTS)} are free")
    for line in taken:
        yield Finding(word="lacks", what="ports", found=line)


def _memory(path: Path) -> Iterator[Finding]:
    if not path.exists():
        return
    lines = dict(line.split(":", 1) for line in path.read_text(encoding="utf-8").splitlines())
    free = int(lines["MemAvailable"].split()[0]) * 1024 / _GIBIBYTE
    enough = free >= _MEMORY_GIBIBYTES
    wanted = "" if enough else f"; about {_MEMORY_GIBIBYTES} are needed for all services"
    yield Finding(word="ok" if enough else "mind", what="memory", found=f"{free:.1f} GiB available{wanted}")


def _disk(directory: Path) -> Finding:
    free = shutil.disk_usage(directory).free / _GIBIBYTE
    enough = free >= _DISK_GIBIBYTES
    wanted = "" if enough else f"; about {_DISK_GIBIBYTES} are needed for images and data"
    return Finding(word="ok" if enough else "mind", what="disk", found=f"{free:.1f} GiB free in {directory}{wanted}")
