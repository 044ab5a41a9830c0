"""The journal keeps what it was given, and nothing half-written."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portarium_sandbox.cloud.journal import Journal, JournalError
from portarium_sandbox.cloud.request import Request

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
REQUEST = Request(environment={"REQUEST_METHOD": "PUT", "PATH_INFO": "/bucket/é"}, body=b"\x00\xff")


def other_format(text: str) -> str:
    """Let the journal be one of a later version."""
    return text.replace('"format":1', '"format":2')


def other_file(_text: str) -> str:
    """Let it be no journal at all."""
    return "{}\n"


def other_line(text: str) -> str:
    """Let a whole line in it be no request."""
    return text + "{}\n"


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    """Requests come back in order, byte for byte, with their numbers and times."""
    journal = Journal(tmp_path / "journal")
    journal.write(REQUEST, NOW)
    journal.write(REQUEST, NOW)
    again = Journal(tmp_path / "journal")
    read = list(again.entries())
    assert [entry.number for entry in read] == [1, 2]
    assert {(entry.moment, entry.request.body) for entry in read} == {(NOW, b"\x00\xff")}
    assert read[0].request == REQUEST
    assert (again.next_number, again.seed) == (3, journal.seed)


def test_a_torn_last_line_is_dropped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A request whose line was cut short was never answered: it is dropped, and said."""
    journal = Journal(tmp_path / "journal")
    journal.write(REQUEST, NOW)
    whole = (tmp_path / "journal").read_bytes()
    journal.write(REQUEST, NOW)
    (tmp_path / "journal").write_bytes((tmp_path / "journal").read_bytes()[:-5])
    assert len(list(Journal(tmp_path / "journal").entries())) == 1
    assert (tmp_path / "journal").read_bytes() == whole
    assert "cut short" in caplog.text


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (other_format, ":1: format 2, this version reads 1"),
        (other_file, ":1: not a journal"),
        (other_line, ":3: damaged line"),
    ],
)
def test_a_damaged_journal_is_named(tmp_path: Path, damage: Callable[[str], str], message: str) -> None:
    """The error says which line is damaged and what to do."""
    path = tmp_path / "journal"
    Journal(path).write(REQUEST, NOW)
    path.write_text(damage(path.read_text()))
    with pytest.raises(JournalError, match=message) as raised:
        list(Journal(path).entries())
    assert "portarium sandbox reset" in str(raised.value)


def test_others_may_not_read_it(tmp_path: Path) -> None:
    """Requests hold credentials."""
    Journal(tmp_path / "journal")
    assert (tmp_path / "journal").stat().st_mode & 0o077 == 0


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written whole is taken back."""
    journal = Journal(tmp_path / "journal")
    before = (tmp_path / "journal").read_bytes()
    real = os.write
    chunks: list[int] = []

    def write(file: int, content: bytes) -> int:
        if chunks:
            raise OSError(28, "No space left on device")
        chunks.append(real(file, content[:10]))
        return chunks[0]

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left"):
        journal.write(REQUEST, NOW)
    assert (tmp_path / "journal").read_bytes() == before
    assert journal.next_number == 1
