"""The quotas of a sandbox's account, raised as a real account's administrator asks AWS to."""

from __future__ import annotations

from portarium_sandbox.aws_client import client

_RAISED = {("ec2", "L-0263D0A3"): 10, ("ec2", "L-1216C47A"): 128}
"""Addresses and processors: AWS's own defaults, five of each, are too few for three environments."""


def raise_quotas(endpoint: str, region: str, account: str) -> None:
    """Ask for what all environments need together, where nobody has asked yet."""
    quotas = client("service-quotas", endpoint=endpoint, region=region, account=account)
    for (service, code), wanted in _RAISED.items():
        try:
            quotas.get_service_quota(ServiceCode=service, QuotaCode=code)
        except quotas.exceptions.NoSuchResourceException:
            quotas.request_service_quota_increase(ServiceCode=service, QuotaCode=code, DesiredValue=float(wanted))
