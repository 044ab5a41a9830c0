"""The pictures of the site are those that its tool takes: of every size, in the light and in the dark."""

import struct

from tools.site.screenshots import PAGES, PICTURES, SCHEMES, SIZES

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def test_every_page_is_there_in_every_way() -> None:
    """And nothing is left over of a page that is no longer photographed."""
    wanted = {f"{page}-{size}-{scheme}.png" for page in PAGES for size in SIZES for scheme in SCHEMES}
    assert {path.name for path in PICTURES.iterdir()} == wanted


def test_a_picture_is_as_wide_as_it_says() -> None:
    """A browser that doesn't go below some width would show what no telephone does."""
    for size, expected in SIZES.items():
        for picture in PICTURES.glob(f"*-{size}-*.png"):
            header = picture.read_bytes()[:24]
            assert header.startswith(_SIGNATURE)
            assert struct.unpack(">II", header[16:]) == expected, picture.name


def test_the_dark_is_another_picture() -> None:
    """The site follows the reader's system."""
    for page in PAGES:
        for size in SIZES:
            shades = {(PICTURES / f"{page}-{size}-{scheme}.png").read_bytes() for scheme in SCHEMES}
            assert len(shades) == len(SCHEMES)
