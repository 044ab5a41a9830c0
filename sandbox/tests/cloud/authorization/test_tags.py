"""The tags by which IAM tells what is whose: those a request gives, and those a resource has."""

from typing import Any

from tests.cloud.authorization.account import acting, allow, deny, refusal, unique
from tests.cloud.cloud_process import CloudProcess

_GIVEN = {"StringEquals": {"aws:RequestTag/team": "mine"}}
_CARRIED = {"StringEquals": {"aws:ResourceTag/team": "mine"}}


def _tags(kind: str, team: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "team", "Value": team}]}]


def _vpc(cloud: CloudProcess, team: str) -> str:
    made = cloud.client("ec2").create_vpc(CidrBlock="10.7.0.0/16", TagSpecifications=_tags("vpc", team))
    return made["Vpc"]["VpcId"]


def test_what_is_made_has_the_tags_of_the_request(cloud: CloudProcess) -> None:
    """Another team's, or none at all, is refused."""
    ec2 = acting(cloud, "ec2", allow("ec2:CreateVpc", Condition=_GIVEN), allow("ec2:CreateTags"))
    assert refusal(ec2.create_vpc, CidrBlock="10.7.0.0/16", TagSpecifications=_tags("vpc", "mine")) == ""
    for tags in ({"TagSpecifications": _tags("vpc", "theirs")}, {}):
        assert "ec2:CreateVpc on resource: arn:aws:ec2:" in refusal(ec2.create_vpc, CidrBlock="10.7.0.0/16", **tags)


def test_to_tag_what_is_made_is_a_right_of_its_own(cloud: CloudProcess) -> None:
    """Which can be given for the making alone."""
    making = {"StringEquals": {"ec2:CreateAction": "CreateVpc"}}
    given = {"CidrBlock": "10.7.0.0/16", "TagSpecifications": _tags("vpc", "mine")}
    assert "ec2:CreateTags" in refusal(acting(cloud, "ec2", allow("ec2:CreateVpc")).create_vpc, **given)
    ec2 = acting(cloud, "ec2", allow("ec2:CreateVpc"), allow("ec2:CreateTags", Condition=making))
    assert refusal(ec2.create_vpc, **given) == ""
    later = {"Resources": [_vpc(cloud, "theirs")], "Tags": [{"Key": "team", "Value": "mine"}]}
    assert "ec2:CreateTags" in refusal(ec2.create_tags, **later)


def test_each_resource_of_a_call_is_asked_about(cloud: CloudProcess) -> None:
    """A subnet with my tag in a network of theirs is not mine to make."""
    rights = (allow("ec2:CreateSubnet", Condition=_GIVEN), allow("ec2:CreateSubnet", Condition=_CARRIED))
    ec2 = acting(cloud, "ec2", *rights, allow("ec2:CreateTags"))
    given = {"CidrBlock": "10.7.1.0/24", "TagSpecifications": _tags("subnet", "mine")}
    assert refusal(ec2.create_subnet, VpcId=_vpc(cloud, "mine"), **given) == ""
    theirs = _vpc(cloud, "theirs")
    assert f"vpc/{theirs} because no identity-based policy" in refusal(ec2.create_subnet, VpcId=theirs, **given)


def test_what_is_there_has_tags_of_its_own(cloud: CloudProcess) -> None:
    """It is touched where it carries the tag."""
    ec2 = acting(cloud, "ec2", allow("ec2:DeleteVpc", Condition=_CARRIED))
    assert "ec2:DeleteVpc" in refusal(ec2.delete_vpc, VpcId=_vpc(cloud, "theirs"))
    assert refusal(ec2.delete_vpc, VpcId=_vpc(cloud, "mine")) == ""


def test_a_denial_of_what_is_anothers_lets_the_untagged_be(cloud: CloudProcess) -> None:
    """A tag that is missing is nobody's."""
    others = {"Null": {"aws:ResourceTag/team": "false"}, "StringNotEquals": {"aws:ResourceTag/team": "mine"}}
    ec2 = acting(cloud, "ec2", allow("ec2:*"), deny("ec2:DeleteVpc", Condition=others))
    bare = cloud.client("ec2").create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    assert refusal(ec2.delete_vpc, VpcId=bare) == ""
    assert "with an explicit deny" in refusal(ec2.delete_vpc, VpcId=_vpc(cloud, "theirs"))


def test_the_tag_of_a_key_is_known(cloud: CloudProcess) -> None:
    """From the moment it is made, and a key is made with one where that is asked for."""
    kms = acting(
        cloud,
        "kms",
        allow("kms:CreateKey", "kms:TagResource", Condition=_GIVEN),
        allow("kms:DescribeKey", Condition=_CARRIED),
    )
    assert "kms:CreateKey" in refusal(kms.create_key)
    key = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "mine"}])["KeyMetadata"]["KeyId"]
    assert refusal(kms.describe_key, KeyId=key) == ""
    other = cloud.client("kms").create_key()["KeyMetadata"]["KeyId"]
    assert "kms:DescribeKey" in refusal(kms.describe_key, KeyId=other)


def test_tags_of_buckets_decide_nothing(cloud: CloudProcess) -> None:
    """S3 looks at them only where an account has switched that on."""
    s3 = acting(cloud, "s3", allow("s3:ListBucket", Condition=_CARRIED))
    name = unique("tagged")
    cloud.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    cloud.client("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": "mine"}]})
    assert "s3:ListBucket" in refusal(s3.list_objects, Bucket=name)
