"""Preview looks and does not read; deploy makes and does not undo."""

import json
from collections.abc import Sequence
from typing import Any, cast

import boto3  # pyright: ignore[reportMissingTypeStubs] - boto3 publishes none
import pytest
from moto import mock_aws
from moto.iam.aws_managed_policies import aws_managed_policies_data

from components.aws.delivery_boundary import boundary_arn
from components.aws.delivery_identity import DeliveryIdentityArgs, delivery_bounds
from components.aws.delivery_permissions import deploy_policies, preview_statements
from components.aws.environment_reach import DATABASE_OF_SECRET, TAG_IN_REQUEST, TAG_OF_RESOURCE
from components.aws.policy_document import Statement
from components.aws.state_access import StateStore, state_statements
from domain.state_store import default_bucket
from portarium_sandbox.iam.decision import Context, allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, REGION

_DOMAIN = "x-dev.portarium.example"
_STATE = StateStore(bucket="state", region=REGION, account_id=ACCOUNT_ID, source=None)


def _bounds(environment: str, hosted: Sequence[str], state: StateStore, *, domain: str) -> list[Statement]:
    return delivery_bounds(
        DeliveryIdentityArgs(
            environment=environment,
            account_id=ACCOUNT_ID,
            issuer_arn="issuer",
            state=state,
            repositories=["acme/infrastructure"],
            domain=domain,
            hosted=hosted,
        )
    )


def _deploy(environment: str, hosted: Sequence[str], state: StateStore, *, domain: str) -> list[dict[str, Any]]:
    own = deploy_policies(ACCOUNT_ID, environment, hosted, domain=domain)
    states = state_statements(state, account_id=ACCOUNT_ID, environment=environment, hosted=hosted, write=True)
    return [rendered(statements) for statements in (*own.values(), states)]


_BOUNDARY = rendered(_bounds("dev", ["review-*"], _STATE, domain=_DOMAIN))
_EVIDENCE = "arn:aws:s3:::portarium-dev-evidence-1/run/1"
# moto keeps a copy of AWS's own policies.
_AUDIT: dict[str, Any] = json.loads(aws_managed_policies_data)["SecurityAudit"]["Document"]
_PREVIEW = [_AUDIT, rendered(preview_statements("dev"))]
# AWS's limit for a managed policy, in characters.
_MANAGED_POLICY_LIMIT = 6144
# What SecurityAudit would allow at the very most; only our denials are under test here.
_READS_EVERYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*:Get*", "Resource": "*"}]}


_OWN = {TAG_OF_RESOURCE: "dev"}
_GIVEN = {TAG_IN_REQUEST: "dev"}


def _deploys(action: str, resource: str = "*", context: Context | None = None) -> bool:
    policies = _deploy("dev", ["review-*"], _STATE, domain=_DOMAIN)
    return allows(policies, action, resource, context=context, boundary=_BOUNDARY)


def _role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT_ID}:role/{name}"


def test_deploy_makes_what_an_environment_is_made_of() -> None:
    """The services themselves, and its roles under the boundary."""
    under_boundary = {"iam:PermissionsBoundary": boundary_arn(ACCOUNT_ID, "dev")}
    assert _deploys("ec2:CreateVpc", context=_GIVEN)
    assert _deploys("eks:CreateCluster", context=_GIVEN)
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


def test_deploy_appends_to_the_audit_log_and_reads_no_evidence() -> None:
    """What lies beside the log in the same bucket is none of its business."""
    event = "arn:aws:s3:::portarium-dev-evidence-1/audit/events/000000000000.json"
    for action in ("s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"):
        assert _deploys(action, event), action
        assert not _deploys(action, _EVIDENCE), action
    for action in ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention"):
        assert not _deploys(action, event), action


@pytest.mark.parametrize("action", ["rds:ModifyDBSnapshotAttribute", "rds:StartExportTask", "rds:CopyDBSnapshot"])
def test_deploy_gives_no_snapshot_away(action: str) -> None:
    """Neither to another account nor to everybody."""
    assert not _deploys(action, f"arn:aws:rds:{REGION}:{ACCOUNT_ID}:snapshot:portarium-dev-database-final")


def test_deploy_takes_down_a_review_environment() -> None:
    """Its evidence is not locked and goes with the pull request; the environment that hosts it keeps its own."""
    assert _deploys("s3:DeleteObjectVersion", "arn:aws:s3:::portarium-review-12-evidence-1/run/1")


@pytest.mark.parametrize("action", ["kms:ScheduleKeyDeletion", "kms:DisableKey"])
def test_deploy_ends_no_key(action: str) -> None:
    """Evidence without its key is lost."""
    assert _deploys("kms:CreateKey", context=_GIVEN)
    assert not _deploys(action, context=_OWN)


def test_deploy_claims_nothing_by_a_tag() -> None:
    """What is there without a tag stays without it; what is being made gets it."""
    for action in ("ec2:CreateTags", "kms:TagResource"):
        there = {**_GIVEN, "kms:ResourceAliases": ["alias/portarium-prod-secrets"]}
        assert not _deploys(action, context=there)
        assert _deploys(action, context={**_GIVEN, "ec2:CreateAction": "CreateVpc"})


def test_deploy_lets_rds_keep_the_password_and_reads_it_not() -> None:
    """The secret is made in its name; nobody who delivers needs what is in it."""
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:rds!db-0a1b"
    own = {DATABASE_OF_SECRET: f"arn:aws:rds:{REGION}:{ACCOUNT_ID}:db:portarium-dev-database"}
    assert _deploys("secretsmanager:CreateSecret", secret)
    assert not _deploys("secretsmanager:GetSecretValue", secret, own)


@pytest.mark.parametrize("action", ["sns:Unsubscribe", "sns:SetSubscriptionAttributes", "route53:DeleteHostedZone"])
def test_deploy_leaves_to_people_what_aws_does_not_tell_apart(action: str) -> None:
    """AWS asks for neither a name nor a tag, so who may do it to one environment may do it to all."""
    assert not _deploys(action)


@pytest.mark.parametrize("action", ["autoscaling:DeleteAutoScalingGroup", "sqs:DeleteQueue", "ssm:GetParameter"])
def test_deploy_has_nothing_for_services_that_no_resource_uses(action: str) -> None:
    """Rights that nobody needs are somebody else's chance."""
    assert not _deploys(action, context=_OWN)


def test_deploy_keeps_the_state() -> None:
    """The denials about evidence leave the bucket of the state alone."""
    assert _deploys("s3:DeleteObject", "arn:aws:s3:::state/.pulumi/locks/organization/portarium/dev/1.json")


def test_preview_reads_neither_secrets_nor_evidence() -> None:
    """Whatever else is allowed to it, by us or by AWS's own policy."""
    policies = [_READS_EVERYTHING, rendered(preview_statements("dev"))]
    assert not allows(policies, "secretsmanager:GetSecretValue", "arn:secret")
    assert not allows(policies, "ssm:GetParameters", "arn:parameter")
    assert not allows(policies, "s3:GetObjectVersion", _EVIDENCE)


# Where AWS asks for the resource; other configurations can be listed for a whole account only.
_READ = {
    "budgets": f"arn:aws:budgets::{ACCOUNT_ID}:budget/portarium-dev-monthly",
    "eks": f"arn:aws:eks:{REGION}:{ACCOUNT_ID}:nodegroup/portarium-dev/portarium-dev-system/1",
    "logs": f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/aws/vpc/portarium-dev-flow-log",
    "s3": "arn:aws:s3:::portarium-dev-evidence-1",
    "sns": f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:portarium-dev-alarms",
}


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
        "sns:GetTopicAttributes",
    ],
)
def test_a_drift_check_reads_every_kind_of_resource(action: str) -> None:
    """AWS's policy and ours together, under the boundary, know what a refresh asks for."""
    resource = _READ.get(action.partition(":")[0], "*")
    assert allows(_PREVIEW, action, resource, boundary=_BOUNDARY, context=_OWN)


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
        **{
            f"deploy-{place}": policy
            for place, policy in enumerate(_deploy("dev", ["review-*"], _STATE, domain=_DOMAIN))
        },
        "preview": rendered(preview_statements("dev")),
    }
    with mock_aws():
        iam = cast("Any", boto3).client("iam", region_name=REGION)
        iam.create_role(RoleName="role", AssumeRolePolicyDocument="{}")
        for name, document in documents.items():
            iam.put_role_policy(RoleName="role", PolicyName=name, PolicyDocument=json.dumps(document))
        assert set(iam.list_role_policies(RoleName="role")["PolicyNames"]) == documents.keys()


@pytest.mark.parametrize("keeper", [ACCOUNT_ID, "999999999999"])
@pytest.mark.parametrize(
    ("environment", "hosted", "source"), [("dev", ["review-*"], None), ("staging", [], "dev"), ("prod", [], "staging")]
)
def test_aws_accepts_their_length(environment: str, hosted: list[str], source: str | None, keeper: str) -> None:
    """A managed policy has a limit, in which AWS counts no white space; a region's name may be a long one."""
    region = "ap-southeast-1"
    bucket = default_bucket(ACCOUNT_ID, region)
    state = StateStore(bucket=bucket, region=region, account_id=keeper, source=source)
    domain = f"x-{environment}.a-platform.example-company.example"
    boundary = rendered(_bounds(environment, hosted, state, domain=domain))
    deploy = _deploy(environment, hosted, state, domain=domain)
    for policy in (boundary, *deploy):
        assert len(_counted(policy)) <= _MANAGED_POLICY_LIMIT


def _counted(document: dict[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"))
