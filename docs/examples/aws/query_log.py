"""What a public zone is asked, for a month."""

from components.aws.query_log import QueryLog, QueryLogArgs

QueryLog(
    "queries",
    QueryLogArgs(
        environment="dev",
        account_id="123456789012",
        zone_id="Z0",
        zone_arn="arn:aws:route53:::hostedzone/Z0",
        retention_days=30,
    ),
)
