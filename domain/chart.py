"""A chart that somebody else maintains, as the one list of them has it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A pinned version of a chart, and the keys of its values that the program sets."""

    name: str
    """How the program calls it; the chart's own name."""
    repository: str
    """The URL of the repository."""
    version: str
    """The chart's version, to the patch."""
    app_version: str
    """The version of what it installs."""
    licence: str
    """The licence of what it installs, by its SPDX identifier."""
    keys: tuple[str, ...]
    """The keys of its values that the program sets, with dots between their parts."""
    free: tuple[str, ...] = ()
    """Keys below which the chart takes what it is given, though it has defaults there."""
