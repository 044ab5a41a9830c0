"""The role with which RDS reports what the operating system below a database does."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.aws.policy_document import policy_document, service_trust
from components.component import Component
from components.naming import physical_name
from domain.iam_role import LONGEST_NAME

_MANAGED_POLICY_ARN = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


@dataclass(frozen=True, kw_only=True)
class DatabaseMonitoringArgs:
    """Whose database reports."""

    environment: str
    """The environment it belongs to."""
    account_id: pulumi.Input[str]
    """The account that RDS acts for; it may report for no other."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role."""


class DatabaseMonitoring(Component):
    """A role that RDS's enhanced monitoring takes to write metrics, and nothing else."""

    arn: pulumi.Output[str]
    """The role's ARN; known only once it may write."""

    def __init__(self, name: str, args: DatabaseMonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DatabaseMonitoring", name, None, opts)
        role = iam.Role(
            f"{name}-role",
            name=physical_name(args.environment, "database-monitoring", limit=LONGEST_NAME),
            description="Lets RDS write the operating system metrics of the database",
            assume_role_policy=policy_document(
                [service_trust("monitoring.rds.amazonaws.com", source_account=args.account_id)]
            ),
            permissions_boundary=args.permissions_boundary,
            opts=self.child(),
        )
        attachment = iam.RolePolicyAttachment(
            f"{name}-policy", role=role.name, policy_arn=_MANAGED_POLICY_ARN, opts=self.child()
        )
        self.arn = pulumi.Output.all(role.arn, attachment.id).apply(lambda made: str(made[0]))
        self.register()
