"""What an environment takes over from the stack of its account: who delivers, and what no role goes beyond.

Both are known by their names, so that an environment reads nobody's state for them.
"""

from dataclasses import dataclass

from components.aws.delivery_boundary import boundary_arn
from domain.access_grant import DEPLOY, PREVIEW, delivery_role_name


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The delivery of an environment, which the stack of its account makes."""

    boundary_arn: str
    """The upper limit of every role of the environment."""
    preview_role_arn: str
    """The role of pull requests and drift checks."""
    deploy_role_arn: str
    """The role of deployments."""


def delivery_of(environment: str, account_id: str) -> Delivery:
    """What the stack of the account has made for an environment."""
    roles = f"arn:aws:iam::{account_id}:role"
    return Delivery(
        boundary_arn=boundary_arn(account_id, environment),
        preview_role_arn=f"{roles}/{delivery_role_name(environment, PREVIEW)}",
        deploy_role_arn=f"{roles}/{delivery_role_name(environment, DEPLOY)}",
    )
