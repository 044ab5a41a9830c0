"""An account in which nothing was ever made, until nothing stands in the way of a first `up`: by what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portarium_sandbox.identity import trust_policy
from portarium_sandbox.session import Session
from tests.journeys.newcomer import ELSEWHERE, Registry, Shell, newcomer

_ACCOUNT = "210987654321"


@pytest.fixture(scope="module")
def shell(sandbox: Session, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The shell of an administrator of an empty account, with its keys, who has signed in and done nothing else."""
    made, _ = newcomer(sandbox, tmp_path_factory, _in_one_account)
    keys = made.administrators[_ACCOUNT]
    made.variables["AWS_ACCESS_KEY_ID"] = keys.access_key_id
    made.variables["AWS_SECRET_ACCESS_KEY"] = keys.secret_access_key
    made.variables["AWS_SESSION_TOKEN"] = keys.session_token
    return made


def _in_one_account(registry: Registry) -> None:
    """Say that all environments lie in one account, as somebody tries them out."""
    registry["accounts"] = {"shared": {"id": _ACCOUNT}}
    del registry["records"]
    for environment in registry["environments"].values():
        if "account" in environment:
            environment["account"] = "shared"


def test_an_empty_account_is_told_what_it_lacks(shell: Shell) -> None:
    """All at once, before anything was made; what can't be looked at is not taken for right."""
    lacking = {"delivery", "quotas", "roles", "runner", "state"}
    assert {found["check"] for found in shell.findings("dev", "lacks")} == lacking
    assert {found["check"] for found in shell.findings("dev", "unknown")} == ELSEWHERE


def test_what_is_printed_mends_it(shell: Shell, tmp_path: Path) -> None:
    """Every command as it stands there, with its gaps filled in, until nothing lacks any more."""
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps(trust_policy(_ACCOUNT)), encoding="utf-8")
    for found in shell.findings("dev", "lacks"):
        if found["check"] == "delivery":
            # The commands of the bootstrap come to it.
            continue
        shell.run(found["remedy"].replace("file://…", f"file://{trust}").replace("--token …", "--token sandbox"))
    made = json.loads(shell.run("portarium bootstrap dev --json"))
    assert {step["outcome"] for step in made["steps"]} == {"there"}
    for command in made["next_commands"]:
        # Nobody is there to say yes.
        agreed = " --yes --skip-preview" if command.startswith("pulumi up ") else ""
        shell.run(f"{command}{agreed}", fails=command.startswith("portarium preflight"))
    assert shell.findings("dev", "lacks") == []


def test_the_key_of_the_secrets_is_in_the_stacks_file(shell: Shell) -> None:
    """Sealed by AWS's key, so that the pipeline can open it and nobody has to know a passphrase."""
    content = (shell.folder / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    assert "secretsprovider: awskms://alias/portarium-dev-secrets?region=eu-central-1" in content
    assert "\nencryptedkey: " in content
    assert "encryptionsalt" not in content
