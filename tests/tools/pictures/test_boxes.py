"""Boxes inside of boxes: nothing sticks out, and both faces of a drawing are in one file."""

from xml.etree import ElementTree

from tools.pictures.boxes import Box, in_rows, picture

SPACE = "{http://www.w3.org/2000/svg}"


def _drawn() -> str:
    inner = [Box("One", "kept", ("a line",)), Box("Another <one>", "ours", ("a longer line than the other",))]
    return picture("All", [[Box("Outer", "place", rows=[inner, [Box("Wide", "plain")]])], [Box("Below", "plain")]])


def test_nothing_sticks_out() -> None:
    """Each box lies inside of the picture, and each inner one inside of the outer."""
    drawn = ElementTree.fromstring(_drawn())
    width, height = float(drawn.get("width", 0)), float(drawn.get("height", 0))
    edges = {box.get("class"): _edges(box) for box in drawn.iter(f"{SPACE}rect") if box.get("x")}
    assert all(0 < left < right < width and 0 < top < bottom < height for left, top, right, bottom in edges.values())
    outer = edges["place"]
    for kind in ("kept", "ours"):
        left, top, right, bottom = edges[kind]
        assert outer[0] < left < right < outer[2]
        assert outer[1] < top < bottom < outer[3]


def test_a_drawing_is_read_on_light_and_on_dark() -> None:
    """Every colour is a variable, and each variable has two values."""
    style = _drawn().split("<style>")[1].split("</style>")[0]
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    names = {word.split(":")[0] for word in light.split() if word.startswith("--")}
    assert names == {word.split(":")[0] for word in dark.split("} }")[0].split() if word.startswith("--")}
    assert "#" not in dark.split("} }")[1].replace("url(#head)", "")


def test_rows_are_cut_where_they_are_full() -> None:
    """The last one has what is left."""
    assert [len(row) for row in in_rows([Box(str(number)) for number in range(5)], 2)] == [2, 2, 1]


def _edges(box: ElementTree.Element) -> tuple[float, float, float, float]:
    left, top = float(box.get("x", 0)), float(box.get("y", 0))
    return left, top, left + float(box.get("width", 0)), top + float(box.get("height", 0))
