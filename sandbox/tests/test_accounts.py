"""Which account a stack lies in, and as whom the engine works on it."""

from __future__ import annotations

import base64
import configparser
import json
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox import profiles
from portarium_sandbox.accounts import NUMBER, Accounts
from portarium_sandbox.errors import SandboxError
from portarium_sandbox.folder import Folder
from portarium_sandbox.project import Project
from portarium_sandbox.record import Credentials, Record
from portarium_sandbox.stack_identity import profile_for

DEV, RECORDS = "111122223333", "444455556666"
REGISTRY = {
    "accounts": {"dev": {"id": DEV}, "records": {"id": RECORDS}},
    "environments": {"local": {}, "dev": {"account": "dev"}},
    "review": {"sharedWith": "dev"},
}
SHELL = {"AWS_PROFILE": profiles.DEFAULT}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project with an environment, an account of its own for it, and one for the records."""
    checkout = tmp_path / "checkout"
    (checkout / "infra").mkdir(parents=True)
    (checkout / "infra" / "environments.json").write_text(json.dumps(REGISTRY), encoding="utf-8")
    github = "config:\n  github:\n    value: {organization: acme, repository: platform}\n"
    (checkout / "Pulumi.yaml").write_text(f"name: portarium\nruntime: python\n{github}", encoding="utf-8")
    for stack in ("dev", "account-dev", "account-records"):
        (checkout / f"Pulumi.{stack}.yaml").write_text("config: {}\n", encoding="utf-8")
    return checkout


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sandbox's folder."""
    return Folder(tmp_path / "sandbox")


def completed(folder: Folder, stack: str, outputs: dict[str, Any]) -> None:
    """Leave the state of a stack with outputs."""
    root = {"type": "pulumi:pulumi:Stack", "outputs": outputs}
    state = folder.backend / ".pulumi" / "stacks" / "portarium" / f"{stack}.json"
    state.parent.mkdir(parents=True)
    state.write_text(json.dumps({"checkpoint": {"latest": {"resources": [root]}}}), encoding="utf-8")


@pytest.mark.parametrize(
    ("stack", "number"),
    [("dev", DEV), ("review-7", DEV), ("account-dev", DEV), ("account-records", RECORDS), ("", DEV)],
)
def test_a_stack_lies_in_the_account_that_the_registry_names(checkout: Path, stack: str, number: str) -> None:
    """A review environment in its host's, and whatever the registry does not know in the first one."""
    assert Accounts.read(checkout).number_of(stack) == number


def test_a_project_without_a_registry_has_one_account(tmp_path: Path) -> None:
    """As a project that somebody makes to try something."""
    assert Accounts.read(tmp_path).number_of("anything") == NUMBER


def test_a_registry_that_can_not_be_read_is_one_line(checkout: Path) -> None:
    """Before anything is made in a wrong account."""
    (checkout / "infra" / "environments.json").write_text("{", encoding="utf-8")
    with pytest.raises(SandboxError, match=r"infra/environments\.json: this is not JSON"):
        Accounts.read(checkout)


@pytest.mark.parametrize(
    ("words", "outputs", "profile"),
    [
        ("up account-records", {}, "portarium-records"),
        ("up dev", None, "portarium-dev"),
        ("up dev", {"tier": "dev"}, "portarium-dev"),
        ("preview dev", None, "portarium-dev"),
        ("up dev", {"release": {}}, "portarium-dev-deploy"),
        ("refresh dev", {"release": {}}, "portarium-dev-deploy"),
        ("preview dev", {"release": {}}, "portarium-dev-preview"),
        ("destroy dev", {"release": {}}, "portarium-dev"),
        ("up review-7", {"release": {}}, "portarium-dev-deploy"),
    ],
)
def test_the_engine_works_as_whoever_does_it_in_a_real_account(
    checkout: Path, folder: Folder, words: str, outputs: dict[str, Any] | None, profile: str
) -> None:
    """An administrator begins and ends an environment and keeps the account, and workflows do the rest."""
    command, stack = words.split()
    if outputs is not None:
        completed(folder, stack, outputs)
    assert profile_for(command, stack, folder=folder, project=checkout, variables=SHELL) == profile


@pytest.mark.parametrize("chosen", [{"AWS_PROFILE": "portarium-dev"}, {**SHELL, "AWS_ACCESS_KEY_ID": "a-key"}, {}])
def test_somebody_who_says_who_they_are_is_believed(checkout: Path, folder: Folder, chosen: dict[str, str]) -> None:
    """By a profile or by keys, as an administrator does for what is an administrator's."""
    assert profile_for("up", "dev", folder=folder, project=checkout, variables=chosen) is None


def test_each_identity_is_a_profile(checkout: Path, folder: Folder) -> None:
    """Administrators with keys of their account, workflows by a role and a token that says who they are."""
    keys = {
        number: Credentials(access_key_id=number, secret_access_key="secret", session_token="token")
        for number in (DEV, RECORDS)
    }
    record = Record(
        engine=Path("/engine"),
        engine_version="3.259.0",
        engine_origin="from the test",
        control_plane=Path("/control-plane"),
        region="eu-central-1",
        ports={"cloud": 4001, "keys": 4002},
        administrators=keys,
    )
    project = Project.read(checkout)
    profiles.write(folder, project, record)
    assert profiles.are_current(folder, project, record)
    assert folder.profiles.stat().st_mode & 0o077 == 0
    written = configparser.ConfigParser(interpolation=None)
    written.read(folder.profiles)
    found = {section.removeprefix("profile "): dict(written[section]) for section in written.sections()}
    assert {name: entry.get("aws_access_key_id") for name, entry in found.items()} == {
        "portarium": DEV,
        "portarium-dev": DEV,
        DEV: DEV,
        "portarium-records": RECORDS,
        RECORDS: RECORDS,
        "portarium-dev-deploy": None,
        "portarium-dev-preview": None,
    }
    deploy = found["portarium-dev-deploy"]
    assert deploy["role_arn"] == f"arn:aws:iam::{DEV}:role/portarium-dev-delivery-deploy"
    claims = Path(deploy["web_identity_token_file"]).read_text(encoding="utf-8").split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "==")) == {
        "iss": "https://token.actions.githubusercontent.com",
        "aud": "sts.amazonaws.com",
        "sub": "repo:acme/platform:environment:dev",
        "ref": "refs/heads/main",
        "exp": 4102444800,
    }
