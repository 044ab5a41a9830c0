"""The metric filters of a log group: moto adds one beside another of its name, and asks for no group."""

from typing import Any

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogsBackend

_put: Any = LogsBackend.put_metric_filter


def install() -> None:
    """Have a filter take the place of the one that has its name."""
    LogsBackend.put_metric_filter = _replace


def _replace(
    self: LogsBackend, filter_name: str, filter_pattern: str, log_group_name: str, metric_transformations: str
) -> None:
    if log_group_name not in self.groups:
        raise ResourceNotFoundException
    self.filters.delete_filter(filter_name, log_group_name)
    _put(self, filter_name, filter_pattern, log_group_name, metric_transformations)
