"""Four accounts in which nothing was ever made, until prod runs in its own: by the page that says how."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from domain.state_store import default_bucket
from ops.commands.platform import EXIT_UNHEALTHY
from portarium_sandbox.accounts import Accounts
from portarium_sandbox.aws_client import client
from portarium_sandbox.session import Session
from settings.files import DIRECTORY
from tests.journeys.guide import Guide
from tests.journeys.newcomer import ELSEWHERE, Registry, Shell, newcomer

PAGE = DIRECTORY / "docs" / "operate" / "first-account.md"
NUMBERS = {
    "111122223333": "211111111111",
    "444455556666": "222222222222",
    "777788889999": "233333333333",
    "123456789012": "244444444444",
}
"""The accounts of the page, and those of whoever follows it."""

ENVIRONMENTS = ("dev", "staging", "prod")
_GLANCE_SECONDS = 5.0
BEGINNING = ("Say what is yours", "The records")


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Somebody who types what the page says."""

    sandbox: Session
    guide: Guide
    shell: Shell
    accounts: Accounts

    def follow(self, commands: Iterable[str]) -> str:
        """Type one command after the other; each works, a preflight says what it says, and the last output is told."""
        told = ""
        for command in commands:
            # Nobody is there to say yes, and the token is asked for.
            agreed = " --yes --skip-preview" if "pulumi up " in command else ""
            fails = command.startswith("portarium preflight")
            told = self.shell.run(f"{command}{agreed}", fails=fails, typed="a-token\n")
        return told

    def follow_past_the_gate(self, commands: list[str]) -> str:
        """The same where an `up` waits for what is typed in another terminal, and what it says."""
        gate = next(number for number, command in enumerate(commands) if " platform sync " in command)
        up, sync = commands[gate - 1 : gate + 1]
        self.follow(commands[: gate - 1])
        with ThreadPoolExecutor(max_workers=1) as terminal:
            update = terminal.submit(self.follow, [up])
            other = replace(self.shell, variables=dict(self.shell.variables))
            while other.attempt(sync.replace(" sync ", " status ")).returncode != EXIT_UNHEALTHY and not update.done():
                time.sleep(_GLANCE_SECONDS)
            other.run(sync)
            told = update.result()
        self.follow(commands[gate + 1 :])
        return told

    def aws(self, service: str, account: str) -> Any:
        """A client of an account's administrator."""
        record = self.sandbox.record
        known = self.shell.administrators[self.accounts.numbers[account]]
        return client(service, endpoint=record.url("cloud"), region=record.region, credentials=known)

    def states(self) -> set[str]:
        """The stacks in the bucket of the states, without what the engine keeps of before its last step."""
        bucket = default_bucket(self.accounts.numbers["records"], self.sandbox.record.region)
        found = self.aws("s3", "records").list_objects_v2(Bucket=bucket, Prefix=".pulumi/stacks/portarium/")
        names = {entry["Key"].rpartition("/")[2] for entry in found["Contents"]}
        return {name for name in names if not name.endswith(".bak")}

    def as_workflow(self, purpose: str, environment: str) -> Shell:
        """The shell of a job of GitHub's, which has changed its token for keys."""
        given = self.aws("sts", environment).assume_role_with_web_identity(
            RoleArn=f"arn:aws:iam::{self.accounts.number_of(environment)}:role/portarium-{environment}-delivery-{purpose}",
            RoleSessionName="journey",
            WebIdentityToken=(self.shell.tokens / f"{environment}-{purpose}").read_text(encoding="utf-8"),
        )["Credentials"]
        keys = {
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
        }
        return replace(self.shell, variables={**self.shell.variables, **keys})

    def previewed(self, environment: str) -> dict[str, str]:
        """What a preview of the workflow's would change, by the resource's type."""
        told = json.loads(self.as_workflow("preview", environment).run(f"pulumi preview -s {environment} --json"))
        steps: list[dict[str, str]] = told["steps"]
        return {step["urn"].split("::")[2].rpartition("$")[2]: step["op"] for step in steps if step["op"] != "same"}


@pytest.fixture(scope="module")
def follower(newcomers_sandbox: Session, tmp_path_factory: pytest.TempPathFactory) -> Follower:
    """Somebody with the page, a fresh clone and four empty accounts."""
    guide = Guide.read(PAGE, NUMBERS)

    def ours(registry: Registry) -> None:
        [accounts] = guide.fences("json", "Say what is yours")
        registry.update(json.loads(f"{{{accounts}}}"))

    shell, project = newcomer(newcomers_sandbox, tmp_path_factory, ours)
    return Follower(sandbox=newcomers_sandbox, guide=guide, shell=shell, accounts=project.accounts)


def test_the_records_come_first(follower: Follower) -> None:
    """Before them no environment has anywhere to keep its state, and dev is told so."""
    follower.follow(follower.guide.commands(BEGINNING[0]))
    early = follower.shell.attempt("portarium bootstrap dev")
    assert early.returncode != 0
    assert "first: portarium bootstrap account-records" in early.stderr
    follower.follow(follower.guide.commands(BEGINNING[1]))
    assert follower.states() == {"account-records.json.gz"}


def test_the_bootstrap_prints_what_the_page_says(follower: Follower) -> None:
    """So that whoever follows the one never finds the other to differ."""
    page = follower.guide.commands()
    for stack in ("account-records", *ENVIRONMENTS):
        printed = json.loads(follower.shell.run(f"portarium bootstrap {stack} --json"))["next_commands"]
        shared = [
            command.replace(f"portarium-{stack} pulumi login", "portarium-records pulumi login") for command in printed
        ]
        assert [command for command in shared if command not in page] == []


def test_an_environment_waits_for_its_account(follower: Follower) -> None:
    """An `up` of dev before its account's stack says in one line what comes first, and makes nothing."""
    assert {found["check"] for found in follower.shell.findings("dev", "lacks")} == {
        "delivery",
        "quotas",
        "roles",
        "runner",
        "secrets",
    }
    follower.follow(_until_the_account(follower.guide.commands("Dev")))
    refused = follower.shell.attempt("AWS_PROFILE=portarium-dev pulumi up -s dev --yes --skip-preview")
    diagnostics = refused.stdout.partition("Diagnostics:")[2]
    said = [line.strip() for line in diagnostics.splitlines() if line.strip().startswith("error: ")]
    assert refused.returncode != 0
    assert len(said) == 1, refused.stdout + refused.stderr
    assert said[0].endswith("comes first: pulumi up -s account-dev")
    made: dict[str, Any] = json.loads(follower.shell.run("AWS_PROFILE=portarium-dev pulumi stack export -s dev"))
    state: dict[str, Any] = made.get("deployment") or {}
    resources: list[dict[str, Any]] = state.get("resources") or []
    # The engine's own are the stack and the providers.
    assert [resource["urn"] for resource in resources if not resource["type"].startswith("pulumi:")] == []


def test_the_page_leads_to_dev(follower: Follower) -> None:
    """Its account, the token of the machines that deliver, and the first `up` of an environment."""
    # The engine saves the state once at the end, and not after each of its steps.
    follower.shell.variables["PULUMI_SKIP_CHECKPOINTS"] = "true"
    commands = follower.guide.commands("Dev")
    follower.follow(commands[len(_until_the_account(commands)) :])
    assert {"account-dev.json.gz", "dev.json.gz"} <= follower.states()


def test_the_page_leads_to_staging(follower: Follower) -> None:
    """Account and environment, with the release that dev has completed."""
    follower.follow(follower.guide.commands("Staging"))
    assert {"account-staging.json.gz", "staging.json.gz"} <= follower.states()


def test_the_page_leads_to_prod(follower: Follower) -> None:
    """Its services wait for a person, as the `up` says and the page, by a command that finds the cluster."""
    told = follower.follow_past_the_gate(follower.guide.commands("Prod"))
    assert "portarium platform sync prod" in told
    assert {"account-prod.json.gz", "prod.json.gz"} <= follower.states()


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nothing_lacks_at_the_end(follower: Follower, environment: str) -> None:
    """What can't be looked at is the sandbox's alone."""
    found = follower.shell.findings(environment, "lacks", "unknown")
    assert {(each["verdict"], each["check"]) for each in found} <= {("unknown", check) for check in ELSEWHERE}


def test_each_environment_is_in_its_own_account(follower: Follower) -> None:
    """Its cluster is there and nowhere else, and all states are in one bucket, each under its own key."""
    clusters = {name: follower.aws("eks", name).list_clusters()["clusters"] for name in follower.accounts.numbers}
    assert clusters == {"records": [], **{name: [f"portarium-{name}"] for name in ENVIRONMENTS}}
    stacks = (*ENVIRONMENTS, *(f"account-{name}" for name in follower.accounts.numbers))
    assert follower.states() == {f"{stack}.json.gz" for stack in stacks}
    sealed = {_key(follower, stack) for stack in stacks}
    assert len(sealed) == len(stacks)
    assert all(NUMBERS["123456789012"] in key for key in sealed)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_pipeline_closes_the_api_and_finds_nothing_else(follower: Follower, environment: str) -> None:
    """A workflow's token reaches the state in the account of the records, and delivers; then nothing is to be done."""
    assert follower.previewed(environment) == {"aws:eks/cluster:Cluster": "update"}
    follower.as_workflow("deploy", environment).run(f"pulumi up -s {environment} --yes --skip-preview")
    assert follower.previewed(environment) == {}


def test_all_are_well(follower: Follower) -> None:
    """The last command of the page, in one shell for all accounts."""
    told = json.loads(follower.shell.run("portarium status --json"))
    assert {entry["name"]: entry["health"] for entry in told["environments"]} == dict.fromkeys(ENVIRONMENTS, "ok")


def _until_the_account(commands: list[str]) -> list[str]:
    return commands[: commands.index("AWS_PROFILE=portarium-dev pulumi up -s account-dev")]


def _key(follower: Follower, stack: str) -> str:
    content = (follower.shell.folder / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    [line] = [line for line in content.splitlines() if line.startswith("secretsprovider: ")]
    return line
