"""Preview looks and does not read; deploy makes and does not undo."""

import json
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - boto3 publishes none
import pytest
from moto import mock_aws
from moto.iam.aws_managed_policies import aws_managed_policies_data

from components.aws.delivery_boundary import boundary_arn, boundary_statements
from components.aws.delivery_permissions import deploy_statements, preview_statements
from components.aws.state_access import StateStore, state_statements
from tests.components.aws.iam_decision import allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, REGION

_STATES = state_statements(
    StateStore(bucket="state", region=REGION, source="staging"),
    account_id=ACCOUNT_ID,
    environment="dev",
    hosted=["review-*"],
    write=True,
)
_BOUNDARY = rendered(boundary_statements(ACCOUNT_ID, "dev"))
_EVIDENCE = "arn:aws:s3:::portarium-dev-evidence-1/run/1"
# moto keeps a copy of AWS's own policies.
_AUDIT: dict[str, Any] = json.loads(aws_managed_policies_data)["SecurityAudit"]["Document"]
_PREVIEW = [_AUDIT, rendered(preview_statements("dev"))]
# AWS's limit for all inline policies of a role, in characters.
_INLINE_POLICY_LIMIT = 10240
# What SecurityAudit would allow at the very most; only our denials are under test here.
_READS_EVERYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*:Get*", "Resource": "*"}]}


def _deploys(action: str, resource: str = "*", context: dict[str, str] | None = None) -> bool:
    policies = [rendered([*deploy_statements(ACCOUNT_ID, "dev", ["review-*"]), *_STATES])]
    return allows(policies, action, resource, context=context, boundary=_BOUNDARY)


def _role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT_ID}:role/{name}"


def test_deploy_makes_what_an_environment_is_made_of() -> None:
    """The services themselves, and its roles under the boundary."""
    under_boundary = {"iam:PermissionsBoundary": boundary_arn(ACCOUNT_ID, "dev")}
    assert _deploys("ec2:CreateVpc")
    assert _deploys("eks:CreateCluster")
    assert _deploys("iam:CreateRole", _role("portarium-dev-nodes-system"), under_boundary)
    assert not _deploys("iam:CreateRole", _role("portarium-dev-nodes-system"))


@pytest.mark.parametrize("name", ["portarium-prod-cluster", "administrator"])
def test_deploy_touches_no_other_environments_roles(name: str) -> None:
    """Its own are told by their names."""
    under_boundary = {"iam:PermissionsBoundary": boundary_arn(ACCOUNT_ID, "dev")}
    assert not _deploys("iam:PutRolePolicy", _role(name), under_boundary)
    assert not _deploys("iam:PassRole", _role(name), {"iam:PassedToService": "eks.amazonaws.com"})


def test_deploy_delivers_the_environments_it_hosts() -> None:
    """A review environment lives on the cluster of dev and is delivered by the same role."""
    under_boundary = {"iam:PermissionsBoundary": boundary_arn(ACCOUNT_ID, "dev")}
    assert _deploys("iam:CreateRole", _role("portarium-review-12-apps-control-plane"), under_boundary)


def test_deploy_hands_roles_to_the_services_that_need_one() -> None:
    """A role in the hands of any other service would act for whoever runs that."""
    role = _role("portarium-dev-cluster")
    assert _deploys("iam:PassRole", role, {"iam:PassedToService": "eks.amazonaws.com"})
    assert not _deploys("iam:PassRole", role, {"iam:PassedToService": "lambda.amazonaws.com"})


@pytest.mark.parametrize(
    "action",
    [
        "s3:BypassGovernanceRetention",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutObjectLegalHold",
        "s3:PutObjectRetention",
    ],
)
def test_deploy_weakens_no_evidence(action: str) -> None:
    """Neither deleted, nor hidden behind a marker, nor held for a shorter time, nor released from a hold."""
    assert not _deploys(action, _EVIDENCE)


def test_deploy_takes_down_a_review_environment() -> None:
    """Its evidence is not locked and goes with the pull request; the environment that hosts it keeps its own."""
    assert _deploys("s3:DeleteObjectVersion", "arn:aws:s3:::portarium-review-12-evidence-1/run/1")


@pytest.mark.parametrize("action", ["kms:ScheduleKeyDeletion", "kms:DisableKey"])
def test_deploy_ends_no_key(action: str) -> None:
    """Evidence without its key is lost."""
    assert _deploys("kms:CreateKey")
    assert not _deploys(action)


def test_deploy_keeps_the_state() -> None:
    """The denials about evidence leave the bucket of the state alone."""
    assert _deploys("s3:DeleteObject", "arn:aws:s3:::state/.pulumi/locks/organization/portarium/dev/1.json")


def test_preview_reads_neither_secrets_nor_evidence() -> None:
    """Whatever else is allowed to it, by us or by AWS's own policy."""
    policies = [_READS_EVERYTHING, rendered(preview_statements("dev"))]
    assert not allows(policies, "secretsmanager:GetSecretValue", "arn:secret")
    assert not allows(policies, "ssm:GetParameters", "arn:parameter")
    assert not allows(policies, "s3:GetObjectVersion", _EVIDENCE)


@pytest.mark.parametrize(
    "action",
    [
        "acm:DescribeCertificate",
        "budgets:ViewBudget",
        "cloudwatch:DescribeAlarms",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:DescribeVpcEndpoints",
        "eks:DescribeAccessEntry",
        "eks:DescribeAddon",
        "eks:DescribeNodegroup",
        "eks:DescribePodIdentityAssociation",
        "eks:ListAssociatedAccessPolicies",
        "iam:GetOpenIDConnectProvider",
        "iam:GetRolePolicy",
        "kms:GetKeyRotationStatus",
        "logs:ListTagsForResource",
        "rds:DescribeDBParameters",
        "route53:ListResourceRecordSets",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetInventoryConfiguration",
        "sns:GetSubscriptionAttributes",
        "sqs:GetQueueAttributes",
    ],
)
def test_a_drift_check_reads_every_kind_of_resource(action: str) -> None:
    """AWS's policy and ours together, under the boundary, know what a refresh asks for."""
    assert allows(_PREVIEW, action, boundary=_BOUNDARY)


@pytest.mark.parametrize(
    "action", ["logs:GetLogEvents", "kms:Decrypt", "ec2:GetConsoleOutput", "rds-db:connect", "ec2:CreateVpc"]
)
def test_preview_reads_no_data_and_changes_nothing(action: str) -> None:
    """The configuration of a log group, a key or an instance is all there is to see."""
    assert not allows(_PREVIEW, action, boundary=_BOUNDARY)


def test_the_documents_are_well_formed() -> None:
    """The parser is moto's, which follows AWS's grammar; it decides nothing."""
    documents = {
        "boundary": _BOUNDARY,
        "deploy": rendered([*deploy_statements(ACCOUNT_ID, "dev", ["review-*"]), *_STATES]),
        "preview": rendered(preview_statements("dev")),
    }
    with mock_aws():
        iam = cast("Any", boto3).client("iam", region_name=REGION)
        for name, document in documents.items():
            iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
        known = {policy["PolicyName"] for policy in iam.list_policies(Scope="Local")["Policies"]}
    assert known == documents.keys()


def test_aws_accepts_their_length() -> None:
    """Inline policies have a limit."""
    document = rendered([*deploy_statements(ACCOUNT_ID, "staging", ["review-*"]), *_STATES])
    assert len(json.dumps(document)) < _INLINE_POLICY_LIMIT
