"""Who listens on a port of this machine."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from ops.operations.local.addresses import HOST

_LISTENS = "0A"
_PROCESSES = Path("/proc")
_TABLES = ("net/tcp", "net/tcp6")


def is_taken(port: int) -> bool:
    """Say whether a server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def holder_of(port: int, processes: Path = _PROCESSES) -> str:
    """Return the program that listens there with its process id, as far as this user may see it."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port, processes)}
    for folder in processes.glob("[0-9]*"):
        if sockets & set(_opened(folder)):
            return f"{_program(folder)} (process {folder.name})"
    return "a program of another user" if sockets else "another program"


def _inodes(port: int, processes: Path) -> Iterator[str]:
    for table in _TABLES:
        path = processes / table
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]


def _opened(folder: Path) -> Iterator[str]:
    try:
        for each in (folder / "fd").iterdir():
            yield str(each.readlink())
    except OSError:
        return


def _program(folder: Path) -> str:
    try:
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "a program"
    return os.path.basename(words[0]) or "a program"  # noqa: PTH119 (a command's first word need not be a path)
