"""CloudTrail."""

import json
from typing import Any

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import REGION, Case, Made, World

_TOKEN = "aws:cloudtrail/trail:Trail"
_ACCOUNT = "123456789012"
_SERVICE = {"Service": "cloudtrail.amazonaws.com"}


def trail_arn(name: str) -> str:
    """What a trail of this name is called."""
    return f"arn:aws:cloudtrail:{REGION}:{_ACCOUNT}:trail/{name}"


def statements(bucket: str, name: str) -> list[dict[str, Any]]:
    """What a bucket's policy has to say, as CloudTrail's documentation has it."""
    arn, source = f"arn:aws:s3:::{bucket}", {"aws:SourceArn": trail_arn(name)}
    writing = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    allow = {"Effect": "Allow", "Principal": _SERVICE}
    return [
        {**allow, "Action": "s3:GetBucketAcl", "Resource": arn, "Condition": {"StringEquals": source}},
        {
            **allow,
            "Action": "s3:PutObject",
            "Resource": f"{arn}/AWSLogs/{_ACCOUNT}/*",
            "Condition": {"StringEquals": writing},
        },
    ]


def policy(*said: dict[str, Any]) -> str:
    """A policy of statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": said})


def key_policy(name: str, *actions: str) -> str:
    """The policy of a key that CloudTrail uses for a trail."""
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}, "Action": "kms:*"}
    source = {"StringEquals": {"aws:SourceArn": trail_arn(name)}}
    use = {"Effect": "Allow", "Principal": _SERVICE, "Action": actions, "Condition": source}
    return policy({**root, "Resource": "*"}, {**use, "Resource": "*"})


def bucket(world: World, name: str) -> str:
    """A bucket that admits a trail of this name."""
    made = world.make("aws:s3/bucket:Bucket").identifier
    world.api("s3").put_bucket_policy(Bucket=made, Policy=policy(*statements(made, name)))
    return made


def _key(world: World, name: str) -> str:
    return world.make("aws:kms/key:Key", policy=key_policy(name, "kms:GenerateDataKey*", "kms:DescribeKey"))["arn"]


def _fields(**fields: Any) -> Properties:
    return {"fieldSelectors": [{"field": field.replace("_", "."), **how} for field, how in fields.items()]}


_MANAGEMENT = _fields(eventCategory={"equals": ["Management"]})
_DATA = _fields(
    eventCategory={"equals": ["Data"]},
    resources_type={"equals": ["AWS::S3::Object"]},
    resources_ARN={"startsWiths": ["arn:aws:s3:::evidence/"]},
)


def _trail(world: World) -> Properties:
    return {
        "name": "account",
        "s3BucketName": bucket(world, "account"),
        "kmsKeyId": _key(world, "account"),
        "isMultiRegionTrail": True,
        "enableLogFileValidation": True,
        "advancedEventSelectors": [_MANAGEMENT, _DATA],
        "tags": {"team": "audit"},
    }


def _stopped(world: World, made: Made) -> Properties:
    world.api("cloudtrail").stop_logging(Name=made.identifier)
    return {"enableLogging": False}


CASES = [
    Case(
        token=_TOKEN,
        inputs=_trail,
        change=lambda world: {
            "kmsKeyId": None,
            "s3BucketName": bucket(world, "account"),
            "enableLogFileValidation": False,
            "advancedEventSelectors": None,
            "tags": {"team": "platform"},
        },
        replacement={"name": "another"},
        drift=_stopped,
        wrong_type={"enableLogging": "yes"},
    ),
]
