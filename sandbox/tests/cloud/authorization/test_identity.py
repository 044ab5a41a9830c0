"""What a caller's own policies let it do, by AWS's evaluation logic."""

import pytest

from tests.cloud.authorization.account import acting, allow, bucket, deny, document, refusal, role, unique
from tests.cloud.cloud_process import ACCOUNT, CloudProcess

_SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role"


def test_nothing_is_allowed_that_no_policy_allows(cloud: CloudProcess) -> None:
    """The refusal names the session, the action, the resource and what is missing, as IAM does."""
    arn = role(cloud, name=(name := unique("idle")))
    iam = cloud.client("iam", cloud.assume(arn, "me"))
    assert refusal(iam.get_role, RoleName=name) == (
        f"AccessDenied: User: {_SESSION}/{name}/me is not authorized to perform: iam:GetRole on resource: {arn} "
        "because no identity-based policy allows the iam:GetRole action"
    )


def test_what_is_allowed_is_done(cloud: CloudProcess) -> None:
    """On the resource that the policy names and on no other, with the operation's own action."""
    mine, other = bucket(cloud), bucket(cloud)
    s3 = acting(cloud, "s3", allow("s3:PutEncryptionConfiguration", resource=f"arn:aws:s3:::{mine}"))
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    given = {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
    assert refusal(s3.put_bucket_encryption, Bucket=mine, **given) == ""
    assert "s3:PutEncryptionConfiguration" in refusal(s3.put_bucket_encryption, Bucket=other, **given)


def test_what_is_copied_is_read(cloud: CloudProcess) -> None:
    """Pulumi copies a state into its history: the right to write there is half of what it takes."""
    mine, other = bucket(cloud), bucket(cloud)
    cloud.client("s3").put_object(Bucket=mine, Key="state", Body=b"it")
    cloud.client("s3").put_object(Bucket=other, Key="state", Body=b"it")
    s3 = acting(cloud, "s3", allow("s3:GetObject", "s3:PutObject", resource=f"arn:aws:s3:::{mine}/*"))
    assert refusal(s3.copy_object, Bucket=mine, Key="history", CopySource=f"{mine}/state") == ""
    assert "s3:GetObject on" in refusal(s3.copy_object, Bucket=mine, Key="history", CopySource=f"{other}/state")
    assert "s3:PutObject on" in refusal(s3.copy_object, Bucket=other, Key="history", CopySource=f"{mine}/state")


def test_a_denial_wins(cloud: CloudProcess) -> None:
    """Over whatever else allows it, and AWS says so in other words."""
    iam = acting(cloud, "iam", allow("iam:*"), deny("iam:ListRoles"))
    assert refusal(iam.list_users) == ""
    assert refusal(iam.list_roles).endswith("with an explicit deny in an identity-based policy")


def test_a_policy_of_awss_own_counts(cloud: CloudProcess) -> None:
    """`ReadOnlyAccess` reads and changes nothing."""
    arn = role(cloud, name=(name := unique("reader")))
    cloud.client("iam").attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam = cloud.client("iam", cloud.assume(arn))
    assert refusal(iam.list_roles) == ""
    assert "iam:CreateUser" in refusal(iam.create_user, UserName=unique("user"))


def test_a_boundary_limits(cloud: CloudProcess) -> None:
    """What the policy allows and the boundary leaves out or denies is refused for the boundary's sake."""
    iam = acting(cloud, "iam", allow("iam:*"), boundary=[allow("iam:List*"), deny("iam:ListUsers")])
    assert refusal(iam.list_roles) == ""
    assert refusal(iam.get_account_summary).endswith(
        "because no permissions boundary allows the iam:GetAccountSummary action"
    )
    assert refusal(iam.list_users).endswith("with an explicit deny in a permissions boundary")


def test_a_boundary_that_is_gone_lets_nothing_through(cloud: CloudProcess) -> None:
    """IAM has no policy to find there."""
    arn = role(cloud, allow("iam:*"), name=(name := unique("bounded")))
    gone = f"arn:aws:iam::{ACCOUNT}:policy/{unique('gone')}"
    cloud.client("iam").put_role_permissions_boundary(RoleName=name, PermissionsBoundary=gone)
    assert "because no permissions boundary allows" in refusal(cloud.client("iam", cloud.assume(arn)).list_roles)


def test_a_session_can_have_less_than_its_role(cloud: CloudProcess) -> None:
    """By the policy that was given when it was made."""
    arn = role(cloud, allow("iam:*"))
    answer = cloud.client("sts").assume_role(
        RoleArn=arn, RoleSessionName="less", Policy=document(allow("iam:ListUsers"))
    )
    iam = cloud.client("iam", answer["Credentials"])
    assert refusal(iam.list_users) == ""
    assert refusal(iam.list_roles).endswith("because no session policy allows the iam:ListRoles action")


def test_a_changed_policy_counts_at_once(cloud: CloudProcess) -> None:
    """Also for a session that is there already."""
    arn = role(cloud, name=(name := unique("growing")))
    iam = cloud.client("iam", cloud.assume(arn))
    assert refusal(iam.list_roles) != ""
    cloud.client("iam").put_role_policy(
        RoleName=name, PolicyName="more", PolicyDocument=document(allow("iam:ListRoles"))
    )
    assert refusal(iam.list_roles) == ""


def test_a_user_has_the_policies_of_its_groups(cloud: CloudProcess) -> None:
    """And its name fills in a variable."""
    iam, name, group = cloud.client("iam"), unique("user"), unique("group")
    iam.create_user(UserName=name)
    iam.create_group(GroupName=group)
    iam.add_user_to_group(UserName=name, GroupName=group)
    own = f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"
    iam.put_group_policy(GroupName=group, PolicyName="own", PolicyDocument=document(allow("iam:GetUser", resource=own)))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    theirs = cloud.client("iam", key)
    assert refusal(theirs.get_user, UserName=name) == ""
    iam.create_user(UserName=(other := unique("user")))
    assert "iam:GetUser" in refusal(theirs.get_user, UserName=other)


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("iam", "list_roles", "InvalidClientTokenId"),
        ("ec2", "describe_vpcs", "AuthFailure"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("kms", "list_keys", "UnrecognizedClientException"),
    ],
)
def test_the_session_of_a_deleted_role_is_nobody(cloud: CloudProcess, service: str, operation: str, code: str) -> None:
    """It ends with its role, and each service has an error of its own for that."""
    arn = role(cloud, allow("*"), name=(name := unique("short-lived")))
    client = cloud.client(service, cloud.assume(arn))
    assert refusal(getattr(client, operation)) == ""
    cloud.client("iam").delete_role_policy(RoleName=name, PolicyName="rights")
    cloud.client("iam").delete_role(RoleName=name)
    assert refusal(getattr(client, operation)).startswith(f"{code}: ")


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("ec2", "describe_vpcs", "UnauthorizedOperation: You are not authorized to perform this operation. User: "),
        ("eks", "list_clusters", "AccessDeniedException: User: "),
        ("kms", "list_keys", "AccessDeniedException: User: "),
        ("rds", "describe_db_instances", "AccessDenied: User: "),
        ("route53", "list_hosted_zones", "AccessDenied: User: "),
        ("s3", "list_buckets", "AccessDenied: User: "),
        ("sns", "list_topics", "AuthorizationError: User: "),
    ],
)
def test_each_service_refuses_in_its_own_words(cloud: CloudProcess, service: str, operation: str, code: str) -> None:
    """With the code that its clients look for."""
    assert refusal(getattr(acting(cloud, service), operation)).startswith(code)


def test_everybody_may_ask_who_they_are(cloud: CloudProcess) -> None:
    """A denial does not change that."""
    sts = acting(cloud, "sts", deny("*"))
    assert sts.get_caller_identity()["Account"] == ACCOUNT


def test_a_key_of_conditions_that_nobody_knows_is_said(cloud: CloudProcess) -> None:
    """Neither taken for missing nor for there: AWS has it, and this double has not."""
    asked = {"StringEquals": {"rds:DatabaseEngine": "postgres"}}
    rds = acting(cloud, "rds", allow("rds:CreateDBInstance", Condition=asked))
    told = refusal(rds.create_db_instance, DBInstanceIdentifier="x", Engine="postgres", DBInstanceClass="db.t4g.micro")
    assert told.startswith("NotImplemented: ")
    assert "the condition key rds:DatabaseEngine at rds:CreateDBInstance" in told
