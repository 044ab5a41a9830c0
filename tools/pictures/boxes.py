"""Boxes inside of boxes: each is as large as what is in it, and the rows of one are as wide as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.pictures.svg import Drawing, note_width, title_width

_PAD = 12.0
_GAP = 10.0
_TITLE = 16.0
_NOTE = 15.0


@dataclass
class Box:
    """A titled box with lines of text, or with rows of boxes."""

    title: str
    """Its name."""
    kind: str = "plain"
    """Its colour."""
    notes: Sequence[str] = ()
    """Lines under the title."""
    rows: Sequence[Sequence["Box"]] = ()
    """What is in it, row by row."""
    width: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self) -> None:
        inside = [_row_width(row) for row in self.rows]
        words = [title_width(self.title), *map(note_width, self.notes)]
        self.width = round(max([*words, *inside]) + 2 * _PAD)
        rows = sum(max(box.height for box in row) + _GAP for row in self.rows)
        self.height = round(2 * _PAD + self._header - (_GAP / 2 if not rows else _GAP) + rows + (_GAP / 2))

    @property
    def _header(self) -> float:
        return _TITLE + _NOTE * len(self.notes) + (_GAP / 2 if self.rows else 0)

    def draw(self, drawing: Drawing, x: float, y: float) -> None:
        """Lay the box and all in it onto a drawing."""
        drawing.box(self.kind, x, y, self.width, self.height)
        drawing.text("title", x + _PAD, y + _PAD + _TITLE - 5, self.title)
        for number, note in enumerate(self.notes):
            drawing.text("note", x + _PAD, y + _PAD + _TITLE + _NOTE * (number + 1) - 4, note)
        top = y + _PAD + self._header
        for row in self.rows:
            left = x + _PAD
            for box in row:
                box.draw(drawing, left, top)
                left += box.width + _GAP
            top += max(box.height for box in row) + _GAP

    def stretch(self, width: float, height: float) -> "Box":
        """Grow to a size, and let what is in it grow along."""
        self.width, room = round(width), round(width) - 2 * _PAD
        spare = round(height) - self.height
        self.height = round(height)
        for number, row in enumerate(self.rows):
            tallest = max(box.height for box in row) + (spare if number == len(self.rows) - 1 else 0)
            extra = (room - _row_width(row)) / len(row)
            for box in row:
                box.stretch(box.width + extra, tallest)
        return self


def picture(title: str, rows: Sequence[Sequence[Box]]) -> str:
    """A drawing of rows of boxes, all as wide as the widest row."""
    whole = max(_row_width(row) for row in rows)
    drawing, top = Drawing(title), _PAD
    for row in rows:
        left, tallest = _PAD, max(box.height for box in row)
        extra = (whole - _row_width(row)) / len(row)
        for box in row:
            box.stretch(box.width + extra, tallest).draw(drawing, left, top)
            left += box.width + _GAP
        top += tallest + _GAP
    return drawing.rendered(whole + 2 * _PAD, top - _GAP + _PAD)


def in_rows(boxes: Sequence[Box], columns: int) -> list[list[Box]]:
    """Boxes in rows of so many."""
    return [list(boxes[start : start + columns]) for start in range(0, len(boxes), columns)]


def _row_width(row: Sequence[Box]) -> float:
    return sum(box.width for box in row) + _GAP * (len(row) - 1)
