"""The evidence store: a bucket whose versions can't be altered, and can't be deleted before their time."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

from components.aws.access_log_bucket import ACCESS_LOG_PREFIX, INVENTORY_PREFIX
from components.aws.bucket_lifecycle import lifecycle_rules
from components.aws.evidence_policy import EvidencePolicyArgs, ObjectLock, evidence_statements
from components.aws.legal_hold_role import LegalHoldRole, LegalHoldRoleArgs
from components.aws.policy_document import policy_document
from components.aws.private_bucket import (
    bucket_name,
    encryption,
    no_public_access,
    owned_by_the_account,
    versioning,
)
from components.component import Component

_INVENTORY_FIELDS = ["ETag", "Size", "LastModifiedDate", "EncryptionStatus", "ChecksumAlgorithm"]
_INVENTORY_LOCK_FIELDS = ["ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus"]


@dataclass(frozen=True, kw_only=True)
class EvidenceStoreArgs:
    """How evidence is kept, and who may touch the rules."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account it lives in."""
    key_arn: pulumi.Input[str]
    """The key that encrypts it."""
    access_log_bucket: pulumi.Input[str]
    """The bucket that gets its access logs."""
    access_log_bucket_arn: pulumi.Input[str]
    """The ARN of the same bucket, which also gets the inventory."""
    lock: ObjectLock | None
    """How versions are locked; with `None` the bucket has no Object Lock, ever: AWS decides it at creation."""
    expiry_days: int | None
    """Days after which an unlocked tier's evidence is deleted; a locked tier has none, its evidence stays."""
    configurators: Sequence[pulumi.Input[str]] = ()
    """ARNs of the roles that may change the default lock: those that run the deployment."""
    legal_hold_trusted_role_patterns: Sequence[str] = ()
    """Patterns of the role ARNs that may take the legal hold role."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the legal hold role."""
    protect: bool
    """Whether Pulumi refuses to delete it, and leaves it as it is when it is taken out of the program."""


class EvidenceStore(Component):
    """A versioned, encrypted, private bucket, locked where the tier says so, with its log and its inventory."""

    bucket: pulumi.Output[str]
    """The bucket's name; known only once its policy defends it."""
    arn: pulumi.Output[str]
    """The bucket's ARN."""
    legal_hold_role_arn: pulumi.Output[str | None]
    """The role that sets and lifts legal holds; none without a lock."""

    def __init__(self, name: str, args: EvidenceStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:EvidenceStore", name, None, opts)
        _refuse_contradiction(name, args)
        self._name = name
        self._args = args
        bucket = self._bucket()
        self.arn = bucket.arn
        hold_role = self._legal_hold_role() if args.lock else None
        self.legal_hold_role_arn = hold_role.arn if hold_role else pulumi.Output.from_input(None)
        configured = [
            versioning(self._name, bucket, opts=self._kept()),
            encryption(self._name, bucket, key_arn=args.key_arn, opts=self._kept()),
            *self._public_access(bucket),
            self._lifecycle(bucket),
            self._logging(bucket),
            self._inventory(bucket),
        ]
        if args.lock:
            # S3 takes a lock only on a versioned bucket.
            configured.append(self._lock(bucket, args.lock, after=configured[0]))
        # Last: from here on the policy denies what was just set.
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=policy_document(
                evidence_statements(
                    EvidencePolicyArgs(
                        bucket_arn=bucket.arn,
                        key_arn=args.key_arn,
                        lock=args.lock,
                        configurators=args.configurators,
                        legal_hold_role_arn=hold_role.arn if hold_role else None,
                    )
                )
            ),
            opts=self._kept(depends_on=configured),
        )
        self.bucket = policy.bucket
        self.register()

    def _kept(self, *, depends_on: Sequence[pulumi.Resource] = ()) -> pulumi.ResourceOptions:
        """A kept bucket keeps its settings too: stripped of its policy it would be kept for nothing."""
        keep = self._args.protect
        return self.child(protect=keep, retain_on_delete=keep, depends_on=depends_on)

    def _bucket(self) -> s3.Bucket:
        args = self._args
        return s3.Bucket(
            f"{self._name}-bucket",
            bucket=bucket_name(self._name, args.environment, "evidence", opts=self._kept()),
            object_lock_enabled=args.lock is not None,
            force_destroy=args.lock is None and not args.protect,
            opts=self._kept(),
        )

    def _lock(self, bucket: s3.Bucket, lock: ObjectLock, *, after: pulumi.Resource) -> pulumi.Resource:
        return s3.BucketObjectLockConfiguration(
            f"{self._name}-lock",
            bucket=bucket.bucket,
            rule=s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode=lock.mode, days=lock.days
                )
            ),
            opts=self._kept(depends_on=[after]),
        )

    def _public_access(self, bucket: s3.Bucket) -> list[pulumi.Resource]:
        access = no_public_access(self._name, bucket, opts=self._kept())
        # S3 answers 409 when two of a bucket's access settings change at once.
        return [access, owned_by_the_account(self._name, bucket, opts=self._kept(depends_on=[access]))]

    def _lifecycle(self, bucket: s3.Bucket) -> pulumi.Resource:
        return s3.BucketLifecycleConfiguration(
            f"{self._name}-lifecycle",
            bucket=bucket.bucket,
            rules=lifecycle_rules(self._args.expiry_days),
            opts=self._kept(),
        )

    def _logging(self, bucket: s3.Bucket) -> pulumi.Resource:
        return s3.BucketLogging(
            f"{self._name}-logging",
            bucket=bucket.bucket,
            target_bucket=self._args.access_log_bucket,
            target_prefix=ACCESS_LOG_PREFIX,
            # S3 adds account, region, bucket and day: environments that share the log bucket stay apart in it.
            target_object_key_format=s3.BucketLoggingTargetObjectKeyFormatArgs(
                partitioned_prefix=s3.BucketLoggingTargetObjectKeyFormatPartitionedPrefixArgs(
                    partition_date_source="EventTime"
                )
            ),
            opts=self._kept(),
        )

    def _inventory(self, bucket: s3.Bucket) -> pulumi.Resource:
        """Every version with its lock, every day: what the verification job compares the hash chain with."""
        args = self._args
        return s3.Inventory(
            f"{self._name}-inventory",
            bucket=bucket.bucket,
            name="verification",
            included_object_versions="All",
            optional_fields=[*_INVENTORY_FIELDS, *(_INVENTORY_LOCK_FIELDS if args.lock else [])],
            schedule=s3.InventoryScheduleArgs(frequency="Daily"),
            destination=s3.InventoryDestinationArgs(
                bucket=s3.InventoryDestinationBucketArgs(
                    bucket_arn=args.access_log_bucket_arn,
                    account_id=args.account_id,
                    format="CSV",
                    prefix=INVENTORY_PREFIX,
                )
            ),
            opts=self._kept(),
        )

    def _legal_hold_role(self) -> LegalHoldRole:
        args = self._args
        return LegalHoldRole(
            f"{self._name}-legal-hold",
            LegalHoldRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                bucket_arn=self.arn,
                trusted_role_patterns=args.legal_hold_trusted_role_patterns,
                permissions_boundary=args.permissions_boundary,
                protect=args.protect,
            ),
            opts=self.child(),
        )


def _refuse_contradiction(name: str, args: EvidenceStoreArgs) -> None:
    if (args.lock is None) == (args.expiry_days is None):
        raise ValueError(f"{name}: evidence either has a lock or expires after a number of days; give exactly one")
