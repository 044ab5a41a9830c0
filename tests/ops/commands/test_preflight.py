"""`portarium preflight`: one line for each finding, JSON for scripts, and an exit code."""

import json
from datetime import datetime

import pytest
from typer.testing import CliRunner

from ops.commands import preflight as command
from ops.main import application
from ops.operations import backend as backends
from ops.operations.backend import Backend
from ops.operations.preflight import checks
from ops.operations.preflight.checks import Checked
from ops.operations.preflight.finding import Finding, lacks, mind, right, unknown
from tests.ops.operations.preflight.subjects import backend_at

ROOM = lacks("no room", wanted="room for 3 more", remedy="aws ask-for-more")


def run(monkeypatch: pytest.MonkeyPatch, *findings: Finding, json_wanted: bool = False) -> tuple[int, str]:
    """Run the command when these findings are made; give its exit code and output."""
    found = (Checked(name="account", findings=(right("mine"),)), Checked(name="quotas", findings=findings))

    def look(_environment: str, _backend: Backend, *, now: datetime) -> tuple[Checked, ...]:
        assert now.tzinfo
        return found

    monkeypatch.setattr(backends, "find_backend", lambda: backend_at("file:///a/double"))
    monkeypatch.setattr(checks, "preflight", look)
    words = ["preflight", "dev", *(["--json"] if json_wanted else [])]
    result = CliRunner().invoke(application, words)
    return result.exit_code, result.stdout


def test_a_line_says_what_is_wanted_and_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe without colours; the names of the checks stand below one another."""
    code, output = run(monkeypatch, ROOM, unknown("nobody answers", remedy="ask again"))
    assert output.splitlines() == [
        "ok       account  mine",
        "lacks    quotas   no room; wanted: room for 3 more -> aws ask-for-more",
        "unknown  quotas   nobody answers -> ask again",
    ]
    assert code == command.EXIT_LACKING


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (right("room"), 0),
        (mind("little room", wanted="more", remedy="ask"), 0),
        (unknown("no answer"), command.EXIT_UNKNOWN),
        (ROOM, command.EXIT_LACKING),
    ],
)
def test_the_exit_code_says_whether_something_is_in_the_way(
    monkeypatch: pytest.MonkeyPatch, finding: Finding, code: int
) -> None:
    """What nobody could look at is not taken for right."""
    assert run(monkeypatch, finding)[0] == code


def test_scripts_read_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each finding with its check."""
    _, output = run(monkeypatch, ROOM, json_wanted=True)
    content = json.loads(output)
    assert content["environment"] == "dev"
    assert content["findings"][1] == {
        "check": "quotas",
        "verdict": "lacks",
        "found": "no room",
        "wanted": "room for 3 more",
        "remedy": "aws ask-for-more",
    }
