"""Which module has the row of a type: a preview imports only the services that its program uses."""

import importlib
from collections.abc import Iterator

from portarium_sandbox.providers.aws.table import ResourceType

_MODULES: dict[str, tuple[str, ...]] = {
    "kms": ("kms",),
    "ec2": ("ec2_network", "ec2_routing", "ec2_endpoints", "ec2_security", "ec2_launch_template", "ec2_account"),
    "ebs": ("ec2_account",),
    "vpc": ("ec2_security",),
    "iam": ("iam", "iam_account"),
    "s3": ("s3_bucket", "s3_configuration", "s3_account"),
    "eks": ("eks_cluster", "eks_node_group", "eks_access"),
    "rds": ("rds_event", "rds_groups", "rds_instance"),
    "route53": ("route53", "route53_firewall", "route53_query_log"),
    "acm": ("acm",),
    "sns": ("sns",),
    "budgets": ("budgets",),
    "accessanalyzer": ("accessanalyzer",),
    "cloudtrail": ("cloudtrail",),
    "guardduty": ("guardduty",),
    "securityhub": ("securityhub",),
    "codebuild": ("codebuild",),
    "cloudwatch": ("cloudwatch", "events"),
    "sqs": ("sqs",),
    "ssm": ("ssm",),
    "secretsmanager": ("secretsmanager",),
}


def row_of(token: str) -> ResourceType | None:
    """The row of a type token, if the table has it."""
    package = token.removeprefix("aws:").partition("/")[0]
    for module in _MODULES.get(package, ()):
        for row in _rows_in(module):
            if row.type == token:
                return row
    return None


def all_rows() -> Iterator[ResourceType]:
    """The whole table."""
    for module in dict.fromkeys(name for names in _MODULES.values() for name in names):
        yield from _rows_in(module)


def _rows_in(module: str) -> tuple[ResourceType, ...]:
    return importlib.import_module(f"portarium_sandbox.providers.aws.services.{module}").ROWS
