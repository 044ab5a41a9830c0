"""Tables of text: aligned for people, coloured on a terminal, and free of escape codes in a pipe."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

import typer

NOTHING = "-"
"""What a cell shows that has nothing to tell."""

_GAP = "   "


@dataclass(frozen=True)
class Cell:
    """A text with a colour that only a terminal shows."""

    text: str
    colour: str | None = None


def render(header: Sequence[str], rows: Sequence[Sequence[str | Cell]], *, coloured: bool) -> str:
    """Return the lines of a table."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    widths = [max(len(title), *(len(row[at].text) for row in cells)) for at, title in enumerate(header)]
    lines = [_line([Cell(title.upper()) for title in header], widths, coloured=coloured, bold=True)]
    return "\n".join([*lines, *(_line(row, widths, coloured=coloured) for row in cells)])


def is_coloured(stream: TextIO = sys.stdout, variables: Mapping[str, str] = os.environ) -> bool:
    """Say whether a stream shows colours: a terminal whose user has not refused them (https://no-color.org)."""
    return stream.isatty() and not variables.get("NO_COLOR") and variables.get("TERM") != "dumb"


def _line(cells: Sequence[Cell], widths: Sequence[int], *, coloured: bool, bold: bool = False) -> str:
    padded = [cell.text.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    padded[-1] = padded[-1].rstrip()
    if coloured:
        padded = [
            typer.style(text, fg=cell.colour, bold=bold or None) for text, cell in zip(padded, cells, strict=True)
        ]
    return _GAP.join(padded)
