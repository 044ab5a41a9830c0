"""The bucket policy of the evidence store: what nobody may do to evidence, whatever IAM says."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.aws.policy_document import EVERYONE, Conditions, Statement, only_through_tls
from domain.object_lock import LockMode


@dataclass(frozen=True, kw_only=True)
class ObjectLock:
    """How evidence is locked; a bucket has this from its creation or never."""

    mode: LockMode
    """Who the lock yields to."""
    days: int
    """For how long a version is locked by default; a writer may ask for longer, never for less."""


@dataclass(frozen=True, kw_only=True)
class EvidencePolicyArgs:
    """What the policy is about."""

    bucket_arn: pulumi.Input[str]
    """The evidence bucket."""
    key_arn: pulumi.Input[str]
    """The only key that evidence may be encrypted with."""
    lock: ObjectLock | None
    """The lock to defend, if the bucket has one."""
    configurators: Sequence[pulumi.Input[str]]
    """ARNs of the roles that may change the default lock and the lifecycle: those that run the deployment."""
    legal_hold_role_arn: pulumi.Input[str] | None
    """The only role that sets and lifts legal holds, if the bucket has a lock."""


def evidence_statements(args: EvidencePolicyArgs) -> list[Statement]:
    """Only denials: access is granted by IAM, and no denial touches the policy itself, so the account stays in."""
    objects = pulumi.Output.concat(args.bucket_arn, "/*")
    return [*transport_statements(args.bucket_arn, objects), *_encryption(objects, args.key_arn), *_lock(args, objects)]


def transport_statements(bucket: pulumi.Input[str], objects: pulumi.Input[str]) -> list[Statement]:
    """Nothing travels in clear, nor by an outdated TLS."""
    return [
        only_through_tls("s3:*", [bucket, objects]),
        _deny("OnlyThroughTls12", ["s3:*"], [bucket, objects], {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ]


def _encryption(objects: pulumi.Input[str], key_arn: pulumi.Input[str]) -> list[Statement]:
    """A write without encryption headers gets the bucket's default, so only a header that says otherwise is denied."""
    header = "s3:x-amz-server-side-encryption"
    return [
        _deny("OnlyKmsEncryption", ["s3:PutObject"], [objects], _present_and_not(header, "aws:kms")),
        _deny("OnlyTheEvidenceKey", ["s3:PutObject"], [objects], _present_and_not(f"{header}-aws-kms-key-id", key_arn)),
        _deny(
            "NoKeyOfTheCaller",
            ["s3:PutObject"],
            [objects],
            {"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": "false"}},
        ),
    ]


def _lock(args: EvidencePolicyArgs, objects: pulumi.Input[str]) -> list[Statement]:
    if args.lock is None:
        return []
    if not args.configurators or args.legal_hold_role_arn is None:
        raise ValueError("evidence policy: a locked bucket needs its configurators and its legal hold role")
    return [
        *lock_statements(args.bucket_arn, args.lock, args.configurators),
        _deny(
            "OnlyTheLegalHoldRoleHolds",
            ["s3:PutObjectLegalHold"],
            [objects],
            {"ArnNotEquals": {"aws:PrincipalArn": args.legal_hold_role_arn}},
        ),
    ]


def lock_statements(
    bucket_arn: pulumi.Input[str], lock: ObjectLock, configurators: Sequence[pulumi.Input[str]]
) -> list[Statement]:
    """What defends the lock of a bucket, of the store and of its copy alike."""
    objects = pulumi.Output.concat(bucket_arn, "/*")
    return [
        _deny("NobodyBypassesGovernance", ["s3:BypassGovernanceRetention"], [objects]),
        # Lifecycle is not bound by bucket policies: what has outlived its lock still expires where a rule says so.
        _deny("NobodyDeletes", ["s3:DeleteObject", "s3:DeleteObjectVersion"], [objects]),
        _deny("NobodySuspendsVersioningOrEndsTheBucket", ["s3:PutBucketVersioning", "s3:DeleteBucket"], [bucket_arn]),
        # A date in the request replaces the default retention: without this, one header would undercut it.
        _deny(
            "NobodyRetainsForLess",
            ["s3:PutObject", "s3:PutObjectRetention"],
            [objects],
            {"NumericLessThan": {"s3:object-lock-remaining-retention-days": str(lock.days)}},
        ),
        _deny(
            "NobodyRetainsInAnotherMode",
            ["s3:PutObject", "s3:PutObjectRetention"],
            [objects],
            _present_and_not("s3:object-lock-mode", lock.mode),
        ),
        _deny(
            "OnlyDeploymentChangesTheLock",
            [
                "s3:PutBucketObjectLockConfiguration",
                "s3:PutLifecycleConfiguration",
                # Whoever ends the replication keeps what comes from the copy.
                "s3:PutReplicationConfiguration",
            ],
            [bucket_arn],
            {"ArnNotEquals": {"aws:PrincipalArn": configurators}},
        ),
    ]


def _present_and_not(key: str, value: pulumi.Input[str]) -> Conditions:
    """A negated operator also matches a key that is absent, hence the `Null`."""
    return {"Null": {key: "false"}, "StringNotEquals": {key: value}}


def _deny(
    statement_id: str,
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    conditions: Conditions | None = None,
) -> Statement:
    return Statement(
        sid=statement_id,
        effect="Deny",
        principals=EVERYONE,
        actions=actions,
        resources=resources,
        conditions=conditions or {},
    )
