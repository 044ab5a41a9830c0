"""`portarium platform` as an operator types it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.commands.platform import as_text
from ops.main import application
from ops.operations.error import OperationError
from ops.operations.platform.services import Platform, Service

_RUNNER = CliRunner()
_NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _service(name: str, sync: str, health: str, problem: str = "") -> Service:
    return Service(
        name=name, wave=1, wanted="1.0.0", running="", sync=sync, health=health, automated=True, problem=problem
    )


def test_the_table_says_what_waits_what_fails_and_what_ends() -> None:
    """And which command lets in what waits."""
    found = Platform(
        services=(_service("nats", "OutOfSync", "Missing"), _service("vault", "Synced", "Degraded", "0 of 3")),
        certificate=datetime(2026, 11, 30, 12, tzinfo=UTC),
        sealed={"vault-0": True},
    )
    lines = as_text(found, _NOW, coloured=False).splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["nats", "vault"]
    assert lines[4:] == [
        "vault: 0 of 3",
        "not let in yet: nats; `portarium platform sync` does that",
        "the first certificate ends 2026-11-30, in 29 days",
        "vault-0: sealed",
    ]


def test_an_environment_that_there_is_not_is_one_line() -> None:
    """With the nearest that there is."""
    result = _RUNNER.invoke(application, ["platform", "render", "prd", "--facts", "."])
    assert isinstance(result.exception, OperationError)
    assert "'prd' is not an environment (did you mean prod?)" in str(result.exception)


def test_a_chart_without_facts_is_not_called_checked(tmp_path: Path) -> None:
    """An empty folder checks nothing, and the output says so for each."""
    result = _RUNNER.invoke(application, ["platform", "render", "dev", "--facts", str(tmp_path), "--json"])
    assert result.exit_code == 0
    assert all(each["checked"] == [] for each in json.loads(result.stdout))


def test_what_goes_together_is_said(tmp_path: Path) -> None:
    """Tables of keys render nothing, so that there is nothing to write."""
    result = _RUNNER.invoke(application, ["platform", "render", "--facts", str(tmp_path), "--output", str(tmp_path)])
    assert isinstance(result.exception, OperationError)
    assert str(result.exception) == "--facts renders nothing; --charts and --output go without it"


def test_helm_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a program of its own."""
    monkeypatch.setenv("PATH", "/nowhere")
    result = _RUNNER.invoke(application, ["platform", "render", "dev"])
    assert isinstance(result.exception, OperationError)
    assert str(result.exception) == "helm is not on PATH; it renders charts"
