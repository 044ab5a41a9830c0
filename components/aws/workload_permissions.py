"""What each workload may do in AWS: the statements of its pod role."""

import pulumi

from components.aws.policy_document import Statement


def vault_unseal(key_arn: pulumi.Input[str]) -> list[Statement]:
    """Vault wraps its root key with the unseal key."""
    return [Statement(actions=["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"], resources=[key_arn])]


def database_login(
    *, region: str, account_id: str, database_resource_id: pulumi.Input[str], user: str
) -> list[Statement]:
    """Sign in to the database as one user with a token instead of a password."""
    return [
        Statement(
            actions=["rds-db:connect"],
            resources=[
                pulumi.Output.concat(f"arn:aws:rds-db:{region}:{account_id}:dbuser:", database_resource_id, f"/{user}")
            ],
        )
    ]


def evidence_recording(*, bucket_arn: pulumi.Input[str], key_arn: pulumi.Input[str]) -> list[Statement]:
    """The control plane adds evidence and reads it back; it neither removes any nor sets how long it stays."""
    return [
        Statement(actions=["s3:PutObject", "s3:GetObject"], resources=[pulumi.Output.concat(bucket_arn, "/*")]),
        Statement(actions=["s3:ListBucket"], resources=[bucket_arn]),
        Statement(actions=["kms:GenerateDataKey", "kms:Decrypt"], resources=[key_arn]),
    ]


def evidence_verification(*, bucket_arn: pulumi.Input[str], key_arn: pulumi.Input[str]) -> list[Statement]:
    """The verification job reads every version, its retention and its legal hold, and writes nothing."""
    return [
        Statement(
            actions=[
                "s3:GetObject",
                "s3:GetObjectLegalHold",
                "s3:GetObjectRetention",
                "s3:GetObjectVersion",
            ],
            resources=[pulumi.Output.concat(bucket_arn, "/*")],
        ),
        Statement(
            actions=["s3:GetBucketObjectLockConfiguration", "s3:ListBucket", "s3:ListBucketVersions"],
            resources=[bucket_arn],
        ),
        Statement(actions=["kms:Decrypt"], resources=[key_arn]),
    ]


def certificate_proof(zone_arn: pulumi.Input[str]) -> list[Statement]:
    """cert-manager and external-dns write the records of one zone."""
    return [
        Statement(actions=["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"], resources=[zone_arn]),
        Statement(actions=["route53:GetChange"], resources=["arn:aws:route53:::change/*"]),
        Statement(actions=["route53:ListHostedZonesByName", "route53:ListHostedZones"]),
    ]


def node_scaling(cluster_name: str) -> list[Statement]:
    """The cluster autoscaler sees all groups, and resizes those that carry the cluster's tag."""
    return [
        Statement(
            actions=[
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
                "ec2:GetInstanceTypesFromInstanceRequirements",
                "eks:DescribeNodegroup",
            ]
        ),
        Statement(
            actions=["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            conditions={"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster_name}": "owned"}},
        ),
    ]
