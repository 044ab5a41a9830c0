"""The replication of an environment's evidence to its copy in another account."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, iam, s3

from components.aws.policy_document import Statement, policy_document, service_trust
from components.component import Component
from components.naming import physical_name
from domain.evidence_copy import PURPOSE, copy_bucket_name, copy_key_alias, copy_role_name

_RULE = "copy"
_PERIOD_SECONDS = 300
# S3 copies most objects within a quarter of an hour; an hour is no mere delay.
_LATE_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class EvidenceReplicationArgs:
    """From where to where, and who is told when it stands still."""

    environment: str
    """The environment it belongs to."""
    region: str
    """The region of the evidence and of its copy."""
    bucket: pulumi.Input[str]
    """The bucket of the evidence, with versioning and a policy that lets the deployment configure it."""
    bucket_arn: pulumi.Input[str]
    """Its ARN."""
    key_arn: pulumi.Input[str]
    """The key of the evidence."""
    copies_account_id: str
    """The account of the copy, whose bucket and key exist already."""
    topic_arn: pulumi.Input[str]
    """The topic that is notified, of the recovery too."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role that copies."""
    protect: bool
    """Whether it stays as it is when it is taken out of the program."""


class EvidenceReplication(Component):
    """Copies every new version with its lock, and tells when one is not copied or late.

    A marker that hides a version is not copied: in the copy nothing is hidden.
    """

    copy_bucket: pulumi.Output[str]
    """The bucket of the copy; known once evidence is copied to it."""

    def __init__(self, name: str, args: EvidenceReplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:EvidenceReplication", name, None, opts)
        self._name = name
        self._args = args
        self._copy = copy_bucket_name(args.environment, args.copies_account_id)
        role, permissions = self._role()
        replication = s3.BucketReplicationConfig(
            f"{name}-replication",
            bucket=args.bucket,
            role=role.arn,
            rules=[self._rule()],
            opts=self.child(depends_on=[permissions], protect=args.protect, retain_on_delete=args.protect),
        )
        self._alarm("failed", "OperationsFailedReplication", "Sum", 0, evaluations=1)
        self._alarm("late", "ReplicationLatency", "Maximum", _LATE_SECONDS, evaluations=3)
        self.copy_bucket = replication.id.apply(lambda _: self._copy)
        self.register()

    def _role(self) -> tuple[iam.Role, pulumi.Resource]:
        args = self._args
        role = iam.Role(
            f"{self._name}-role",
            name=copy_role_name(args.environment),
            description="Copies evidence to another account",
            assume_role_policy=policy_document([service_trust("s3.amazonaws.com")]),
            permissions_boundary=args.permissions_boundary,
            opts=self.child(retain_on_delete=args.protect),
        )
        permissions = iam.RolePolicy(
            f"{self._name}-policy",
            name=PURPOSE,
            role=role.name,
            policy=policy_document(copying_statements(args)),
            opts=self.child(retain_on_delete=args.protect),
        )
        return role, permissions

    def _rule(self) -> s3.BucketReplicationConfigRuleArgs:
        return s3.BucketReplicationConfigRuleArgs(
            id=_RULE,
            priority=1,
            status="Enabled",
            filter=s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
            delete_marker_replication=s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(status="Disabled"),
            # Without it S3 passes over what a key of ours encrypts, which is all of it.
            source_selection_criteria=s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
                sse_kms_encrypted_objects=s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                    status="Enabled"
                )
            ),
            destination=self._destination(),
        )

    def _destination(self) -> s3.BucketReplicationConfigRuleDestinationArgs:
        args = self._args
        alias = copy_key_alias(args.environment)
        return s3.BucketReplicationConfigRuleDestinationArgs(
            bucket=f"arn:aws:s3:::{self._copy}",
            account=args.copies_account_id,
            access_control_translation=s3.BucketReplicationConfigRuleDestinationAccessControlTranslationArgs(
                owner="Destination"
            ),
            encryption_configuration=s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                replica_kms_key_id=f"arn:aws:kms:{args.region}:{args.copies_account_id}:{alias}"
            ),
            metrics=s3.BucketReplicationConfigRuleDestinationMetricsArgs(status="Enabled"),
        )

    def _alarm(self, subject: str, metric: str, statistic: str, threshold: int, *, evaluations: int) -> None:
        """S3 writes these metrics while there is something to copy; silence is nothing to worry about."""
        args = self._args
        cloudwatch.MetricAlarm(
            f"{self._name}-{subject}",
            name=physical_name(args.environment, PURPOSE, subject, limit=255),
            alarm_description=f"{metric} of the evidence of {args.environment}",
            namespace="AWS/S3",
            metric_name=metric,
            dimensions={"SourceBucket": args.bucket, "DestinationBucket": self._copy, "RuleId": _RULE},
            statistic=statistic,
            period=_PERIOD_SECONDS,
            evaluation_periods=evaluations,
            comparison_operator="GreaterThanThreshold",
            threshold=threshold,
            treat_missing_data="notBreaching",
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.child(),
        )


def copying_statements(args: EvidenceReplicationArgs) -> list[Statement]:
    """Read every version with its lock, write replicas into the one bucket of the one account, and decrypt no replica.

    The key of the copy has a name that AWS chooses: it is known by its alias.
    """
    copies = args.copies_account_id
    through = {"kms:ViaService": f"s3.{args.region}.amazonaws.com"}
    return [
        Statement(
            sid="Configuration",
            actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
            resources=[args.bucket_arn],
        ),
        Statement(
            sid="Versions",
            actions=[
                "s3:GetObjectLegalHold",
                "s3:GetObjectRetention",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging",
            ],
            resources=[pulumi.Output.concat(args.bucket_arn, "/*")],
        ),
        Statement(
            sid="Replicas",
            actions=["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
            resources=[f"arn:aws:s3:::{copy_bucket_name(args.environment, copies)}/*"],
            conditions={"StringEquals": {"aws:ResourceAccount": copies}},
        ),
        Statement(
            sid="Decrypt", actions=["kms:Decrypt"], resources=[args.key_arn], conditions={"StringEquals": through}
        ),
        Statement(
            sid="Encrypt",
            actions=["kms:Encrypt", "kms:GenerateDataKey"],
            resources=[f"arn:aws:kms:{args.region}:{copies}:key/*"],
            conditions={
                "StringEquals": through,
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": copy_key_alias(args.environment)},
            },
        ),
    ]
