"""A drawing in SVG that is read on a light page and on a dark one, without a font or a script of its own."""

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

_STYLE = """\
svg { --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #8c959f; --edge: #d0d7de; --way: #6e7781;
  --place: #f6f8fa; --plain: #ffffff; --ours: #ddf4ff; --kept: #fff8c5; --outer: #ffebe9; --service: #dafbe1; }
@media (prefers-color-scheme: dark) { svg { --paper: #16191f; --ink: #e6edf3; --soft: #a0abb7; --line: #6e7681;
  --edge: #3d444d; --way: #8b949e; --place: #1d222a; --plain: #262c36; --ours: #12324f; --kept: #3f3410;
  --outer: #4d201f; --service: #14391f; } }
text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--ink); }
.title { font-size: 13px; font-weight: 600; } .note { font-size: 11px; fill: var(--soft); }
.label { font-size: 10.5px; fill: var(--soft); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; }
rect { stroke: var(--edge); } .paper { fill: var(--paper); stroke: none; }
.place { fill: var(--place); stroke: var(--line); stroke-dasharray: 5 3; } .plain { fill: var(--plain); }
.ours { fill: var(--ours); } .kept { fill: var(--kept); } .outer { fill: var(--outer); }
.service { fill: var(--service); }
path { fill: none; stroke: var(--way); stroke-width: 1.3px; } .head { fill: var(--way); stroke: none; }
"""

_TITLE_WIDTH = 8.0
_NOTE_WIDTH = 6.0


def title_width(text: str) -> float:
    """How wide a title is at least, whatever font a reader has."""
    return len(text) * _TITLE_WIDTH


def note_width(text: str) -> float:
    """How wide a line of a note is at least."""
    return len(text) * _NOTE_WIDTH


@dataclass
class Drawing:
    """Shapes in the order in which they are laid over each other."""

    title: str
    """What the picture is, for whoever does not see it."""
    shapes: list[str] = field(default_factory=list[str])

    def box(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle; its kind gives it its colour."""
        self.shapes.append(f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>')

    def text(self, kind: str, x: float, y: float, words: str, *, anchor: str = "start") -> None:
        """A line of text."""
        self.shapes.append(f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>')

    def curve(self, points: list[tuple[float, float]], *, arrow: bool = True) -> None:
        """A line from the first point through all others, level at each, with a head at its end."""
        steps = [f"M{points[0][0]:g} {points[0][1]:g}"]
        for (x, y), (next_x, next_y) in pairwise(points):
            middle = (x + next_x) / 2
            steps.append(f"C{middle:g} {y:g} {middle:g} {next_y:g} {next_x:g} {next_y:g}")
        end = ' marker-end="url(#head)"' if arrow else ""
        self.shapes.append(f'<path d="{" ".join(steps)}"{end}/>')

    def rendered(self, width: float, height: float) -> str:
        """The file."""
        size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(self.title)}</title>",
            f"<style>\n{_STYLE}</style>",
            '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4"',
            'markerWidth="7" markerHeight="7" orient="auto">',
            '<path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
            f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
            *self.shapes,
            "</svg>",
        ]
        return "\n".join(lines) + "\n"
