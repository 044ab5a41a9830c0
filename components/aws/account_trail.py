"""The trail of an account: who did what in it, recorded where nobody changes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudtrail, s3

from components.aws.access_log_bucket import ACCESS_LOG_PREFIX, MINIMUM_RETENTION_DAYS
from components.aws.bucket_lifecycle import lifecycle_rules
from components.aws.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.aws.policy_document import policy_document
from components.aws.private_bucket import (
    bucket_name,
    encryption,
    no_public_access,
    owned_by_the_account,
    versioning,
)
from components.aws.trail_policy import CLOUDTRAIL, trail_statements
from components.component import Component
from components.naming import account_name, account_owner
from domain.object_lock import LockChoice, LockMode

_NAME_LIMIT = 128


@dataclass(frozen=True, kw_only=True)
class AccountTrailArgs:
    """What is recorded, and how long it is kept."""

    account: str
    """The account's name, part of the names of what is made."""
    account_id: pulumi.Input[str]
    """The account."""
    region: str
    """The trail's home; it records all regions."""
    recorded_objects: Sequence[str] = ()
    """What the ARNs of the objects begin with whose every reading and writing is recorded, such as
    `arn:aws:s3:::portarium-prod-evidence-`; the trail's own bucket must not be among them, for it would never end."""
    retention_days: int
    """How long a record is kept, 90 days at least; then it is deleted."""
    lock: LockChoice
    """To whom a record yields before; with `off` the bucket has no Object Lock, ever: AWS decides it at creation."""
    administrators: Sequence[pulumi.Input[str]] = ()
    """ARNs of the roles that apply this program, which alone may change a lock."""
    access_log_bucket: pulumi.Input[str]
    """The bucket that gets the access logs of the trail's own."""
    protect: bool
    """Whether Pulumi refuses to delete it, and leaves the records when they are taken out of the program."""


class AccountTrail(Component):
    """One trail for all regions and all that is global, with signed digests, encrypted, in a bucket of its own.

    It records every call that manages something, those of KMS included, and the data events of the objects that are
    named. AWS speaks of no obstacle to CloudTrail's writing under Object Lock, and others have it; no double proves it.
    """

    arn: pulumi.Output[str]
    """The trail's ARN."""
    bucket: pulumi.Output[str]
    """The bucket of the records."""
    bucket_arn: pulumi.Output[str]
    """The bucket's ARN."""
    key_arn: pulumi.Output[str]
    """The key of the records; who reads them needs it, through S3."""

    def __init__(self, name: str, args: AccountTrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:AccountTrail", name, None, opts)
        self._name = name
        self._args = args
        _refuse_mistakes(name, args)
        # The policies name the trail before it is there.
        trail_name = account_name(args.account, "trail", limit=_NAME_LIMIT)
        trail_arn = pulumi.Output.concat(f"arn:aws:cloudtrail:{args.region}:", args.account_id, f":trail/{trail_name}")
        self.key_arn = self._key(trail_arn)
        bucket = self._bucket()
        self.bucket_arn = bucket.arn
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=policy_document(
                trail_statements(
                    bucket_arn=bucket.arn,
                    account_id=args.account_id,
                    trail_arn=trail_arn,
                    administrators=args.administrators,
                    locked=args.lock != "off",
                )
            ),
            # Last: from here on it denies what was just set.
            opts=self._kept(depends_on=self._configured(bucket)),
        )
        self.bucket = policy.bucket
        trail = cloudtrail.Trail(
            f"{name}-trail",
            name=trail_name,
            s3_bucket_name=policy.bucket,
            kms_key_id=self.key_arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            advanced_event_selectors=event_selectors(args.recorded_objects),
            opts=self.child(protect=args.protect),
        )
        self.arn = trail.arn
        self.register()

    def _kept(self, *, depends_on: Sequence[pulumi.Resource] = ()) -> pulumi.ResourceOptions:
        """A kept bucket keeps its settings too: stripped of its policy it would be kept for nothing."""
        keep = self._args.protect
        return self.child(protect=keep, retain_on_delete=keep, depends_on=depends_on)

    def _key(self, trail_arn: pulumi.Input[str]) -> pulumi.Output[str]:
        args = self._args
        key = EncryptionKey(
            f"{self._name}-key",
            EncryptionKeyArgs(
                environment=account_owner(args.account),
                purpose="trail",
                description=f"Records of the account {args.account}",
                account_id=args.account_id,
                # CloudTrail describes the key without an encryption context, so that the source alone can tell.
                services={CLOUDTRAIL: {"StringEquals": {"aws:SourceArn": trail_arn}}},
                through=[f"s3.{args.region}.amazonaws.com"],
                protect=args.protect,
            ),
            opts=self.child(),
        )
        return key.arn

    def _bucket(self) -> s3.Bucket:
        args = self._args
        return s3.Bucket(
            f"{self._name}-bucket",
            bucket=bucket_name(self._name, account_owner(args.account), "trail", opts=self._kept()),
            object_lock_enabled=args.lock != "off",
            force_destroy=args.lock == "off" and not args.protect,
            opts=self._kept(),
        )

    def _configured(self, bucket: s3.Bucket) -> list[pulumi.Resource]:
        args = self._args
        versions = versioning(self._name, bucket, opts=self._kept())
        access = no_public_access(self._name, bucket, opts=self._kept())
        settings: list[pulumi.Resource] = [
            versions,
            access,
            # S3 answers 409 when two of a bucket's access settings change at once.
            owned_by_the_account(self._name, bucket, opts=self._kept(depends_on=[access])),
            encryption(self._name, bucket, key_arn=self.key_arn, opts=self._kept()),
            s3.BucketLifecycleConfiguration(
                f"{self._name}-lifecycle",
                bucket=bucket.bucket,
                rules=lifecycle_rules(args.retention_days),
                opts=self._kept(),
            ),
            s3.BucketLogging(
                f"{self._name}-logging",
                bucket=bucket.bucket,
                target_bucket=args.access_log_bucket,
                target_prefix=ACCESS_LOG_PREFIX,
                target_object_key_format=s3.BucketLoggingTargetObjectKeyFormatArgs(
                    partitioned_prefix=s3.BucketLoggingTargetObjectKeyFormatPartitionedPrefixArgs(
                        partition_date_source="EventTime"
                    )
                ),
                opts=self._kept(),
            ),
        ]
        return settings if args.lock == "off" else [*settings, self._lock(bucket, args.lock, after=versions)]

    def _lock(self, bucket: s3.Bucket, mode: LockMode, *, after: pulumi.Resource) -> pulumi.Resource:
        retention = s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(mode=mode, days=self._args.retention_days)
        return s3.BucketObjectLockConfiguration(
            f"{self._name}-lock",
            bucket=bucket.bucket,
            rule=s3.BucketObjectLockConfigurationRuleArgs(default_retention=retention),
            # S3 takes a lock only on a versioned bucket.
            opts=self._kept(depends_on=[after]),
        )


def event_selectors(recorded_objects: Sequence[str]) -> list[cloudtrail.TrailAdvancedEventSelectorArgs]:
    """All that manages something, and what happens to these objects."""
    management = _selector("management", _equals("eventCategory", "Management"))
    if not recorded_objects:
        return [management]
    objects = cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs(
        field="resources.ARN", starts_withs=sorted(recorded_objects)
    )
    return [
        management,
        _selector("objects", _equals("eventCategory", "Data"), _equals("resources.type", "AWS::S3::Object"), objects),
    ]


def _selector(
    name: str, *fields: cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs
) -> cloudtrail.TrailAdvancedEventSelectorArgs:
    return cloudtrail.TrailAdvancedEventSelectorArgs(name=name, field_selectors=list(fields))


def _equals(field: str, value: str) -> cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs:
    return cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs(field=field, equals=[value])


def _refuse_mistakes(name: str, args: AccountTrailArgs) -> None:
    if args.retention_days < MINIMUM_RETENTION_DAYS:
        raise ValueError(
            f"{name}: records are kept {args.retention_days} days; at least {MINIMUM_RETENTION_DAYS} are needed"
        )
    if args.lock != "off" and not args.administrators:
        raise ValueError(f"{name}: a locked trail needs its administrators, or nobody could change its lock")
    own = f"arn:aws:s3:::{account_name(args.account, 'trail')}-"
    for prefix in args.recorded_objects:
        if own.startswith(prefix) or prefix.startswith(own):
            raise ValueError(f"{name}: {prefix} covers the trail's own bucket, whose records would be recorded")
