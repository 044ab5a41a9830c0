"""The conformance cases, one module a service."""

import importlib

from tests.providers.aws.conformance import Case

_MODULES = (
    "account",
    "kms",
    "ec2_network",
    "ec2_routing",
    "ec2_endpoints",
    "ec2_security",
    "ec2_launch_template",
    "guards",
    "iam",
    "s3",
    "eks",
    "rds",
    "route53",
    "route53_resolver",
    "acm",
    "cloudtrail",
    "codebuild",
    "messaging",
    "events",
    "monitoring",
    "secrets",
)


def all_cases() -> list[Case]:
    """Every case."""
    modules = [importlib.import_module(f"{__name__}.{name}") for name in _MODULES]
    return [case for module in modules for case in module.CASES]
