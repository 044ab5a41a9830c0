"""The bucket that keeps other buckets' access logs and inventories."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

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
from domain.project import PROJECT

ACCESS_LOG_PREFIX = "access/"
INVENTORY_PREFIX = "inventory"

# An investigation starts late: access logs are asked for months after the access.
MINIMUM_RETENTION_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class AccessLogBucketArgs:
    """How long the logs stay, and whose buckets may write them."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account whose buckets may write here."""
    retention_days: int
    """Days after which a log or an inventory is deleted, 90 at least."""
    locked: bool
    """Whether nobody deletes a log before its time, as in tiers whose evidence is locked."""
    protect: bool
    """Whether Pulumi refuses to delete it, and leaves it when it is taken out of the program."""


class AccessLogBucket(Component):
    """A private bucket that S3 itself writes access logs and inventories to.

    It is encrypted with S3's own key and has no Object Lock: S3 delivers no access logs to a bucket that defaults to a
    KMS key, nor to one that retains objects by default.
    """

    bucket: pulumi.Output[str]
    """The bucket's name; known only once its policy admits the writers."""
    arn: pulumi.Output[str]
    """The bucket's ARN."""

    def __init__(self, name: str, args: AccessLogBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:AccessLogBucket", name, None, opts)
        if args.retention_days < MINIMUM_RETENTION_DAYS:
            raise ValueError(
                f"{name}: access logs are kept {args.retention_days} days; at least {MINIMUM_RETENTION_DAYS} are needed"
            )
        keep = self.child(protect=args.protect, retain_on_delete=args.protect)
        bucket = s3.Bucket(
            f"{name}-bucket",
            bucket=bucket_name(name, args.environment, "access-logs", opts=self.child()),
            force_destroy=not args.protect,
            opts=keep,
        )
        encryption(name, bucket, key_arn=None, opts=self.child(retain_on_delete=args.protect))
        access = no_public_access(name, bucket, opts=self.child(retain_on_delete=args.protect))
        ownership = owned_by_the_account(name, bucket, opts=self.child(retain_on_delete=args.protect))
        s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.bucket,
            rules=lifecycle_rules(args.retention_days),
            opts=self.child(retain_on_delete=args.protect),
        )
        if args.locked:
            # A log that is written over stays as well.
            versioning(name, bucket, opts=self.child(protect=args.protect, retain_on_delete=args.protect))
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=policy_document(
                [
                    *delivery_statements(bucket_arn=bucket.arn, account_id=args.account_id),
                    *([kept_by_all(bucket.arn)] if args.locked else []),
                ]
            ),
            # S3 answers 409 when two of a bucket's access settings change at once.
            opts=self.child(depends_on=[access, ownership], retain_on_delete=args.protect),
        )
        self.bucket = policy.bucket
        self.arn = bucket.arn
        self.register()


def delivery_statements(*, bucket_arn: pulumi.Input[str], account_id: pulumi.Input[str]) -> list[Statement]:
    """S3's two deliveries write under their own prefix, for this account's buckets of ours; nothing travels in clear.

    The buckets may be those of other environments: one that shares the foundation shares its log bucket.
    """
    ours = f"arn:aws:s3:::{PROJECT}-*"
    writers = {
        "AccessLogDelivery": ("logging.s3.amazonaws.com", f"/{ACCESS_LOG_PREFIX}*"),
        "InventoryDelivery": ("s3.amazonaws.com", f"/{INVENTORY_PREFIX}/*"),
    }
    everything = [bucket_arn, pulumi.Output.concat(bucket_arn, "/*")]
    return [
        only_through_tls("s3:*", everything, principals=Principals(aws=["*"])),
        *(
            Statement(
                sid=statement_id,
                principals=Principals(services=[service]),
                actions=["s3:PutObject"],
                resources=[pulumi.Output.concat(bucket_arn, path)],
                conditions={"StringEquals": {"aws:SourceAccount": account_id}, "ArnLike": {"aws:SourceArn": ours}},
            )
            for statement_id, (service, path) in writers.items()
        ),
    ]


def kept_by_all(bucket_arn: pulumi.Input[str]) -> Statement:
    """Nobody deletes anything; S3's own expiry asks no policy."""
    return Statement(
        sid="LogsStay",
        effect="Deny",
        principals=Principals(aws=["*"]),
        actions=["s3:DeleteObject", "s3:DeleteObjectVersion"],
        resources=[pulumi.Output.concat(bucket_arn, "/*")],
    )
