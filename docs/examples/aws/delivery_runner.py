"""Machines for the workflows' jobs, inside the network of dev."""

from components.aws.delivery_runner import DeliveryRunner, DeliveryRunnerArgs

DeliveryRunner(
    "runner",
    DeliveryRunnerArgs(
        environment="dev",
        region="eu-central-1",
        account_id="123456789012",
        repository="acme/infrastructure",
        vpc_id="vpc-1",
        subnet_ids=["subnet-a", "subnet-b"],
        api_security_group_id="sg-api",
        logs_key_arn="arn:aws:kms:eu-central-1:123456789012:key/logs",
        log_retention_days=365,
    ),
)
