"""What each workload may do in AWS: the statements of its pod role."""

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
