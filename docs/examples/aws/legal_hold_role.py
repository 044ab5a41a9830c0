"""Who may put a legal hold on evidence, and take it away again."""

from components.aws.legal_hold_role import LegalHoldRole, LegalHoldRoleArgs

LegalHoldRole(
    "legal-hold",
    LegalHoldRoleArgs(
        environment="prod",
        account_id="123456789012",
        bucket_arn="arn:aws:s3:::portarium-prod-evidence-1a2b",
        trusted_role_patterns=["arn:aws:iam::123456789012:role/legal-*"],
        protect=True,
    ),
)
