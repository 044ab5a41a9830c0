"""Each purpose has a key of its own, which opens only to the service or the role that the purpose needs."""

import json
from typing import Any

import pytest

from components.aws.environment_keys import EnvironmentKeys, EnvironmentKeysArgs
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, REGION, Recording, record

ACCOUNT = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
VAULT_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-staging-vault"


def _record(*, protect: bool = False) -> Recording:
    def program() -> object:
        keys = EnvironmentKeys(
            "keys",
            EnvironmentKeysArgs(
                environment="staging",
                region=REGION,
                account_id=ACCOUNT_ID,
                vault_role_name="portarium-staging-vault",
                protect=protect,
            ),
        )
        return {
            "cluster-secrets": keys.cluster_secrets_arn,
            "volumes": keys.volumes_arn,
            "database": keys.database_arn,
            "evidence": keys.evidence_arn,
            "logs": keys.logs_arn,
            "notifications": keys.notifications_arn,
            "vault-unseal": keys.vault_unseal_arn,
        }

    return record(program)


def _policy(purpose: str) -> dict[str, Any]:
    return json.loads(_record().one("aws:kms/key:Key", f"keys-{purpose}-key").inputs["policy"])


def test_each_purpose_has_its_own_key() -> None:
    """No two outputs name the same key, and each is found by its purpose."""
    recording = _record()
    assert len(set(recording.result.values())) == len(recording.result)
    for purpose, arn in recording.result.items():
        assert arn.endswith(f"keys-{purpose}-key")
        assert recording.one("aws:kms/alias:Alias", f"keys-{purpose}-alias").inputs["targetKeyId"]


@pytest.mark.parametrize(
    ("purpose", "service"),
    [("volumes", "ec2"), ("database", "rds"), ("database", "secretsmanager"), ("evidence", "s3")],
)
def test_the_account_decrypts_through_the_service_only(purpose: str, service: str) -> None:
    """IAM alone opens nothing: the request has to come through the service that keeps the data."""
    policy = _policy(purpose)
    through = {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"}
    assert admits(policy, "kms:Decrypt", through, principal=ACCOUNT)
    assert not admits(policy, "kms:Decrypt", {}, principal=ACCOUNT)
    assert not admits(policy, "kms:Decrypt", {"kms:ViaService": f"sqs.{REGION}.amazonaws.com"}, principal=ACCOUNT)


@pytest.mark.parametrize("purpose", ["volumes", "database", "evidence", "notifications", "vault-unseal"])
def test_the_account_keeps_the_administration_of_every_key(purpose: str) -> None:
    """No key can lock its owner out, nor be used by administering it."""
    policy = _policy(purpose)
    for action in ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DescribeKey", "kms:TagResource"):
        assert admits(policy, action, {}, principal=ACCOUNT), action
    for action in ("kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"):
        assert not admits(policy, action, {}, principal=ACCOUNT), action


def test_only_vaults_role_unseals() -> None:
    """Vault's role is served before it exists; another role and another account's namesake are not."""
    policy = _policy("vault-unseal")
    context = {"kms:CallerAccount": ACCOUNT_ID, "aws:PrincipalArn": VAULT_ROLE}
    assert admits(policy, "kms:Decrypt", context, principal={"AWS": "*"})
    assert not admits(policy, "kms:CreateGrant", context, principal={"AWS": "*"})
    for stranger in ({"aws:PrincipalArn": f"{VAULT_ROLE}-2"}, {"kms:CallerAccount": "210987654321"}):
        assert not admits(policy, "kms:Decrypt", {**context, **stranger}, principal={"AWS": "*"})


def test_auto_scaling_hands_the_volume_key_on_to_instances() -> None:
    """Without a grant of its own, EC2 Auto Scaling starts no node with an encrypted volume."""
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    context = {"kms:CallerAccount": ACCOUNT_ID, "aws:PrincipalArn": role, "kms:GrantIsForAWSResource": "true"}
    policy = _policy("volumes")
    assert admits(policy, "kms:CreateGrant", context, principal={"AWS": "*"})
    assert not admits(
        policy, "kms:CreateGrant", {**context, "kms:GrantIsForAWSResource": "false"}, principal={"AWS": "*"}
    )


def test_cloudwatch_logs_serves_this_accounts_log_groups_only() -> None:
    """Another account's log group can't be encrypted with our key."""
    policy = _policy("logs")
    service = {"Service": f"logs.{REGION}.amazonaws.com"}
    group = "kms:EncryptionContext:aws:logs:arn"
    ours = {group: f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/aws/rds/instance/x/postgresql"}
    theirs = {group: f"arn:aws:logs:{REGION}:210987654321:log-group:/x"}
    assert admits(policy, "kms:GenerateDataKey", ours, principal=service)
    assert not admits(policy, "kms:GenerateDataKey", theirs, principal=service)


@pytest.mark.parametrize("publisher", ["cloudwatch", "budgets", "events.rds"])
def test_services_publish_to_this_environments_topics_only(publisher: str) -> None:
    """A publisher is held to the topics of the environment the key belongs to."""
    policy = _policy("notifications")
    service = {"Service": f"{publisher}.amazonaws.com"}
    topic = "kms:EncryptionContext:aws:sns:topicArn"
    ours = {topic: f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:portarium-staging-alarms"}
    others = {topic: f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:portarium-prod-alarms"}
    assert admits(policy, "kms:GenerateDataKey", ours, principal=service)
    assert not admits(policy, "kms:GenerateDataKey", others, principal=service)


@pytest.mark.parametrize("protect", [True, False])
def test_protection_reaches_every_key(protect: bool) -> None:
    """The keys themselves carry the protection, all of them or none."""
    assert {key.protect for key in _record(protect=protect).all("aws:kms/key:Key")} == {protect}
