"""The journal: every request that changed the cloud, one JSON line each, on disk before its answer is given."""

import json
import logging
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portarium_sandbox.cloud.request import Request
from portarium_sandbox.errors import SandboxError

_FORMAT = 1
_log = logging.getLogger(__name__)


class JournalError(SandboxError):
    """The journal cannot be used; the message is for the user."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A request, its place among those that changed the cloud, and when it was made."""

    number: int
    moment: datetime
    request: Request


class Journal:
    """An append-only file whose first line names its format and the seed of everything random in this cloud."""

    def __init__(self, path: Path) -> None:
        """Open the journal, or start one where there is none, and cut off a last line that was never finished."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        _cut_torn_line(path)
        # Requests carry sandbox credentials: nobody else on the machine needs to read them.
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        if os.fstat(self._file).st_size == 0:
            self._append({"format": _FORMAT, "seed": secrets.token_hex(16)})
        self.seed = _read_seed(path)
        self._next_number = 1

    @property
    def next_number(self) -> int:
        """The number that the next kept request will have."""
        return self._next_number

    def entries(self) -> Iterator[Entry]:
        """Read what earlier processes wrote, oldest first."""
        with self._path.open("rb") as lines:
            next(lines)
            for line_number, line in enumerate(lines, start=2):
                try:
                    entry = json.loads(line)
                    read = Entry(
                        number=entry["number"],
                        moment=datetime.fromisoformat(entry["time"]),
                        request=Request.from_json(entry),
                    )
                except (ValueError, KeyError, TypeError) as error:
                    raise JournalError(
                        f"{self._path}:{line_number}: damaged line ({error}); "
                        "`portarium sandbox reset` starts an empty cloud"
                    ) from error
                self._next_number = read.number + 1
                yield read

    def write(self, request: Request, moment: datetime) -> None:
        """Keep a request; it is on disk when this returns."""
        self._append({"number": self._next_number, "time": moment.isoformat(), **request.to_json()})
        self._next_number += 1

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _append(self, entry: dict[str, Any]) -> None:
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        size = os.fstat(self._file).st_size
        try:
            _write_all(self._file, line)
            os.fsync(self._file)
        except OSError:
            # A full disk must not leave half a line for the next request to be appended to.
            os.ftruncate(self._file, size)
            raise


def now() -> datetime:
    """The time, as the journal keeps it."""
    return datetime.now(UTC)


def _write_all(file: int, content: bytes) -> None:
    written = os.write(file, content)
    if written != len(content):
        # The second attempt fails with the reason: the disk is full.
        _write_all(file, content[written:])


def _cut_torn_line(path: Path) -> None:
    if not path.exists():
        return
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole != len(content):
        _log.warning("%s: dropped a last line that was cut short; its request was never answered", path)
        os.truncate(path, whole)


def _read_seed(path: Path) -> str:
    with path.open("rb") as lines:
        try:
            header = json.loads(next(lines))
            if header["format"] == _FORMAT:
                return header["seed"]
            problem = f"format {header['format']}, this version reads {_FORMAT}"
        except (ValueError, KeyError, TypeError) as error:
            problem = f"not a journal of the sandbox ({error})"
    raise JournalError(f"{path}:1: {problem}; `portarium sandbox reset` starts an empty cloud")
