"""Every physical name and tag, so that one environment's things are recognised and never meet another's."""

import hashlib

from domain.project import PROJECT

ENVIRONMENT_TAG = f"{PROJECT}:environment"
"""The tag that says which environment a resource belongs to; the budget counts by it."""

ACCOUNT_TAG = f"{PROJECT}:account"
"""The tag of what belongs to an account and to no environment."""

MANAGED_BY = f"{PROJECT}:managed-by"
"""The tag that says what changes a resource."""

_DIGEST_LENGTH = 6


def physical_name(environment: str, *parts: str, limit: int = 63) -> str:
    """`portarium-<environment>-<parts>`, cut to `limit` with a digest of the whole so that two long names stay two.

    63 is what RDS, S3 and a Kubernetes label accept; IAM roles accept 64, load balancers 32.
    """
    whole = "-".join((PROJECT, environment, *parts))
    if len(whole) <= limit:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{whole[: limit - _DIGEST_LENGTH - 1].rstrip('-')}-{digest}"


def account_owner(account: str) -> str:
    """What an account's own resources are named by, where those of an environment have the environment's name."""
    return f"account-{account}"


def account_name(account: str, *parts: str, limit: int = 63) -> str:
    """`portarium-account-<account>-<parts>`, cut as an environment's names are."""
    return physical_name(account_owner(account), *parts, limit=limit)


def tags(environment: str, tier: str) -> dict[str, str]:
    """The tags of everything in an environment; the AWS provider adds them to each resource as default tags."""
    return {
        ENVIRONMENT_TAG: environment,
        f"{PROJECT}:tier": tier,
        MANAGED_BY: "pulumi",
    }


def account_tags(account: str) -> dict[str, str]:
    """The tags of what belongs to an account and to no environment."""
    return {ACCOUNT_TAG: account, MANAGED_BY: "pulumi"}


def name_tag(environment: str, *parts: str) -> dict[str, str]:
    """The `Name` tag that the AWS console shows for resources without a name of their own."""
    return {"Name": physical_name(environment, *parts, limit=128)}
