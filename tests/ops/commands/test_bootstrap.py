"""`portarium bootstrap`: what is there, what is made, and what to run then."""

import json

import pytest
from typer.testing import CliRunner

from ops.main import application
from ops.operations import bootstrap as operations
from ops.operations.bootstrap import Done, Ground

GROUND = Ground(
    account_id="123456789012",
    steps=(Done(title="bucket states", outcome="there"), Done(title="key secrets", outcome="made")),
    next_commands=("pulumi login 's3://states'",),
)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, bool]:
    """Run the command; give its output, and whether it was only to say what it would do."""
    asked: list[bool] = []

    def bootstrap(environment: str, _variables: object, *, now: object, dry_run: bool) -> Ground:
        assert (environment, bool(now)) == ("dev", True)
        asked.append(dry_run)
        return GROUND

    monkeypatch.setattr(operations, "bootstrap", bootstrap)
    result = CliRunner().invoke(application, ["bootstrap", "dev", *words])
    assert result.exit_code == 0, result.output
    return result.stdout, asked[0]


def test_each_step_is_a_row_and_what_to_run_then_stands_below(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe without colours."""
    output, dry = run(monkeypatch)
    assert output.splitlines() == [
        "IN ACCOUNT 123456789012   IS",
        "bucket states             there",
        "key secrets               made",
        "",
        "Then:",
        "  pulumi login 's3://states'",
    ]
    assert not dry


def test_a_dry_run_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """With JSON for scripts."""
    output, dry = run(monkeypatch, "--dry-run", "--json")
    assert dry
    assert json.loads(output)["steps"][1] == {"title": "key secrets", "outcome": "made"}
