"""Boxes in columns with arrows between them: no arrow crosses a box, because a long one gets a place in each column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tools.pictures.svg import Drawing, note_width, title_width

_PAD, _GAP, _NOTE, _HEADER = 14.0, 24.0, 15.0, 34.0
_BETWEEN = 120.0
_SWEEPS = 24
_PASSAGE = 6.0


@dataclass
class Node:
    """A box, or the place where a long arrow passes a column."""

    name: str
    title: str = ""
    kind: str = ""
    notes: Iterable[str] = ()
    x: float = field(default=0, init=False)
    y: float = field(default=0, init=False)

    @property
    def lines(self) -> list[str]:
        """The notes, for whom a box is high enough."""
        return list(self.notes)

    @property
    def height(self) -> float:
        """How high it is."""
        return _HEADER + _NOTE * len(self.lines) if self.kind else _PASSAGE

    @property
    def width(self) -> float:
        """How wide it is."""
        return max([title_width(self.title), *map(note_width, self.lines)]) + 2 * _PAD if self.kind else 0


@dataclass(frozen=True)
class Edge:
    """An arrow with its label."""

    source: str
    destination: str
    label: str


def layered(title: str, columns: Sequence[Sequence[Node]], edges: Sequence[Edge]) -> str:
    """Draw it; an arrow leads from a column to one further right."""
    edges = _labelled(edges, {node.name: node for column in columns for node in column})
    places = {node.name: number for number, column in enumerate(columns) for node in column}
    lanes = [list(column) for column in columns]
    paths: list[tuple[Edge, list[Node]]] = []
    nodes = {node.name: node for column in columns for node in column}
    for edge in edges:
        first, last = places[edge.source], places[edge.destination]
        if first >= last:
            raise ValueError(f"{title}: {edge.source} → {edge.destination} leads back; put one into another column")
        passed = [Node(f"{edge.source}>{edge.destination}@{number}") for number in range(first + 1, last)]
        for number, node in enumerate(passed, start=first + 1):
            lanes[number].append(node)
        paths.append((edge, [nodes[edge.source], *passed, nodes[edge.destination]]))
    _order(lanes, paths)
    width, height = _place(lanes)
    return _drawn(title, [node for lane in lanes for node in lane if node.kind], paths, width, height)


def _labelled(edges: Sequence[Edge], nodes: dict[str, Node]) -> list[Edge]:
    """What all arrows into a box say is said by the box, once; its arrows then say nothing."""
    said: dict[str, set[str]] = {}
    for edge in edges:
        said.setdefault(edge.destination, set()).add(edge.label)
    for name, labels in said.items():
        if len(labels) == 1:
            nodes[name].notes = [*nodes[name].notes, f"port {next(iter(labels))}"]
    return [replace(edge, label=edge.label if len(said[edge.destination]) > 1 else "") for edge in edges]


def _order(lanes: list[list[Node]], paths: Sequence[tuple[Edge, list[Node]]]) -> None:
    """Sort each column by where the arrows of its boxes come from and go to, until nothing crosses for nothing."""
    neighbours: dict[str, list[str]] = {}
    for _, path in paths:
        for before, after in pairwise(path):
            neighbours.setdefault(before.name, []).append(after.name)
            neighbours.setdefault(after.name, []).append(before.name)
    for _ in range(_SWEEPS):
        for lane in lanes:
            ranks = {node.name: (index + 0.5) / len(other) for other in lanes for index, node in enumerate(other)}
            lane.sort(key=lambda node: (_mean(ranks, neighbours.get(node.name, [node.name])), node.name))


def _mean(ranks: dict[str, float], names: Sequence[str]) -> float:
    return sum(ranks[name] for name in names) / len(names)


def _place(lanes: Sequence[Sequence[Node]]) -> tuple[float, float]:
    heights = [sum(node.height + _GAP for node in lane) - _GAP for lane in lanes]
    height, left = max(heights), _PAD
    for lane, own in zip(lanes, heights, strict=True):
        widest = max(node.width for node in lane)
        top = _PAD + (height - own) / 2
        for node in lane:
            node.x, node.y = left + (widest - node.width) / 2, top
            top += node.height + _GAP
        left += widest + _BETWEEN
    return left - _BETWEEN + _PAD, height + 2 * _PAD


def _drawn(
    title: str, boxes: Sequence[Node], paths: Sequence[tuple[Edge, list[Node]]], width: float, height: float
) -> str:
    drawing = Drawing(title)
    leaving, arriving = _docks(paths, 0), _docks(paths, -1)
    ends: list[tuple[float, float, str]] = []
    for number, (edge, path) in enumerate(paths):
        first, last = path[0], path[-1]
        start = (first.x + first.width, first.y + first.height * leaving[number])
        end = (last.x - 2, last.y + last.height * arriving[number])
        drawing.curve([start, *((node.x, node.y) for node in path[1:-1]), end])
        ends.append((end[0] - 12, end[1] - 4, edge.label))
    for node in boxes:
        drawing.box(node.kind, node.x, node.y, node.width, node.height)
        drawing.text("title", node.x + _PAD, node.y + 21, node.title)
        for line, note in enumerate(node.lines):
            drawing.text("note", node.x + _PAD, node.y + 21 + _NOTE * (line + 1), note)
    for x, y, label in ends:
        if label:
            drawing.text("label", x, y, label, anchor="end")
    return drawing.rendered(width, height)


def _docks(paths: Sequence[tuple[Edge, list[Node]]], end: int) -> dict[int, float]:
    """Where on the side of its box each arrow begins or ends, so that no two share a point."""
    beside = 1 if end == 0 else -2
    by_box: dict[str, list[int]] = {}
    for number, (_, path) in enumerate(paths):
        by_box.setdefault(path[end].name, []).append(number)
    docks: dict[int, float] = {}
    for numbers in by_box.values():
        ordered = sorted(numbers, key=lambda number: paths[number][1][beside].y)
        docks |= {number: (index + 1) / (len(ordered) + 1) for index, number in enumerate(ordered)}
    return docks
