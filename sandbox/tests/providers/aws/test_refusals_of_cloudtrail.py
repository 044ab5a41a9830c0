"""What CloudTrail refuses of a trail, in its own words, before it is made."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cloud.cloud_process import ClientError
from tests.providers.aws.cases.cloudtrail import bucket, key_policy, policy, statements
from tests.providers.aws.conformance import World

NAME = "refused"


@pytest.fixture
def trails(world: World) -> Iterator[Any]:
    """CloudTrail, which has no trail of a test afterwards."""
    client = world.api("cloudtrail")
    yield client
    for trail in client.describe_trails()["trailList"]:
        client.delete_trail(Name=trail["TrailARN"])


def _key(world: World, *actions: str) -> str:
    return world.make("aws:kms/key:Key", policy=key_policy(NAME, *actions))["arn"]


def _without(world: World, change: dict[str, Any], *more: dict[str, Any]) -> str:
    """A bucket whose statements are all changed, or others added."""
    name = world.make("aws:s3/bucket:Bucket").identifier
    said = [{**statement, **change} for statement in statements(name, NAME)]
    world.api("s3").put_bucket_policy(Bucket=name, Policy=policy(*said, *more))
    return name


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({"Action": "s3:PutObject"}, ()),
        ({"Action": "s3:GetBucketAcl"}, ()),
        ({"Principal": {"Service": "config.amazonaws.com"}}, ()),
        (
            {"Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-central-1:123456789012:trail/x"}}},
            (),
        ),
        ({"Resource": "arn:aws:s3:::another/*"}, ()),
        ({}, ({"Effect": "Deny", "Principal": "*", "Action": "s3:Put*", "Resource": "*"},)),
    ],
)
def test_a_bucket_that_does_not_admit_the_trail(
    world: World, trails: Any, change: dict[str, Any], more: tuple[dict[str, Any], ...]
) -> None:
    """It needs to be looked at and written to, by CloudTrail, for this trail, and denied to nobody."""
    with pytest.raises(ClientError, match="Incorrect S3 bucket policy is detected for bucket"):
        trails.create_trail(Name=NAME, S3BucketName=_without(world, change, *more))
    assert not trails.describe_trails(trailNameList=[NAME])["trailList"]


def test_a_bucket_that_insists_on_tls_admits_it(world: World, trails: Any) -> None:
    """CloudTrail does not write in clear."""
    insists = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    clear = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    assert trails.create_trail(Name=NAME, S3BucketName=_without(world, {}, {**insists, **clear}))["Name"] == NAME


@pytest.mark.parametrize("actions", [("kms:GenerateDataKey*",), ("kms:DescribeKey",), ("kms:Decrypt",)])
def test_a_key_that_does_not_admit_the_trail(world: World, trails: Any, actions: tuple[str, ...]) -> None:
    """It is described and used; that the account's policies decide on the rest is of no help to a service."""
    with pytest.raises(ClientError, match=r"InsufficientEncryptionPolicy.* or KMS key"):
        trails.create_trail(Name=NAME, S3BucketName=bucket(world, NAME), KmsKeyId=_key(world, *actions))


def test_a_key_that_is_off_or_nowhere(world: World, trails: Any) -> None:
    """Each has its own name."""
    key, place = _key(world, "kms:GenerateDataKey", "kms:DescribeKey"), bucket(world, NAME)
    world.api("kms").disable_key(KeyId=key.rpartition("/")[2])
    with pytest.raises(ClientError, match="KmsKeyDisabledException"):
        trails.create_trail(Name=NAME, S3BucketName=place, KmsKeyId=key)
    with pytest.raises(ClientError, match="KmsKeyNotFoundException"):
        trails.create_trail(Name=NAME, S3BucketName=place, KmsKeyId=f"{key}0")


def test_an_update_that_is_refused_changes_nothing(world: World, trails: Any) -> None:
    """The trail still goes where it went."""
    place = bucket(world, NAME)
    trails.create_trail(Name=NAME, S3BucketName=place)
    with pytest.raises(ClientError, match="Incorrect S3 bucket policy"):
        trails.update_trail(Name=NAME, S3BucketName=_without(world, {"Action": "s3:List*"}))
    [trail] = trails.describe_trails(trailNameList=[NAME])["trailList"]
    assert trail["S3BucketName"] == place


def test_a_second_trail_of_a_name_and_a_sixth_trail(world: World, trails: Any) -> None:
    """A region has five, and nobody raises that."""
    place = world.make("aws:s3/bucket:Bucket").identifier
    names = [f"{NAME}-{number}" for number in range(6)]
    world.api("s3").put_bucket_policy(
        Bucket=place, Policy=policy(*(each for name in names for each in statements(place, name)))
    )
    for name in names[:5]:
        trails.create_trail(Name=name, S3BucketName=place)
    with pytest.raises(ClientError, match="already exists for customer"):
        trails.create_trail(Name=names[0], S3BucketName=place)
    with pytest.raises(ClientError, match="already has 5 trails"):
        trails.create_trail(Name=names[5], S3BucketName=place)


@pytest.mark.parametrize(
    "fields",
    [
        {"resources.type": ["AWS::S3::Object"]},
        {"eventCategory": ["Data"]},
        {"eventCategory": ["Management"], "resources.type": ["AWS::S3::Object"]},
        {"eventCategory": ["Data"], "resources.type": ["AWS::S3::Object"], "eventName": ["x"] * 499},
    ],
)
def test_a_selector_that_selects_nothing_that_there_is(world: World, trails: Any, fields: dict[str, list[str]]) -> None:
    """It says of what kind its events are, data events of what resources, and all of it in 500 values."""
    trails.create_trail(Name=NAME, S3BucketName=bucket(world, NAME))
    selector = {"FieldSelectors": [{"Field": field, "Equals": values} for field, values in fields.items()]}
    with pytest.raises(ClientError, match="InvalidEventSelectorsException"):
        trails.put_event_selectors(TrailName=NAME, AdvancedEventSelectors=[selector])


def test_a_trail_that_there_is_not_is_not_deleted(trails: Any) -> None:
    """moto would say nothing."""
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        trails.delete_trail(Name=NAME)
