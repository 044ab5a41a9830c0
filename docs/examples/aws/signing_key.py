"""A key with which one role signs checkpoints, and nobody else."""

from components.aws.signing_key import SigningKey, SigningKeyArgs

SigningKey(
    "audit-key",
    SigningKeyArgs(
        environment="dev",
        purpose="audit-evidence",
        description="Checkpoints of dev's audit log",
        account_id="123456789012",
        signers=["arn:aws:iam::123456789012:role/portarium-dev-delivery-deploy"],
    ),
)
