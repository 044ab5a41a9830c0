"""What a preflight asks of an account, asked with plain boto3: quotas, offers and the rights of a role."""

import json

import pytest

from portarium_sandbox.account_quotas import raise_quotas
from tests.cloud.cloud_process import ACCOUNT, ClientError, CloudProcess

_ADDRESSES = {"ServiceCode": "ec2", "QuotaCode": "L-0263D0A3"}
_REGION = "eu-west-3"


def test_addresses_end_where_the_quota_does(cloud: CloudProcess) -> None:
    """Five of them, until somebody asks for more."""
    ec2, quotas = cloud.client("ec2", region=_REGION), cloud.client("service-quotas", region=_REGION)
    allowed = int(quotas.get_aws_default_service_quota(**_ADDRESSES)["Quota"]["Value"])
    for _ in range(allowed):
        ec2.allocate_address(Domain="vpc")
    with pytest.raises(ClientError, match="AddressLimitExceeded"):
        ec2.allocate_address(Domain="vpc")
    quotas.request_service_quota_increase(**_ADDRESSES, DesiredValue=allowed + 1.0)
    assert ec2.allocate_address(Domain="vpc")["AllocationId"]


def test_a_quota_has_a_value_of_the_accounts_once_it_is_asked_for(cloud: CloudProcess) -> None:
    """And a start of the sandbox asks once."""
    quotas = cloud.client("service-quotas", region="eu-west-2")
    with pytest.raises(ClientError, match="NoSuchResourceException"):
        quotas.get_service_quota(**_ADDRESSES)
    raise_quotas(cloud.url, "eu-west-2", ACCOUNT)
    raised = quotas.get_service_quota(**_ADDRESSES)["Quota"]["Value"]
    quotas.request_service_quota_increase(**_ADDRESSES, DesiredValue=raised + 1)
    raise_quotas(cloud.url, "eu-west-2", ACCOUNT)
    assert quotas.get_service_quota(**_ADDRESSES)["Quota"]["Value"] == raised + 1


def test_a_quota_that_nobody_has_described_is_no_answer(cloud: CloudProcess) -> None:
    """Not any number instead."""
    with pytest.raises(ClientError, match="NotImplemented"):
        cloud.client("service-quotas").get_aws_default_service_quota(ServiceCode="rds", QuotaCode="L-7B6409FD")


def test_a_major_version_is_offered_as_its_minors(cloud: CloudProcess) -> None:
    """Those that an instance comes to run, and none of a major that there is not."""
    rds = cloud.client("rds")
    family = {"Engine": "postgres", "DBParameterGroupFamily": "postgres17"}
    [offered] = rds.describe_db_engine_versions(**family)["DBEngineVersions"]
    assert offered["EngineVersion"].startswith("17.")
    assert not rds.describe_db_engine_versions(**{**family, "DBParameterGroupFamily": "postgres99"})["DBEngineVersions"]


def test_classes_that_nobody_has_listed_are_no_answer(cloud: CloudProcess) -> None:
    """An empty list would say that RDS has none."""
    with pytest.raises(ClientError, match="NotImplemented"):
        cloud.client("rds").describe_orderable_db_instance_options(Engine="postgres", EngineVersion="17.6")


def _decisions(cloud: CloudProcess, role: str, *actions: str) -> list[str]:
    answer = cloud.client("iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/{role}", ActionNames=list(actions)
    )
    return [result["EvalDecision"] for result in answer["EvaluationResults"]]


def _document(effect: str, action: str, **others: object) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*", **others}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_role_may_what_its_policies_and_its_boundary_allow(cloud: CloudProcess) -> None:
    """A denial anywhere counts more than whatever allows."""
    iam = cloud.client("iam")
    boundary = iam.create_policy(PolicyName="limit", PolicyDocument=_document("Allow", "s3:*"))["Policy"]["Arn"]
    iam.create_role(RoleName="limited", AssumeRolePolicyDocument="{}", PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName="limited", PolicyName="all", PolicyDocument=_document("Allow", "*"))
    iam.put_role_policy(RoleName="limited", PolicyName="not", PolicyDocument=_document("Deny", "s3:DeleteBucket"))
    decisions = _decisions(cloud, "limited", "s3:CreateBucket", "s3:DeleteBucket", "ec2:CreateVpc")
    assert decisions == ["allowed", "explicitDeny", "implicitDeny"]


def test_a_condition_finds_what_the_question_gives(cloud: CloudProcess) -> None:
    """And a key that the question leaves out is named, so that nobody takes the answer for the last word."""
    iam = cloud.client("iam")
    iam.create_role(RoleName="conditional", AssumeRolePolicyDocument="{}")
    key = "aws:MultiFactorAuthPresent"
    document = _document("Allow", "*", Condition={"Bool": {key: "true"}})
    iam.put_role_policy(RoleName="conditional", PolicyName="all", PolicyDocument=document)
    asked = {"PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:role/conditional", "ActionNames": ["s3:CreateBucket"]}
    given = [{"ContextKeyName": key, "ContextKeyValues": ["true"], "ContextKeyType": "boolean"}]
    [with_it] = iam.simulate_principal_policy(**asked, ContextEntries=given)["EvaluationResults"]
    [without] = iam.simulate_principal_policy(**asked)["EvaluationResults"]
    assert (with_it["EvalDecision"], with_it["MissingContextValues"]) == ("allowed", [])
    assert (without["EvalDecision"], without["MissingContextValues"]) == ("implicitDeny", [key])


def test_a_role_that_is_not_there_has_no_rights(cloud: CloudProcess) -> None:
    """IAM says so, and does not say that it may nothing."""
    with pytest.raises(ClientError, match="NoSuchEntity"):
        _decisions(cloud, "nobody", "s3:CreateBucket")
