"""The copy of an environment's evidence, in an account that the environment has no power over."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import s3

from components.aws.bucket_lifecycle import lifecycle_rules
from components.aws.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.aws.evidence_policy import ObjectLock, lock_statements, transport_statements
from components.aws.policy_document import EVERYONE, Statement, policy_document, whole_account
from components.aws.private_bucket import encryption, no_public_access, owned_by_the_account, versioning
from components.component import Component
from components.naming import ENVIRONMENT_TAG
from domain.evidence_copy import PURPOSE, copy_bucket_name, copy_role_name


@dataclass(frozen=True, kw_only=True)
class EvidenceCopyArgs:
    """Whose evidence is copied, and how the copy is kept."""

    environment: str
    """The environment whose evidence it is."""
    environment_account_id: str
    """The account of the environment, whose replication writes here and reads nothing."""
    account_id: str
    """The account of the copy."""
    region: str
    """The region, which is the evidence's own."""
    lock: ObjectLock
    """How versions are locked: as the evidence is, so that the copy yields to nobody sooner."""
    configurators: Sequence[pulumi.Input[str]]
    """ARNs of the roles that may change the default lock: those that run this account's program."""
    protect: bool
    """Whether Pulumi refuses to delete it, and leaves it as it is when it is taken out of the program."""


class EvidenceCopy(Component):
    """A locked, versioned, encrypted bucket that S3's replication alone writes to."""

    bucket: pulumi.Output[str]
    """The bucket's name; known only once its policy defends it."""
    arn: pulumi.Output[str]
    """The bucket's ARN."""
    key_arn: pulumi.Output[str]
    """The key that encrypts the copy."""

    def __init__(self, name: str, args: EvidenceCopyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:EvidenceCopy", name, None, opts)
        self._name = name
        self._args = args
        self.key_arn = self._key()
        bucket = s3.Bucket(
            f"{name}-bucket",
            bucket=copy_bucket_name(args.environment, args.account_id),
            object_lock_enabled=True,
            opts=self._kept(),
        )
        self.arn = bucket.arn
        versions = versioning(name, bucket, opts=self._kept())
        access = no_public_access(name, bucket, opts=self._kept())
        configured = [
            versions,
            encryption(name, bucket, key_arn=self.key_arn, opts=self._kept()),
            access,
            # S3 answers 409 when two of a bucket's access settings change at once.
            owned_by_the_account(name, bucket, opts=self._kept(depends_on=[access])),
            self._lifecycle(bucket),
            self._lock(bucket, after=versions),
        ]
        # Last: from here on the policy denies what was just set.
        policy = s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.bucket,
            policy=policy_document(copy_statements(args, bucket.arn)),
            opts=self._kept(depends_on=configured),
        )
        self.bucket = policy.bucket
        self.register()

    def _kept(self, *, depends_on: Sequence[pulumi.Resource] = ()) -> pulumi.ResourceOptions:
        keep = self._args.protect
        return self.child(protect=keep, retain_on_delete=keep, depends_on=depends_on)

    def _key(self) -> pulumi.Output[str]:
        args = self._args
        key = EncryptionKey(
            f"{self._name}-key",
            EncryptionKeyArgs(
                environment=args.environment,
                purpose=PURPOSE,
                description=f"Copy of the evidence of {args.environment}",
                account_id=args.account_id,
                through=[f"s3.{args.region}.amazonaws.com"],
                writers=[copier_arn(args)],
                # The boundary of the environment's roles knows by it that the key is the environment's to write with.
                tags={ENVIRONMENT_TAG: args.environment},
                protect=args.protect,
            ),
            opts=self.child(),
        )
        return key.arn

    def _lock(self, bucket: s3.Bucket, *, after: pulumi.Resource) -> pulumi.Resource:
        lock = self._args.lock
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

    def _lifecycle(self, bucket: s3.Bucket) -> pulumi.Resource:
        return s3.BucketLifecycleConfiguration(
            f"{self._name}-lifecycle", bucket=bucket.bucket, rules=lifecycle_rules(None), opts=self._kept()
        )


def copier_arn(args: EvidenceCopyArgs) -> str:
    """The role by which S3 copies, in the environment's account; it may be made later."""
    return f"arn:aws:iam::{args.environment_account_id}:role/{copy_role_name(args.environment)}"


def copy_statements(args: EvidenceCopyArgs, bucket_arn: pulumi.Input[str]) -> list[Statement]:
    """Replication adds replicas; nobody else writes, and nobody deletes.

    The copier is named in a condition: S3 refuses a policy whose principal doesn't exist yet.
    """
    objects = pulumi.Output.concat(bucket_arn, "/*")
    copier = {"ArnEquals": {"aws:PrincipalArn": copier_arn(args)}}
    return [
        *transport_statements(bucket_arn, objects),
        Statement(
            sid="Replicas",
            principals=whole_account(args.environment_account_id),
            actions=["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
            resources=[objects],
            conditions=copier,
        ),
        Statement(
            sid="WhetherItIsVersioned",
            principals=whole_account(args.environment_account_id),
            actions=["s3:GetBucketVersioning"],
            resources=[bucket_arn],
            conditions=copier,
        ),
        Statement(
            sid="ReplicasOnly", effect="Deny", principals=EVERYONE, actions=["s3:PutObject"], resources=[objects]
        ),
        *lock_statements(bucket_arn, args.lock, args.configurators),
    ]
