"""What is made before the first stack, in a moto of the test's own and, where moto is too kind, by a script."""

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from domain.names import DnsLabel
from domain.state_store import default_bucket, secrets_key
from ops.operations.bootstrap import Ground, bootstrap
from ops.operations.error import OperationError
from ops.operations.state_bucket import bucket_steps
from ops.operations.state_grants import Tenant, bucket_grants, key_grants, tenants_of
from portarium_sandbox.iam.decision import admits, denies
from settings.files import DIRECTORY
from tests.ops.operations.scripted_aws import REGION, Refused, ScriptedAws
from tests.settings.configuration import NOW, SHA, resolved
from tests.settings.registries import SEVERAL, one_account, several_accounts

_boto3: Any = importlib.import_module("boto3")

ACCOUNT = "123456789012"
BUCKET = default_bucket(ACCOUNT, REGION)
_KEY = f"awskms://alias/portarium-account-shared-secrets?region={REGION}"
SHELL = {"AWS_ACCESS_KEY_ID": "an-id", "AWS_SECRET_ACCESS_KEY": "a-secret"}


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account, whatever the developer's shell points to."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def run(
    *, environment: str = "dev", dry_run: bool = False, directory: Path = DIRECTORY, number: str | None = None
) -> Ground:
    """Prepare the account."""
    return bootstrap(environment, SHELL, now=NOW, dry_run=dry_run, directory=directory, known=one_account(number))


def copied(folder: Path, *names: str) -> None:
    """Put files of the project into a folder, for a test that says something else in them."""
    for name in names:
        shutil.copy(DIRECTORY / name, folder)


def outcomes(ground: Ground) -> list[str]:
    """Return what became of each step."""
    return [step.outcome for step in ground.steps]


def client(service: str) -> Any:
    """Return a client of the account."""
    return _boto3.client(service, REGION, aws_access_key_id="an-id", aws_secret_access_key="a-secret")


def test_an_empty_account_gets_all_of_it() -> None:
    """A bucket that keeps and hides, and a key that changes; the commands to run then name them."""
    ground = run()
    assert set(outcomes(ground)) == {"made"}
    assert client("s3").get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert client("s3").get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == REGION
    block = client("s3").get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    [rule] = client("s3").get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 365}
    assert "Expiration" not in rule
    key = client("kms").describe_key(KeyId=secrets_key("dev"))["KeyMetadata"]["KeyId"]
    assert client("kms").get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
    assert ground.next_commands == (
        "export PULUMI_DIY_BACKEND_GZIP=true",
        f"pulumi login 's3://portarium-state-{ACCOUNT}-{REGION}?region={REGION}'",
        f"pulumi stack init account-shared --secrets-provider '{_KEY}'",
        f"pulumi stack init dev --secrets-provider 'awskms://alias/portarium-dev-secrets?region={REGION}'",
        "git add Pulumi.account-shared.yaml Pulumi.dev.yaml",
        "git commit Pulumi.account-shared.yaml Pulumi.dev.yaml -m 'chore(dev): the data keys of its secrets'",
        "pulumi up -s account-shared",
        "portarium preflight dev",
    )


def test_a_review_environment_has_the_key_of_its_host(tmp_path: Path) -> None:
    """It is delivered by the host's role; its file is nobody's to commit."""
    copied(tmp_path, "Pulumi.yaml")
    (tmp_path / "Pulumi.review-7.yaml").write_text(f'config:\n  portarium:imageSha: "{SHA}"\n', encoding="utf-8")
    run()
    ground = run(environment="review-7", directory=tmp_path)
    assert set(outcomes(ground)) == {"there"}
    assert ground.next_commands[2:] == (
        f"pulumi stack init review-7 --secrets-provider 'awskms://alias/portarium-dev-secrets?region={REGION}'",
        "portarium preflight review-7",
    )


def test_again_it_finds_all_there() -> None:
    """Another environment of the account shares the bucket, and has a key of its own."""
    run()
    assert set(outcomes(run())) == {"there"}
    assert outcomes(run(environment="staging")) == [*["there"] * 7, "made", "made"]
    assert len(client("s3").list_buckets()["Buckets"]) == 1
    aliases = {alias["AliasName"] for alias in client("kms").list_aliases()["Aliases"]}
    assert {secrets_key("dev"), secrets_key("staging")} <= aliases


def test_what_was_left_half_done_is_completed() -> None:
    """A bucket that somebody made by hand gets what it lacks, and keeps what it has."""
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    client("s3").put_object(Bucket=BUCKET, Key="kept", Body=b"x")
    assert outcomes(run()) == ["there", *["made"] * 8]
    # moto reads no object of a bucket that wants TLS: it takes the condition for met, whatever the request came by.
    assert [found["Key"] for found in client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]] == ["kept"]


def test_the_state_is_read_through_tls_alone() -> None:
    """Beside whatever the bucket's policy says already."""
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    own = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutBucketAcl", "Resource": f"arn:aws:s3:::{BUCKET}"}
    client("s3").put_bucket_policy(
        Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "Own", **own}]})
    )
    run()
    policy = json.loads(client("s3").get_bucket_policy(Bucket=BUCKET)["Policy"])
    assert {"Sid": "Own", **own} in policy["Statement"]
    bucket = f"arn:aws:s3:::{BUCKET}"
    for resource in (bucket, f"{bucket}/.pulumi/meta.yaml"):
        assert denies([policy], "s3:GetObject", resource, {"aws:SecureTransport": "false"})
        assert not denies([policy], "s3:GetObject", resource, {"aws:SecureTransport": "true"})
    assert set(outcomes(run())) == {"there"}


def test_a_dry_run_makes_nothing() -> None:
    """It says the same that would be done."""
    ground = run(dry_run=True)
    assert set(outcomes(ground)) == {"to be made"}
    assert ground.steps[0].title == f"bucket {BUCKET}"
    assert client("s3").list_buckets()["Buckets"] == []
    assert set(outcomes(run())) == {"made"}


def test_another_account_is_left_alone() -> None:
    """Where the registry names one, no other is touched."""
    with pytest.raises(OperationError, match=f"the credentials are of {ACCOUNT}, and dev stands in 999999999999"):
        run(number="999999999999")
    assert client("s3").list_buckets()["Buckets"] == []


def test_the_settings_may_name_the_bucket(tmp_path: Path) -> None:
    """One for all accounts, as somebody has it already."""
    copied(tmp_path, "Pulumi.yaml", "Pulumi.dev.yaml")
    with (tmp_path / "Pulumi.dev.yaml").open("a", encoding="utf-8") as own:
        own.write("  portarium:stateBucket: states-of-all\n")
    assert run(directory=tmp_path).next_commands[1] == f"pulumi login 's3://states-of-all?region={REGION}'"
    assert [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]] == ["states-of-all"]


def test_somebody_elses_bucket_is_not_taken_for_ours() -> None:
    """Its name is taken, and it answers nobody else."""
    [bucket, *_] = bucket_steps(ScriptedAws({"HeadBucket": Refused("403")}), BUCKET)
    with pytest.raises(OperationError, match=rf"{BUCKET} can't be read \(403\); is it another account's\?"):
        bucket.is_there()


def test_a_name_that_is_no_environment_is_refused() -> None:
    """Before anybody is asked."""
    with pytest.raises(OperationError, match="did you mean prod"):
        run(environment="pord")


def test_the_account_of_the_records_keeps_the_states_of_all() -> None:
    """One bucket, and a key for each environment and each account, which open to whoever needs them."""
    ground = bootstrap("account-records", SHELL, now=NOW, dry_run=False, known=several_accounts())
    assert set(outcomes(ground)) == {"made"}
    stacks = ("dev", "staging", "prod", *(f"account-{name}" for name in SEVERAL))
    aliases = {alias["AliasName"] for alias in client("kms").list_aliases()["Aliases"]}
    assert {secrets_key(stack) for stack in stacks} <= aliases
    again = bootstrap("account-records", SHELL, now=NOW, dry_run=False, known=several_accounts())
    assert set(outcomes(again)) == {"there"}
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/portarium-account-records-secrets"
    assert ground.next_commands == (
        "export PULUMI_DIY_BACKEND_GZIP=true",
        f"pulumi login 's3://{BUCKET}?region={REGION}'",
        f"pulumi stack init account-records --secrets-provider 'awskms:///{key}?region={REGION}'",
        "git add Pulumi.account-records.yaml",
        "git commit Pulumi.account-records.yaml -m 'chore(account-records): the data keys of its secrets'",
        "pulumi up -s account-records",
    )


def test_the_commands_name_the_profile_of_the_account(tmp_path: Path) -> None:
    """Where the shell has one by which `portarium` comes: the engine would come as the shell's own."""
    config = tmp_path / "config"
    keys = f"aws_access_key_id = {SHELL['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = a-secret\n"
    config.write_text(f"[profile portarium-records]\n{keys}", encoding="utf-8")
    shell = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    ground = bootstrap("account-records", shell, now=NOW, dry_run=True, known=several_accounts())
    engine = [command for command in ground.next_commands if "pulumi " in command]
    assert [command.startswith("AWS_PROFILE=portarium-records pulumi ") for command in engine] == [True] * 3


def test_an_environment_waits_for_the_account_of_the_records() -> None:
    """Its own account makes nothing: a bucket there would be one that nobody else reads."""
    registry = several_accounts()
    accounts = {**registry.accounts, "dev": registry.accounts[DnsLabel("dev")].model_copy(update={"id": ACCOUNT})}
    accounts["records"] = accounts["records"].model_copy(update={"id": "999999999999"})
    elsewhere = registry.model_copy(update={"accounts": accounts})
    with pytest.raises(OperationError, match=r"of 999999999999, first: portarium bootstrap account-records$"):
        bootstrap("dev", SHELL, now=NOW, dry_run=False, known=elsewhere)
    assert client("s3").list_buckets()["Buckets"] == []


@pytest.mark.parametrize(
    ("environment", "purpose", "action", "path", "may"),
    [
        ("staging", "deploy", "s3:PutObject", "stacks/portarium/staging.json", True),
        ("staging", "preview", "s3:GetObject", "stacks/portarium/staging.json", True),
        ("staging", "preview", "s3:PutObject", "stacks/portarium/staging.json", False),
        ("staging", "deploy", "s3:GetObject", "stacks/portarium/dev.json", True),
        ("staging", "deploy", "s3:PutObject", "stacks/portarium/dev.json", False),
        ("staging", "deploy", "s3:GetObject", "history/portarium/dev/dev-1.checkpoint.json", False),
        ("staging", "deploy", "s3:GetObject", "stacks/portarium/prod.json", False),
        ("staging", "deploy", "s3:PutObject", "stacks/portarium/account-staging.json", False),
        ("dev", "deploy", "s3:PutObject", "stacks/portarium/review-7.json", True),
        ("dev", "deploy", "s3:PutObject", "meta.yaml", False),
    ],
)
def test_another_account_gets_to_its_own_states(
    environment: str, purpose: str, action: str, path: str, may: bool
) -> None:
    """By the role's name: its account alone is not enough, and neither is another's role of that name."""
    tenants = _tenants()
    policy = {"Statement": bucket_grants(BUCKET, tenants)}
    for number in SEVERAL.values():
        role = f"arn:aws:iam::{number}:role/portarium-{environment}-delivery-{purpose}"
        let_in = admits(
            policy,
            action,
            {"aws:PrincipalArn": role},
            principal={"AWS": f"arn:aws:iam::{number}:root"},
            resource=f"arn:aws:s3:::{BUCKET}/.pulumi/{path}",
        )
        assert let_in == (may and number == SEVERAL[environment])


@pytest.mark.parametrize(
    ("stack", "opens"),
    [
        ("dev", {"dev", "staging"}),
        ("staging", {"staging", "prod"}),
        ("prod", {"prod"}),
        ("account-dev", set[str]()),
        ("account-records", set[str]()),
    ],
)
def test_a_key_opens_to_its_environment_and_the_one_after_it(stack: str, opens: set[str]) -> None:
    """The engine opens a stack's data key before it tells any output of it."""
    policy = {"Statement": key_grants(stack, _tenants())}
    opened = {
        environment
        for environment in ("dev", "staging", "prod")
        if admits(
            policy,
            "kms:Decrypt",
            {"aws:PrincipalArn": f"arn:aws:iam::{SEVERAL[environment]}:role/portarium-{environment}-delivery-deploy"},
            principal={"AWS": f"arn:aws:iam::{SEVERAL[environment]}:root"},
        )
    }
    assert opened == opens


def _tenants() -> list[Tenant]:
    registry = several_accounts()
    settings = [resolved(stack, registry=registry) for stack in registry.stacks]
    return tenants_of(registry, settings, SEVERAL["records"])
