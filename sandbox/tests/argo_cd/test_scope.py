"""What the double can play."""

import json
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox.argo_cd.scope import Charts, unplayed, unplayed_operation
from tests.argo_cd.objects import SOURCE, application, project


@pytest.fixture
def charts(tmp_path: Path) -> Charts:
    """A list of one chart."""
    path = tmp_path / "charts.json"
    row = {"repository": SOURCE["repoURL"], "version": "v1.21.1", "licence": "Apache-2.0"}
    path.write_text(json.dumps({"charts": {"cert-manager": row}}))
    return Charts(path)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (SOURCE, ""),
        ({**SOURCE, "repoURL": "https://charts.jetstack.io/"}, ""),
        ({**SOURCE, "chart": "vault"}, 'chart "vault" not found in https://charts.jetstack.io repository'),
        ({**SOURCE, "repoURL": "https://a"}, 'chart "cert-manager" not found in https://a repository'),
        ({**SOURCE, "targetRevision": "v2"}, "charts.json has v1.21.1"),
        ({"repoURL": "https://git", "path": "."}, "no repositories of Git"),
    ],
)
def test_charts_are_those_of_the_list(charts: Charts, source: dict[str, Any], problem: str) -> None:
    """In their repository and their version."""
    found = charts.problem_of(application(source=source))
    assert problem in found
    assert bool(found) is bool(problem)


def test_without_a_list_no_chart_is_known(tmp_path: Path) -> None:
    """A project that names none has none."""
    assert "not found" in Charts(tmp_path / "none.json").problem_of(application())


def test_what_is_not_played_is_named() -> None:
    """Of the application and of its project."""
    strange = application(sources=[SOURCE], syncPolicy={"syncOptions": ["Replace=true"]})
    found = unplayed(strange, project(signatureKeys=[{"keyID": "1"}]))
    assert sorted(found) == [
        "spec of project platform.signatureKeys",
        "spec.sources",
        "spec.syncPolicy.syncOptions: Replace=true",
    ]
    assert unplayed(application(), project()) == []
    assert unplayed_operation({"sync": {"dryRun": True, "revision": "1"}}) == ["operation.sync.dryRun"]
