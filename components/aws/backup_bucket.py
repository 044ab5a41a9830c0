"""A bucket for backups of what runs inside a cluster."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

from components.aws.access_log_bucket import ACCESS_LOG_PREFIX
from components.aws.bucket_lifecycle import lifecycle_rules
from components.aws.policy_document import Principals, Statement, only_through_tls, policy_document
from components.aws.private_bucket import (
    bucket_name,
    encryption,
    no_public_access,
    owned_by_the_account,
    versioning,
)
from components.component import Component


@dataclass(frozen=True, kw_only=True)
class BackupBucketArgs:
    """What it is for, who encrypts it, and how long backups stay."""

    environment: str
    """The environment it belongs to."""
    purpose: str
    """What is backed up, as the middle of the bucket's name."""
    key_arn: pulumi.Input[str]
    """The key that encrypts what is in it."""
    access_log_bucket: pulumi.Input[str]
    """The bucket that its access logs go to."""
    retention_days: int
    """Days after which a backup is deleted, or an older version of one."""
    protect: bool
    """Whether Pulumi refuses to delete it, and leaves it when it is taken out of the program."""


class BackupBucket(Component):
    """A private bucket with versions, where whoever writes backups can't take an older one away."""

    bucket: pulumi.Output[str]
    """The bucket's name, known once it is closed and encrypted."""
    arn: pulumi.Output[str]
    """Its ARN."""

    def __init__(self, name: str, args: BackupBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:BackupBucket", name, None, opts)
        keep = self.child(protect=args.protect, retain_on_delete=args.protect)
        bucket = s3.Bucket(
            f"{name}-bucket",
            bucket=bucket_name(name, args.environment, args.purpose, opts=keep),
            force_destroy=not args.protect,
            opts=keep,
        )
        kept = self.child(retain_on_delete=args.protect)
        access = no_public_access(name, bucket, opts=kept)
        configured = [
            encryption(name, bucket, key_arn=args.key_arn, opts=kept),
            versioning(name, bucket, opts=keep),
            access,
            # S3 answers 409 when two of a bucket's access settings change at once.
            owned_by_the_account(name, bucket, opts=self.child(depends_on=[access], retain_on_delete=args.protect)),
            s3.BucketLifecycleConfiguration(
                f"{name}-lifecycle", bucket=bucket.bucket, rules=lifecycle_rules(args.retention_days), opts=kept
            ),
            s3.BucketLogging(
                f"{name}-logging",
                bucket=bucket.bucket,
                target_bucket=args.access_log_bucket,
                target_prefix=ACCESS_LOG_PREFIX,
                # S3 adds account, region, bucket and day: buckets that share the log bucket stay apart in it.
                target_object_key_format=s3.BucketLoggingTargetObjectKeyFormatArgs(
                    partitioned_prefix=s3.BucketLoggingTargetObjectKeyFormatPartitionedPrefixArgs(
                        partition_date_source="EventTime"
                    )
                ),
                opts=kept,
            ),
        ]
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=policy_document(backup_statements(bucket.arn)),
            opts=self.child(depends_on=configured, retain_on_delete=args.protect),
        )
        self.bucket = policy.bucket
        self.arn = bucket.arn
        self.register()


def backup_statements(bucket_arn: pulumi.Input[str]) -> list[Statement]:
    """Nothing travels in clear, and nobody takes away a version: what is old expires by itself."""
    objects = pulumi.Output.concat(bucket_arn, "/*")
    return [
        only_through_tls("s3:*", [bucket_arn, objects], principals=Principals(aws=["*"])),
        Statement(
            sid="VersionsStay",
            effect="Deny",
            principals=Principals(aws=["*"]),
            actions=["s3:DeleteObjectVersion"],
            resources=[objects],
        ),
    ]
