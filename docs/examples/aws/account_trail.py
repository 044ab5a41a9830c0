"""A record of what happens in staging's account and of who reads its states, kept for a year."""

from components.aws.account_trail import AccountTrail, AccountTrailArgs

AccountTrail(
    "trail",
    AccountTrailArgs(
        account="staging",
        account_id="123456789012",
        region="eu-central-1",
        recorded_objects=["arn:aws:s3:::portarium-states/"],
        retention_days=365,
        lock="GOVERNANCE",
        administrators=["arn:aws:iam::123456789012:role/portarium-administrator"],
        access_log_bucket="portarium-account-staging-access-logs-1a2b",
        protect=False,
    ),
)
