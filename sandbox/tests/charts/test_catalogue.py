"""The charts whose kinds the sandbox has."""

from typing import Any

import pytest

from portarium_sandbox.charts.catalogue import catalogue, find


def test_a_chart_is_known_by_its_repository_too() -> None:
    """A chart of the same name from somewhere else is another chart."""
    assert find("argo-cd", "https://argoproj.github.io/argo-helm/")
    assert find("argo-cd", "https://charts.example.com") is None


def test_every_module_is_pinned_by_its_hash() -> None:
    """What is other upstream than when it was looked at is refused."""
    assert all(chart.sum.startswith("h1:") and chart.version.startswith("v") for chart in catalogue())


@pytest.mark.parametrize(
    ("chart", "values", "brings"),
    [
        ("cert-manager", {}, False),
        ("cert-manager", {"crds": {"enabled": True}}, True),
        ("kyverno", {}, True),
        ("kyverno", {"crds": {"install": False}}, False),
        ("nack", {}, True),
    ],
)
def test_values_say_whether_kinds_come_along(chart: str, values: dict[str, Any], *, brings: bool) -> None:
    """The chart of cert-manager has none unless it is asked for them, as its own default is."""
    [known] = [each for each in catalogue() if each.chart == chart]
    assert known.brings_kinds(values) is brings
