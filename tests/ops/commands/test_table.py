"""Tables, ages and waiting: what an operator sees of them."""

import io
import threading
from datetime import UTC, datetime

import pytest
from rich.console import Console

from ops.commands.age import age
from ops.commands.table import Cell, is_coloured, render
from ops.commands.waiting import waiting


class _Terminal(io.StringIO):
    """A double of a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def test_colours_do_not_move_the_columns() -> None:
    """The escape codes come after the padding; without them both tables are the same."""
    rows = [["dev", Cell("ok", "green")], ["staging", "degraded"]]
    coloured = render(["name", "health"], rows, coloured=True)

    assert "\x1b[32mok" in coloured
    stripped = coloured.replace("\x1b[32m", "").replace("\x1b[1m", "").replace("\x1b[22m", "").replace("\x1b[0m", "")
    assert stripped == render(["name", "health"], rows, coloured=False)


def test_colours_are_for_terminals_whose_user_wants_them() -> None:
    """Neither in a pipe nor against NO_COLOR."""
    assert is_coloured(_Terminal(), {})
    assert not is_coloured(io.StringIO(), {})
    assert not is_coloured(_Terminal(), {"NO_COLOR": "1"})


@pytest.mark.parametrize(
    ("since", "text"),
    [
        ("2026-01-03T00:00:00Z", "just now"),
        ("2026-01-02T23:59:00Z", "60 s ago"),
        ("2026-01-02T12:00:00Z", "12 h ago"),
        ("2026-01-01T00:00:00Z", "2 d ago"),
    ],
)
def test_age(since: str, text: str) -> None:
    """The largest unit that counts at least two."""
    assert age(since, datetime(2026, 1, 3, tzinfo=UTC)) == text


def test_waiting_says_what_for_on_a_terminal_only() -> None:
    """Without patience, the words come at once; a log gets none."""
    shown = threading.Event()

    class Watched(io.StringIO):
        def write(self, text: str) -> int:
            if "reading" in text:
                shown.set()
            return super().write(text)

    log = io.StringIO()
    # The work ends once the words are there: that it returns at all is the proof.
    assert waiting("reading", lambda: shown.wait(60), patience=0, console=Console(file=Watched(), force_terminal=True))
    assert waiting("reading", lambda: 1, patience=0, console=Console(file=log, force_terminal=False)) == 1
    assert log.getvalue() == ""


def test_waiting_raises_what_the_work_raises() -> None:
    """A time-out of the work is its own."""
    with pytest.raises(TimeoutError, match="slow"):
        waiting("reading", lambda: (_ for _ in ()).throw(TimeoutError("slow")), patience=5)
