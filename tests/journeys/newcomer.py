"""Somebody new to Portarium: a checkout, a shell, and accounts in which nothing was ever made but their own sign-in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest

from portarium_sandbox import builds, profiles
from portarium_sandbox.aws_client import BOOTSTRAP, client
from portarium_sandbox.folder import Folder
from portarium_sandbox.identity import ROLE, trust_policy
from portarium_sandbox.progress import Progress
from portarium_sandbox.project import Project
from portarium_sandbox.record import Credentials
from portarium_sandbox.session import Session, copy_checkout

Registry = dict[str, Any]

ELSEWHERE = frozenset({"images", "postgres"})
"""What the sandbox can't answer: no registry is in it, and moto has no list of the database's classes."""

_COMMITTER = {
    f"GIT_{who}_{what}": text
    for who in ("AUTHOR", "COMMITTER")
    for what, text in (("NAME", "newcomer"), ("EMAIL", "newcomer@portarium.example"))
}
_ADDRESS = "203.0.113.7"
_OF_THE_SANDBOX = ("AWS_PROFILE", "PULUMI_BACKEND_URL", "PORTARIUM_SANDBOX")
_SECONDS = 1800.0


@dataclass(frozen=True, kw_only=True)
class Shell:
    """A person's shell, in a checkout of their own."""

    folder: Path
    variables: dict[str, str]
    """What its commands find, and what they leave to the next one."""
    administrators: Mapping[str, Credentials]
    """Who signs in, by the number of the account."""
    tokens: Path
    """What GitHub gives to the workflows, by their environment and purpose."""

    def run(self, command: str, *, fails: bool = False, typed: str = "") -> str:
        """Run a command as it is printed; one that may fail says by its output why."""
        done = self.attempt(command, typed=typed)
        assert fails or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def attempt(self, command: str, *, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as a shell does: what it sets is there for the next one."""
        left = self.folder.parent / f"left-by-{get_ident()}"
        done = subprocess.run(
            ["bash", "-c", f"set -a\n{command}\nstatus=$?\nenv -0 > {left}\nexit $status"],
            cwd=self.folder,
            env=self.variables,
            input=typed,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        entries = left.read_text(encoding="utf-8").split("\0")
        self.variables.update({name: value for name, _, value in (entry.partition("=") for entry in entries) if name})
        return done

    def findings(self, environment: str, *verdicts: str) -> list[dict[str, str]]:
        """What a preflight of an environment finds to be so."""
        told: dict[str, Any] = json.loads(self.run(f"portarium preflight {environment} --json", fails=True))
        return [finding for finding in told["findings"] if finding["verdict"] in verdicts]


def newcomer(
    sandbox: Session, folders: pytest.TempPathFactory, change: Callable[[Registry], None]
) -> tuple[Shell, Project]:
    """A shell in a checkout whose registry says what is somebody's own, and its project.

    The administrators of its accounts have signed in and done nothing else; they are profiles, as are the workflows.
    """
    checkout = copy_checkout(folders.mktemp("newcomer") / "checkout").folder
    _as_cloned(checkout)
    registry = checkout / "infra" / "environments.json"
    content: Registry = json.loads(registry.read_text(encoding="utf-8"))
    change(content)
    registry.write_text(json.dumps(content, indent=2), encoding="utf-8")
    project = Project.read(checkout)
    administrators = {number: _signed_in(sandbox, number) for number in project.accounts.numbers.values()}
    own = Folder(folders.mktemp("home"))
    profiles.write(own, project, sandbox.record.model_copy(update={"administrators": administrators}))
    own.pulumi_home.mkdir(parents=True)
    (own.pulumi_home / "plugins").symlink_to(sandbox.folder.pulumi_home / "plugins")
    variables = {name: value for name, value in sandbox.environment.items() if name not in _OF_THE_SANDBOX}
    variables |= {
        "AWS_CONFIG_FILE": str(own.profiles),
        "PATH": os.pathsep.join([str(_tools(own.root / "bin")), str(Path(sys.executable).parent), variables["PATH"]]),
        "PULUMI_HOME": str(own.pulumi_home),
        **_COMMITTER,
    }
    shell = Shell(folder=checkout, variables=variables, administrators=administrators, tokens=own.identities)
    return shell, project


def _as_cloned(checkout: Path) -> None:
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "as cloned"]):
        subprocess.run(["git", *words], cwd=checkout, env={**os.environ, **_COMMITTER}, check=True)


def _tools(folder: Path) -> Path:
    """The programs of such a shell that this machine has otherwise."""
    folder.mkdir()
    # The sandbox's own `pulumi` keeps stacks in the sandbox; this person's keeps them in the account.
    (folder / "pulumi").symlink_to(builds.engine(Progress()).path)
    # The installed `portarium` is the checkout's that it was installed from, not this one's.
    _program(folder / "portarium", f'exec {sys.executable} -c "from ops.main import main; main()" "$@"')
    # Nobody here is asked what this machine's address is to others.
    _program(folder / "curl", f"echo {_ADDRESS}")
    return folder


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def _signed_in(sandbox: Session, account: str) -> Credentials:
    """What the account's sign-in gives to its administrator."""

    def root(service: str) -> Any:
        endpoint, region = sandbox.record.url("cloud"), sandbox.record.region
        return client(service, endpoint=endpoint, region=region, credentials=BOOTSTRAP, account=account)

    iam, trust = root("iam"), json.dumps(trust_policy(account))
    made = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)["Role"]
    iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    given = root("sts").assume_role(RoleArn=made["Arn"], RoleSessionName="newcomer")["Credentials"]
    return Credentials(
        access_key_id=given["AccessKeyId"],
        secret_access_key=given["SecretAccessKey"],
        session_token=given["SessionToken"],
    )
