"""Boxes in columns: arrows lead forward, long ones pass beside the boxes, and the file is well-formed."""

from xml.etree import ElementTree

import pytest

from tools.pictures.layers import Edge, Node, layered

SPACE = "{http://www.w3.org/2000/svg}"


def _columns() -> list[list[Node]]:
    return [[Node("a", "A", "plain")], [Node("b", "B & Sons", "plain")], [Node("c", "C", "plain")]]


def test_a_long_arrow_passes_beside_the_boxes_between() -> None:
    """It bends at a height where no box of the column is."""
    drawn = ElementTree.fromstring(
        layered("All", _columns(), [Edge("a", "b", "1"), Edge("a", "c", "2"), Edge("b", "c", "3")])
    )
    boxes = [box for box in drawn.iter(f"{SPACE}rect") if box.get("class") == "plain"]
    middle = next(box for box in boxes if box is boxes[1])
    top, bottom = float(middle.get("y", 0)), float(middle.get("y", 0)) + float(middle.get("height", 0))
    bends = [path.get("d", "") for path in drawn.iter(f"{SPACE}path") if path.get("d", "").count("C") == 2]
    assert len(bends) == 1
    height = float(bends[0].split("C")[1].split()[-1])
    assert not top <= height <= bottom


def test_what_all_arrows_into_a_box_say_is_said_once() -> None:
    """The box has it; arrows that differ keep their own."""
    same = layered("All", _columns(), [Edge("a", "c", "443"), Edge("b", "c", "443")])
    other = layered("All", _columns(), [Edge("a", "c", "443"), Edge("b", "c", "80")])
    assert same.count("443") == 1
    assert "port 443" in same
    assert "port" not in other.split("</style>")[1].replace("viewport", "")


def test_an_arrow_back_is_refused() -> None:
    """The drawing would be wrong without a word, so that whoever places boxes is told."""
    with pytest.raises(ValueError, match="c → a leads back"):
        layered("All", _columns(), [Edge("c", "a", "1")])


def test_the_same_input_gives_the_same_file() -> None:
    """Else every check would find it stale."""
    edges = [Edge("a", "b", "1"), Edge("a", "c", "2")]
    assert layered("All", _columns(), edges) == layered("All", _columns(), edges)
