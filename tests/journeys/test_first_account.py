"""An account in which nothing was ever made, until nothing stands in the way of a first `up`: by what is printed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portarium_sandbox import builds
from portarium_sandbox.aws_client import BOOTSTRAP, client
from portarium_sandbox.identity import ROLE, trust_policy
from portarium_sandbox.progress import Progress
from portarium_sandbox.session import Session, copy_checkout

_ACCOUNT = "210987654321"
_ELSEWHERE = {"images", "postgres"}
"""What the sandbox can't answer: no registry is in it, and moto has no list of the database's classes."""

_OF_THE_SANDBOX = ("PULUMI_BACKEND_URL", "PORTARIUM_SANDBOX")


@dataclass(frozen=True, kw_only=True)
class Shell:
    """A person's shell, in a checkout of their own."""

    folder: Path
    variables: dict[str, str]

    def run(self, command: str, *, fails: bool = False) -> str:
        """Run a command as it is printed; one that may fail says by its output why."""
        done = subprocess.run(
            shlex.split(command),
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert fails or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def findings(self, verdict: str) -> list[dict[str, str]]:
        """What a preflight of dev finds to be so."""
        told: dict[str, Any] = json.loads(self.run("portarium preflight dev --json", fails=True))
        return [finding for finding in told["findings"] if finding["verdict"] == verdict]


@pytest.fixture(scope="module")
def newcomer(sandbox: Session, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The shell of an administrator of an empty account, who has signed in and done nothing else."""
    given = _signed_in(sandbox)
    tools = tmp_path_factory.mktemp("bin")
    # The sandbox's own `pulumi` keeps stacks in the sandbox; this person's keeps them in the account.
    (tools / "pulumi").symlink_to(builds.engine(Progress()).path)
    # And the installed `portarium` is the checkout's that it was installed from, not this one's.
    portarium = tools / "portarium"
    portarium.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from ops.main import main; main()" "$@"\n')
    portarium.chmod(0o755)
    home = tmp_path_factory.mktemp("home")
    (home / "plugins").symlink_to(sandbox.folder.pulumi_home / "plugins")
    return Shell(
        folder=_in_one_account(copy_checkout(tmp_path_factory.mktemp("newcomer")).folder),
        variables={
            **{name: value for name, value in sandbox.environment.items() if name not in _OF_THE_SANDBOX},
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
            "PATH": os.pathsep.join([str(tools), str(Path(sys.executable).parent), sandbox.environment["PATH"]]),
            "PULUMI_HOME": str(home),
        },
    )


def _in_one_account(checkout: Path) -> Path:
    """Say in a checkout that all environments lie in one account, whichever that is, as somebody tries them out."""
    registry = checkout / "infra" / "environments.json"
    content: dict[str, Any] = json.loads(registry.read_text(encoding="utf-8"))
    content["accounts"] = {"shared": {}}
    del content["records"]
    for environment in content["environments"].values():
        if "account" in environment:
            environment["account"] = "shared"
    registry.write_text(json.dumps(content), encoding="utf-8")
    return checkout


def _signed_in(sandbox: Session) -> dict[str, str]:
    """What the account's sign-in gives to its administrator."""

    def root(service: str) -> Any:
        endpoint, region = sandbox.record.url("cloud"), sandbox.record.region
        return client(service, endpoint=endpoint, region=region, credentials=BOOTSTRAP, account=_ACCOUNT)

    iam, trust = root("iam"), json.dumps(trust_policy(_ACCOUNT))
    made = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)["Role"]
    iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    return root("sts").assume_role(RoleArn=made["Arn"], RoleSessionName="newcomer")["Credentials"]


def test_an_empty_account_is_told_what_it_lacks(newcomer: Shell) -> None:
    """All at once, before anything was made; what can't be looked at is not taken for right."""
    assert {finding["check"] for finding in newcomer.findings("lacks")} == {"delivery", "roles", "runner", "state"}
    assert {finding["check"] for finding in newcomer.findings("unknown")} == _ELSEWHERE


def test_what_is_printed_mends_it(newcomer: Shell, tmp_path: Path) -> None:
    """Every command as it stands there, with its gaps filled in, until nothing lacks any more."""
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps(trust_policy(_ACCOUNT)), encoding="utf-8")
    for finding in newcomer.findings("lacks"):
        if finding["check"] == "delivery":
            # The commands of the bootstrap come to it.
            continue
        newcomer.run(finding["remedy"].replace("file://…", f"file://{trust}").replace("--token …", "--token sandbox"))
    made = json.loads(newcomer.run("portarium bootstrap dev --json"))
    assert {step["outcome"] for step in made["steps"]} == {"there"}
    for command in made["next_commands"]:
        # The checkout of a journey is no repository, and nobody is there to say yes.
        if not command.startswith("git "):
            agreed = " --yes --skip-preview" if command.startswith("pulumi up ") else ""
            newcomer.run(f"{command}{agreed}", fails=command.startswith("portarium preflight"))
    assert newcomer.findings("lacks") == []


def test_the_key_of_the_secrets_is_in_the_stacks_file(newcomer: Shell) -> None:
    """Sealed by AWS's key, so that the pipeline can open it and nobody has to know a passphrase."""
    content = (newcomer.folder / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    assert "secretsprovider: awskms://alias/portarium-dev-secrets?region=eu-central-1" in content
    assert "\nencryptedkey: " in content
    assert "encryptionsalt" not in content
