"""Nothing under the boundary gets above it."""

from typing import Any

import pytest

from components.aws.delivery_boundary import boundary_arn, boundary_statements
from components.aws.environment_reach import CLUSTER_OF_RESOURCE, DATABASE_OF_SECRET, TAG_IN_REQUEST, TAG_OF_RESOURCE
from domain.access_grant import delivery_role_name
from portarium_sandbox.iam.decision import Context, allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID

_EVERYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_DOMAIN = "x-dev.portarium.example"
_BOUNDARY = rendered(boundary_statements(ACCOUNT_ID, "dev", ["review-*"], domain=_DOMAIN))
_ARN = boundary_arn(ACCOUNT_ID, "dev")
_WORKLOAD = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-dev-apps"
_HOLDER = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-dev-legal-hold"
_EVIDENCE = "arn:aws:s3:::portarium-dev-evidence-1"
_OTHERS = {TAG_OF_RESOURCE: "prod"}
_OWN = {TAG_OF_RESOURCE: "dev"}
_BASE = "portarium.example"
_PROD = rendered(boundary_statements(ACCOUNT_ID, "prod", domain=_BASE))
_NAMES = "route53:ChangeResourceRecordSetsNormalizedRecordNames"


def _may(action: str, resource: str = "*", context: Context | None = None) -> bool:
    """What a role may do that has every permission, under the boundary."""
    return allows([_EVERYTHING], action, resource, context=context, boundary=_BOUNDARY)


@pytest.mark.parametrize(
    "action", ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"]
)
def test_roles_are_made_and_changed_under_the_same_boundary_only(action: str) -> None:
    """Without it, or under another, the pipeline could make a role that may do more than the pipeline."""
    assert _may(action, _WORKLOAD, {"iam:PermissionsBoundary": _ARN})
    assert not _may(action, _WORKLOAD)
    assert not _may(action, _WORKLOAD, {"iam:PermissionsBoundary": f"{_ARN}-that-allows-everything"})


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreatePolicyVersion", _ARN),
        ("iam:SetDefaultPolicyVersion", _ARN),
        ("iam:DeletePolicy", _ARN),
        ("iam:DeleteRolePermissionsBoundary", _WORKLOAD),
    ],
)
def test_the_boundary_is_neither_edited_nor_taken_off(action: str, resource: str) -> None:
    """Who could do either would have no boundary."""
    assert not _may(action, resource)


@pytest.mark.parametrize(
    "action", ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:SetDefaultPolicyVersion"]
)
def test_no_policy_that_stands_alone_is_made_or_rewritten(action: str) -> None:
    """The only one of an environment is its boundary; roles have theirs in themselves."""
    assert not _may(action, f"arn:aws:iam::{ACCOUNT_ID}:policy/portarium-dev-workload")


@pytest.mark.parametrize("action", ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DetachRolePolicy"])
@pytest.mark.parametrize("purpose", ["preview", "deploy"])
def test_delivery_does_not_edit_itself(action: str, purpose: str) -> None:
    """Whom the roles trust and what they may do is changed by an administrator."""
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/{delivery_role_name('dev', purpose)}"
    assert not _may(action, role, {"iam:PermissionsBoundary": _ARN})


@pytest.mark.parametrize(
    "action", ["iam:CreateRole", "iam:DeleteRole", "iam:PassRole", "iam:UpdateAssumeRolePolicy", "sts:AssumeRole"]
)
def test_nobody_becomes_who_holds_evidence(action: str) -> None:
    """Whoever writes that role's trust, or makes it before the evidence store does, holds evidence."""
    assert not _may(action, _HOLDER, {"iam:PermissionsBoundary": _ARN, "iam:PassedToService": "ec2.amazonaws.com"})


def test_only_who_holds_evidence_holds_it() -> None:
    """A policy of the bucket says the same, and the pipeline writes that."""
    assert _may("s3:PutObjectLegalHold", f"{_EVIDENCE}/run/1", {"aws:PrincipalArn": _HOLDER})
    assert not _may("s3:PutObjectLegalHold", f"{_EVIDENCE}/run/1", {"aws:PrincipalArn": _WORKLOAD})


@pytest.mark.parametrize(
    "action", ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateOpenIDConnectProvider"]
)
def test_no_second_way_in_is_opened(action: str) -> None:
    """Neither a credential that lives on nor trust in another issuer."""
    assert not _may(action)


@pytest.mark.parametrize("action", ["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion"])
def test_no_role_of_the_environment_takes_evidence_away(action: str) -> None:
    """Not even one with every permission."""
    assert not _may(action, f"{_EVIDENCE}/run/1")


@pytest.mark.parametrize("action", ["kms:DisableKey", "kms:ScheduleKeyDeletion"])
def test_no_role_ends_a_key(action: str) -> None:
    """Whatever a key encrypts would be lost with it, its own environment's too."""
    assert not _may(action, context=_OWN)


def test_no_role_says_who_uses_the_key_of_evidence() -> None:
    """A key is known by its alias, which stays where it is; other keys get new policies from the pipeline."""
    evidence, other = (
        {**_OWN, "kms:ResourceAliases": [f"alias/portarium-dev-{name}"]} for name in ("evidence", "logs")
    )
    alias = f"arn:aws:kms:eu-central-1:{ACCOUNT_ID}:alias/portarium-dev-evidence"
    assert _may("kms:PutKeyPolicy", context=other)
    assert not _may("kms:PutKeyPolicy", context=evidence)
    assert not _may("kms:DeleteAlias", alias)
    assert not _may("kms:UpdateAlias", alias)


@pytest.mark.parametrize(
    "action",
    [
        "autoscaling:UpdateAutoScalingGroup",
        "lambda:CreateFunction",
        "organizations:LeaveOrganization",
        "sqs:DeleteQueue",
        "ssm:GetParameter",
        "sts:AssumeRole",
    ],
)
def test_what_an_environment_is_not_made_of_is_out_of_reach(action: str) -> None:
    """Other roles, other accounts and other services."""
    assert not _may(action)


def test_load_balancers_of_others_are_out_of_reach() -> None:
    """What their controller makes carries the tag of its environment."""
    assert _may("elasticloadbalancing:DeleteLoadBalancer", context=_OWN)
    assert not _may("elasticloadbalancing:DeleteLoadBalancer", context=_OTHERS)


@pytest.mark.parametrize("action", ["ec2:DeleteVpc", "ec2:CreateTags", "kms:Decrypt", "acm:DeleteCertificate"])
def test_what_has_no_name_of_ours_is_told_by_its_tag(action: str) -> None:
    """An environment that is hosted carries its own value, and belongs to the host."""
    assert _may(action, context=_OWN)
    assert _may(action, context={TAG_OF_RESOURCE: "review-7"})
    assert not _may(action, context=_OTHERS)


def test_a_tag_is_not_given_away_and_not_taken() -> None:
    """What is another's can't be made one's own, nor the other way round; nor what has an alias and no tag."""
    own, others = {TAG_IN_REQUEST: "dev"}, {TAG_IN_REQUEST: "prod"}
    for action in ("ec2:CreateTags", "kms:TagResource", "acm:AddTagsToCertificate"):
        assert not _may(action, context={**_OTHERS, **own})
        assert not _may(action, context={**_OWN, **others})
    assert _may("kms:TagResource", context=own)
    assert not _may("kms:TagResource", context={**own, "kms:ResourceAliases": ["alias/portarium-prod-secrets"]})


def test_what_eks_makes_is_told_by_its_cluster() -> None:
    """The group of all nodes is EKS's, and has none of our tags."""
    assert _may("ec2:AuthorizeSecurityGroupIngress", context={CLUSTER_OF_RESOURCE: "portarium-dev"})
    assert not _may("ec2:AuthorizeSecurityGroupIngress", context={CLUSTER_OF_RESOURCE: "portarium-prod"})


def test_a_password_is_told_by_its_database() -> None:
    """RDS gives its secrets random names, and a tag with the ARN of the instance."""
    secret = f"arn:aws:secretsmanager:eu-central-1:{ACCOUNT_ID}:secret:rds!db-0a1b"
    database = f"arn:aws:rds:eu-central-1:{ACCOUNT_ID}:db:portarium"
    assert _may("secretsmanager:GetSecretValue", secret, {DATABASE_OF_SECRET: f"{database}-dev-database"})
    assert not _may("secretsmanager:GetSecretValue", secret, {DATABASE_OF_SECRET: f"{database}-prod-database"})
    assert not _may("secretsmanager:GetSecretValue", secret.replace("rds!", "other-"))


@pytest.mark.parametrize(
    ("owner", "reached"), [("dev", True), ("review-7", True), ("prod", False), ("development", False)]
)
def test_secrets_of_workloads_are_told_apart_by_their_names(owner: str, reached: bool) -> None:
    """An environment reads its own and those of the environments on its cluster."""
    secret = f"arn:aws:secretsmanager:eu-central-1:{ACCOUNT_ID}:secret:portarium/{owner}/database/migration-a1b2c3"
    assert _may("secretsmanager:GetSecretValue", secret) is reached


@pytest.mark.parametrize(
    ("name", "may"),
    [
        (f"_{'a' * 32}.{_DOMAIN}", True),
        (_DOMAIN, False),
        (f"api.{_DOMAIN}", True),
        (f"_{'a' * 32}.portarium.example", False),
        ("api.x-prod.portarium.example", False),
    ],
)
def test_of_all_records_only_those_below_the_domain_are_written(name: str, *, may: bool) -> None:
    """A zone has no name and no tag that IAM could tell it by; the domain itself, with its name servers, stays."""
    assert _may("route53:ChangeResourceRecordSets", context={_NAMES: [name]}) is may
    assert not _may("route53:ChangeResourceRecordSets", context={_NAMES: [name, _DOMAIN]})


@pytest.mark.parametrize(
    ("name", "may"),
    [
        (f"_{'a' * 32}.{_BASE}", True),
        (f"api.{_BASE}", True),
        (f"owner-cname-api.{_BASE}", True),
        (f"owner-aaaa-api.{_BASE}", True),
        (_BASE, False),
        (f"www.{_BASE}", False),
        (_DOMAIN, False),
        (f"api.{_DOMAIN}", False),
        (f"owner-cname-api.{_DOMAIN}", False),
        (f"_{'a' * 32}.{_DOMAIN}", False),
        (f"_{'a' * 32}.dev.internal.{_BASE}", False),
        (f"vault.dev.internal.{_BASE}", False),
    ],
)
def test_who_has_the_base_domain_writes_no_name_of_others(name: str, *, may: bool) -> None:
    """Everybody's names end in prod's domain, whose own are said one by one."""
    asked = {_NAMES: [name]}
    assert allows([_EVERYTHING], "route53:ChangeResourceRecordSets", "*", context=asked, boundary=_PROD) is may


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("eks-auth:AssumeRoleForPodIdentity", f"arn:aws:eks:eu-central-1:{ACCOUNT_ID}:cluster/portarium-{{}}"),
        ("eks:DeleteNodegroup", f"arn:aws:eks:eu-central-1:{ACCOUNT_ID}:nodegroup/portarium-{{}}/pool/1"),
        ("logs:DeleteLogGroup", f"arn:aws:logs:eu-central-1:{ACCOUNT_ID}:log-group:/aws/eks/portarium-{{}}/cluster"),
        ("rds:DeleteDBInstance", f"arn:aws:rds:eu-central-1:{ACCOUNT_ID}:db:portarium-{{}}-database"),
        ("s3:DeleteBucketPolicy", "arn:aws:s3:::portarium-{}-evidence-1"),
        ("sns:DeleteTopic", f"arn:aws:sns:eu-central-1:{ACCOUNT_ID}:portarium-{{}}-alarms"),
    ],
)
def test_what_has_a_name_of_ours_is_told_by_it(action: str, resource: str) -> None:
    """An environment whose name only begins alike is another one."""
    assert _may(action, resource.format("dev"))
    assert not _may(action, resource.format("prod"))
    assert not _may(action, resource.format("dev2"))


def test_a_cluster_is_made_with_the_tag_of_its_environment() -> None:
    """It has no ARN yet when AWS decides."""
    assert _may("eks:CreateCluster", context={TAG_IN_REQUEST: "dev"})
    assert not _may("eks:CreateCluster", context={TAG_IN_REQUEST: "prod"})
    assert not _may("eks:CreateCluster")
