"""A chart as an environment installs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.chart import Chart


@dataclass(frozen=True, kw_only=True)
class InstalledChart:
    """A service of the platform: its chart and our values, which are plain data."""

    service: str
    """The service; the release is called so."""
    chart: Chart
    """The chart."""
    namespace: str
    """The namespace that it is installed into."""
    values: Mapping[str, Any]
    """What differs from the chart's defaults."""
