"""What happens in an account is recorded, and the record outlives whoever it is about."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.aws.account_trail import AccountTrail, AccountTrailArgs
from portarium_sandbox.iam.decision import admits, allows
from tests.provider_answers import RANDOM_ID
from tests.recording import ACCOUNT_ID, REGION, Recording, record

ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-administrator"
EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/portarium-account-prod-trail"
DELIVERY = {"Service": "cloudtrail.amazonaws.com"}
OPEN = AccountTrailArgs(
    account="prod",
    account_id=ACCOUNT_ID,
    region=REGION,
    recorded_objects=["arn:aws:s3:::portarium-states/", "arn:aws:s3:::portarium-prod-evidence-"],
    retention_days=365,
    lock="off",
    access_log_bucket="portarium-account-prod-access-logs-1",
    protect=False,
)
LOCKED = replace(OPEN, lock="COMPLIANCE", administrators=[ADMINISTRATOR], protect=True)


def _record(args: AccountTrailArgs) -> Recording:
    def program() -> object:
        trail = AccountTrail("trail", args)
        return {"arn": trail.arn, "bucket": trail.bucket, "bucket_arn": trail.bucket_arn, "key_arn": trail.key_arn}

    return record(program, computed=RANDOM_ID)


def _policy(recording: Recording) -> dict[str, Any]:
    return json.loads(recording.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])


def test_trail_is_the_one_that_its_policies_name() -> None:
    """They name it before it is made; another name, and CloudTrail would refuse it."""
    recording = _record(OPEN)
    trail = recording.one("aws:cloudtrail/trail:Trail").inputs
    assert TRAIL.endswith(f":trail/{trail['name']}")
    assert trail["s3BucketName"] == recording.result["bucket"]
    assert trail["kmsKeyId"] == recording.result["key_arn"]


def test_trail_waits_for_what_lets_it_in() -> None:
    """CloudTrail tries bucket and key out when the trail is made."""
    recording = _record(LOCKED)
    waits = set(recording.one("aws:cloudtrail/trail:Trail").depends_on)
    assert {recording.one(token).urn for token in ("aws:s3/bucketPolicy:BucketPolicy", "aws:kms/key:Key")} <= waits


def test_cloudtrail_writes_for_this_trail_below_the_accounts_folder() -> None:
    """It writes for anybody who asks: the source tells for whom."""
    recording = _record(LOCKED)
    policy, bucket = _policy(recording), recording.result["bucket_arn"]
    ours = {"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}
    theirs = {**ours, "aws:SourceArn": TRAIL.replace(ACCOUNT_ID, "210987654321")}
    record_of = {ACCOUNT_ID: True, "210987654321": False}
    for account, taken in record_of.items():
        target = f"{bucket}/AWSLogs/{account}/CloudTrail/{REGION}/1.json.gz"
        assert admits(policy, "s3:PutObject", ours, principal=DELIVERY, resource=target) is taken
        assert not admits(policy, "s3:PutObject", theirs, principal=DELIVERY, resource=target)
    assert admits(policy, "s3:GetBucketAcl", ours, principal=DELIVERY, resource=bucket)
    assert not admits(policy, "s3:GetBucketAcl", theirs, principal=DELIVERY, resource=bucket)


def test_cloudtrail_uses_the_key_for_this_trail_alone() -> None:
    """To describe it, too, which comes without an encryption context."""
    policy = json.loads(_record(LOCKED).one("aws:kms/key:Key").inputs["policy"])
    for action in ("kms:GenerateDataKey", "kms:DescribeKey", "kms:Decrypt"):
        assert admits(policy, action, {"aws:SourceArn": TRAIL}, principal=DELIVERY)
        assert not admits(policy, action, {"aws:SourceArn": f"{TRAIL}-2"}, principal=DELIVERY)


@pytest.mark.parametrize(
    "action",
    [
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:BypassGovernanceRetention",
        "s3:PutObjectRetention",
        "s3:PutBucketVersioning",
        "s3:DeleteBucket",
    ],
)
def test_nobody_takes_away_what_is_locked(action: str) -> None:
    """Not even an administrator; where nothing is locked IAM decides."""
    context = {"aws:SecureTransport": "true", "aws:PrincipalArn": ADMINISTRATOR}
    for args, allowed in ((LOCKED, False), (OPEN, True)):
        recording = _record(args)
        bucket = recording.result["bucket_arn"]
        resource = bucket if "Bucket" in action else f"{bucket}/AWSLogs/1"
        assert allows([EVERYTHING, _policy(recording)], action, resource, context=context) is allowed


@pytest.mark.parametrize("action", ["s3:PutBucketObjectLockConfiguration", "s3:PutLifecycleConfiguration"])
def test_who_applies_the_program_alone_changes_the_lock(action: str) -> None:
    """A longer retention must be possible, and nobody else's business."""
    recording = _record(LOCKED)
    for role, allowed in {ADMINISTRATOR: True, ADMINISTRATOR.replace("administrator", "prod-x"): False}.items():
        context = {"aws:SecureTransport": "true", "aws:PrincipalArn": role}
        policies = [EVERYTHING, _policy(recording)]
        assert allows(policies, action, recording.result["bucket_arn"], context=context) is allowed


def test_nothing_travels_in_clear() -> None:
    """A reader of the records neither."""
    recording = _record(OPEN)
    for secure in (True, False):
        context = {"aws:SecureTransport": str(secure).lower()}
        target = f"{recording.result['bucket_arn']}/AWSLogs/1"
        assert allows([EVERYTHING, _policy(recording)], "s3:GetObject", target, context=context) is secure


def test_records_are_locked_as_long_as_they_are_kept() -> None:
    """A shorter lock would let them be deleted, a longer one would be billed for nothing."""
    recording = _record(LOCKED)
    lock = recording.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    lifecycle = recording.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs
    expiries = {rule["expiration"]["days"] for rule in lifecycle["rules"] if "days" in rule.get("expiration", {})}
    assert {lock.inputs["rule"]["defaultRetention"]["days"]} == expiries
    assert recording.one("aws:s3/bucketVersioning:BucketVersioning").urn in lock.depends_on
    assert recording.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is True


def test_policy_comes_last() -> None:
    """It denies what sets up versioning and lock: were it earlier, the first deployment would lock itself out."""
    recording = _record(LOCKED)
    policy = recording.one("aws:s3/bucketPolicy:BucketPolicy")
    settings = {each.urn for each in recording.resources if each.type.startswith("aws:s3/")} - {policy.urn}
    assert len(settings) == 8
    assert settings <= set(policy.depends_on)


def test_every_call_that_manages_something_is_recorded() -> None:
    """Selectors of one's own replace CloudTrail's: without this one only the objects would be recorded."""
    selectors = _record(OPEN).one("aws:cloudtrail/trail:Trail").inputs["advancedEventSelectors"]
    assert {"field": "eventCategory", "equals": ["Management"]} in [
        field for selector in selectors if len(selector["fieldSelectors"]) == 1 for field in selector["fieldSelectors"]
    ]


def test_objects_are_recorded_by_the_beginning_of_their_arn() -> None:
    """The end of a bucket's name is random, and known only to its own stack."""
    selectors = _record(OPEN).one("aws:cloudtrail/trail:Trail").inputs["advancedEventSelectors"]
    [prefixes] = [
        field["startsWiths"]
        for selector in selectors
        for field in selector["fieldSelectors"]
        if field["field"] == "resources.ARN"
    ]
    assert set(prefixes) == set(OPEN.recorded_objects)
    nothing = _record(replace(OPEN, recorded_objects=[])).one("aws:cloudtrail/trail:Trail").inputs
    assert len(nothing["advancedEventSelectors"]) == 1


@pytest.mark.parametrize("args", [LOCKED, OPEN], ids=["locked", "open"])
def test_protection_covers_the_records_and_all_that_guards_them(args: AccountTrailArgs) -> None:
    """A bucket that is left without its policy is left for nothing, and one without its key says nothing."""
    resources = _record(args).resources
    assert {each.protect for each in resources if each.type.startswith(("aws:s3/", "aws:cloudtrail/"))} == {
        args.protect
    }
    assert {each.retain_on_delete for each in resources if each.type.startswith("aws:s3/")} == {args.protect}
    assert {each.protect for each in resources if each.type == "aws:kms/key:Key"} == {args.protect}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"retention_days": 89}, "89 days; at least 90"),
        ({"administrators": []}, "needs its administrators"),
        ({"recorded_objects": ["arn:aws:s3:::portarium-"]}, "covers the trail's own bucket"),
        (
            {"recorded_objects": ["arn:aws:s3:::portarium-account-prod-trail-0a1b2c3d/AWSLogs"]},
            "covers the trail's own",
        ),
    ],
)
def test_a_trail_that_would_not_hold_is_refused(change: dict[str, Any], refusal: str) -> None:
    """Before anything is made, and in one line."""
    with pytest.raises(ValueError, match=refusal):
        _record(replace(LOCKED, **change))
