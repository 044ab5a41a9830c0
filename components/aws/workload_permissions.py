"""What each workload may do in AWS: the statements of its pod role."""

from collections.abc import Sequence

import pulumi

from components.aws.policy_document import Statement


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


def vault_recovery(
    *, secret_arns: Sequence[pulumi.Input[str]], key_arn: pulumi.Input[str], region: str
) -> list[Statement]:
    """Keep what Vault tells once, and read it back; nothing is listed or deleted."""
    return [
        Statement(actions=["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], resources=secret_arns),
        Statement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}},
        ),
    ]


def backup_writing(*, bucket_arn: pulumi.Input[str], key_arn: pulumi.Input[str], region: str) -> list[Statement]:
    """Add backups to a bucket; none is read, listed or deleted."""
    return [
        Statement(actions=["s3:PutObject"], resources=[pulumi.Output.concat(bucket_arn, "/*")]),
        Statement(
            # S3 asks for both where an object is uploaded in pieces.
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
        ),
    ]


def backup_reading(*, bucket_arn: pulumi.Input[str], key_arn: pulumi.Input[str], region: str) -> list[Statement]:
    """Find backups in a bucket and read them; none is written or deleted."""
    return [
        Statement(actions=["s3:GetObject"], resources=[pulumi.Output.concat(bucket_arn, "/*")]),
        Statement(actions=["s3:ListBucket"], resources=[bucket_arn]),
        Statement(
            actions=["kms:Decrypt"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
        ),
    ]


def run_archiving(*, bucket_arn: pulumi.Input[str], key_arn: pulumi.Input[str], region: str) -> list[Statement]:
    """Write runs that are over, find them and read them; none is deleted, and a bucket is listed to say of one that it
    is not there."""
    return [
        Statement(actions=["s3:GetObject", "s3:PutObject"], resources=[pulumi.Output.concat(bucket_arn, "/*")]),
        Statement(actions=["s3:ListBucket"], resources=[bucket_arn]),
        Statement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"}},
        ),
    ]


def database_administration(
    *,
    master_secret_arn: pulumi.Input[str],
    secret_arns: Sequence[pulumi.Input[str]],
    key_arns: Sequence[pulumi.Input[str]],
    region: str,
) -> list[Statement]:
    """Make logins: sign in as the master of the database, and write these secrets; nothing is listed or deleted."""
    return [
        Statement(actions=["secretsmanager:GetSecretValue"], resources=[master_secret_arn]),
        Statement(
            actions=["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
            resources=secret_arns,
        ),
        Statement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=key_arns,
            conditions={"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}},
        ),
    ]


def secrets_renewal(
    *,
    rotated_arns: Sequence[pulumi.Input[str]],
    watched_arns: Sequence[pulumi.Input[str]],
    key_arn: pulumi.Input[str],
    log_group_arn: pulumi.Input[str],
    region: str,
) -> list[Statement]:
    """Give these secrets another value, see how old those are, and tell of it: no value is read, of none of them."""
    return [
        Statement(actions=["secretsmanager:PutSecretValue"], resources=rotated_arns),
        Statement(actions=["secretsmanager:ListSecretVersionIds"], resources=[*rotated_arns, *watched_arns]),
        Statement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}},
        ),
        Statement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[log_group_arn, pulumi.Output.concat(log_group_arn, ":*")],
        ),
    ]
