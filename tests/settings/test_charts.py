"""The list of charts, as the repository has it and as somebody may break it."""

import json
from pathlib import Path

import pytest

from settings.charts import CHARTS_FILE, chart, read_charts
from settings.error import SettingsError

_ENTRY = {
    "repository": "https://charts.portarium.example",
    "version": "1.2.3",
    "appVersion": "4.5.6",
    "licence": "Apache-2.0",
    "keys": ["replicas"],
}


def _list(**changed: str) -> str:
    return json.dumps({"charts": {"a": {**_ENTRY, **changed}}})


def test_a_chart_is_found_by_its_name() -> None:
    """The name is the chart's own."""
    found = chart("argo-cd")
    assert (found.name, found.repository) == ("argo-cd", "https://argoproj.github.io/argo-helm")


def test_a_service_without_a_chart_is_refused_by_name() -> None:
    """Whoever removes a chart that a service is installed from reads which one."""
    with pytest.raises(SettingsError) as refused:
        chart("clock")
    assert str(refused.value) == f"{CHARTS_FILE}: charts.clock: missing; a service is installed from it"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", "cannot be read: "),
        ('{"charts": {"a": {}, "a": {}}}', "cannot be read: a is set twice"),
        (_list(version="1.x"), 'charts.a.version: "1.x" is not a pinned version'),
        (_list(version=">=1.2.3"), "charts.a.version: "),
        (_list(digest="1"), "charts.a.digest: unknown key"),
        (_list(repository="file://charts"), "charts.a.repository: "),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, content: str, line: str) -> None:
    """A version that is no pin among them."""
    file = tmp_path / "charts.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_charts(file)
    assert f"{CHARTS_FILE}: {line}" in str(refused.value)
