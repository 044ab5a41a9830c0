"""`ChartVersion`: one version of a chart, and no range of them."""

from typing import ClassVar

from domain.text import Text


class ChartVersion(Text):
    """A version to the patch: a range or a tag that moves would install something else tomorrow."""

    pattern: ClassVar[str] = r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    expected: ClassVar[str] = "a pinned version, to the patch"
    example: ClassVar[str] = "1.6.0"
