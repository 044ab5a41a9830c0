"""`portarium status` and `portarium history` as an operator types them, with a double of the engine."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ops.main import application
from ops.operations.error import OperationError
from tests.ops.operations.stand_in_engine import deployed, engine_with

_RUNNER = CliRunner()
_A, _B = "a" * 40, "b" * 40


def _shell(folder: Path, monkeypatch: pytest.MonkeyPatch, stacks: dict[str, Any]) -> None:
    engine_with(folder, stacks)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file:///double")


def test_nothing_deployed_is_nothing_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every environment of the registry has a row, and the exit code is 0."""
    _shell(tmp_path, monkeypatch, {})

    result = _RUNNER.invoke(application, ["status"])

    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()[1:]]
    assert [row[0] for row in rows] == ["dev", "staging", "prod"]
    assert all(row[-2:] == ["not", "deployed"] for row in rows)


def test_an_unreachable_environment_is_exit_code_3_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scripts tell it from "nothing could be read"; the table has no escape codes in a pipe."""
    _shell(tmp_path, monkeypatch, {"dev": deployed(_A, command="false")})

    result = _RUNNER.invoke(application, ["status"])

    assert result.exit_code == 3
    assert "dev: false: no token (it said nothing)" in result.stdout.splitlines()
    assert "\x1b" not in result.stdout


def test_json_says_all_that_the_table_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With full SHAs and instants, and nothing else on standard output."""
    _shell(tmp_path, monkeypatch, {"dev": deployed(_A, _B, command="false"), "staging": deployed(_A, command="false")})

    content = json.loads(_RUNNER.invoke(application, ["status", "--json"]).stdout)

    dev, staging, prod = content["environments"]
    assert content["backend"] == "file:///double"
    assert (dev["imageSha"], dev["since"], dev["health"]) == (_B, "2026-01-01T00:00:01Z", "unreachable")
    assert staging["position"] == {"source": "dev", "relation": "behind", "releases": 1}
    assert (prod["imageSha"], prod["replicas"], prod["health"]) == (None, None, "not deployed")


def test_history_shows_full_shas_to_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rollback needs all 40 digits."""
    _shell(tmp_path, monkeypatch, {"prod": deployed(_A, _B)})

    lines = _RUNNER.invoke(application, ["history", "prod"]).stdout.splitlines()

    assert [line.split()[0] for line in lines[1:]] == [_B, _A]
    assert lines[1].endswith("current")


def test_history_of_nothing_is_an_empty_list_and_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON stays JSON; people are told how to make the first release."""
    _shell(tmp_path, monkeypatch, {})

    assert json.loads(_RUNNER.invoke(application, ["history", "prod", "--json"]).stdout) == []
    assert "pulumi up -s prod makes the first" in _RUNNER.invoke(application, ["history", "prod"]).stderr


def test_an_unknown_environment_is_an_operation_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one kind of error that `main` prints as a line."""
    _shell(tmp_path, monkeypatch, {})

    result = _RUNNER.invoke(application, ["history", "prd"])

    assert isinstance(result.exception, OperationError)
    assert "did you mean prod?" in str(result.exception)
