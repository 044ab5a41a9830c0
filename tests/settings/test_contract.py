"""The contract of the application, as the repository has it and as somebody may break it."""

import json
from pathlib import Path

import pytest

from settings.contract import CONTRACT_FILE, read_contract
from settings.error import SettingsError
from settings.resolve import resolve
from settings.sections.variables import VariableName
from tests.settings.configuration import NOW, configuration, resolved


def test_a_stack_that_says_nothing_of_workloads_runs_those_of_the_contract() -> None:
    """Both planes, by the images that the application's own workflow builds."""
    config = {key: value for key, value in configuration("prod").items() if key != "portarium:workloads"}

    workloads = resolve("prod", config, now=NOW).workloads

    assert [(str(workload.name), workload.image_name) for workload in workloads] == [
        ("control-plane", "control-plane"),
        ("execution-plane", "worker"),
    ]


def test_what_is_wrong_with_the_contract_is_told_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to look for it in a stack's."""
    config = {key: value for key, value in configuration("prod").items() if key != "portarium:workloads"}
    entries = json.loads(json.dumps(read_contract()))
    del entries[0]["user"]
    monkeypatch.setattr("settings.resolve.read_contract", lambda: entries)

    with pytest.raises(SettingsError) as refused:
        resolve("prod", config, now=NOW)

    assert str(refused.value).splitlines() == [
        f"{CONTRACT_FILE}: workloads[0].user: missing; give a whole number",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", "cannot be read: "),
        ('{"workloads": [{"name": "a", "name": "b"}]}', "cannot be read: name is set twice"),
        ('{"workload": []}', "workload: unknown key; did you mean workloads?"),
    ],
)
def test_a_file_that_is_no_contract_is_refused(tmp_path: Path, text: str, line: str) -> None:
    """A variable that is set twice among them, of which a reader of JSON silently keeps the last."""
    file = tmp_path / "application.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        read_contract(file)

    assert any(f"{CONTRACT_FILE}: {line}" in told for told in str(refused.value).splitlines())


@pytest.mark.parametrize("stack", ["dev", "staging", "prod", "review-7"])
def test_the_application_gets_what_it_must_have_in_every_environment(stack: str) -> None:
    """What it requires has a value, and no value of one environment leads into another."""
    for workload in resolved(stack).workloads:
        assert set(workload.required) <= set(workload.variables)
    issuers = {str(resolved(one).identity.issuer) for one in ("dev", "staging", "prod")}  # pyright: ignore[reportOptionalMemberAccess]
    assert len(issuers) == 3


@pytest.mark.parametrize("stack", ["dev", "staging", "prod", "review-7"])
def test_approvals_expire_in_every_environment(stack: str) -> None:
    """Those of a workspace that has a row, because a tenant's is registered."""
    [control] = [workload for workload in resolved(stack).workloads if workload.name == "control-plane"]
    migrations = control.migrations
    assert migrations is not None
    assert control.variables[VariableName("PORTARIUM_SYSTEM_WORKSPACE_ID")].text in str(
        migrations.arguments[-1].text
    ).split(",")
