"""Mails about what the watchers of an account find."""

from components.aws.finding_notices import FindingNotices, FindingNoticesArgs

FindingNotices(
    "findings",
    FindingNoticesArgs(
        account="dev",
        account_id="123456789012",
        region="eu-central-1",
        email_addresses=["security@portarium.example"],
        protect=False,
    ),
)
