"""What passes through a network, written down for a year."""

from components.aws.flow_log import FlowLog, FlowLogArgs

FlowLog(
    "flow-log",
    FlowLogArgs(
        environment="dev",
        vpc_id="vpc-1",
        account_id="123456789012",
        logs_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        retention_days=365,
    ),
)
