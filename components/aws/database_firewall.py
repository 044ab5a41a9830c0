"""Who may connect to the database."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.component import Component
from components.naming import name_tag, physical_name


@dataclass(frozen=True, kw_only=True)
class DatabaseFirewallArgs:
    """The clients of the database."""

    environment: str
    """The environment it belongs to."""
    vpc_id: pulumi.Input[str]
    """The network it lives in."""
    client_security_group_ids: Mapping[str, pulumi.Input[str]]
    """The security groups that may connect, by a name that stays when the group is replaced."""
    port: int
    """The only port they reach."""


class DatabaseFirewall(Component):
    """A security group that admits its clients on one port; the database itself calls nobody."""

    security_group_id: pulumi.Output[str]
    """The security group of the database."""

    def __init__(self, name: str, args: DatabaseFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DatabaseFirewall", name, None, opts)
        group = ec2.SecurityGroup(
            f"{name}-security-group",
            name=physical_name(args.environment, "database"),
            description=f"PostgreSQL of {args.environment}",
            vpc_id=args.vpc_id,
            tags=name_tag(args.environment, "database"),
            opts=self.child(),
        )
        for client, client_group_id in args.client_security_group_ids.items():
            vpc.SecurityGroupIngressRule(
                f"{name}-from-{client}",
                security_group_id=group.id,
                referenced_security_group_id=client_group_id,
                ip_protocol="tcp",
                from_port=args.port,
                to_port=args.port,
                description=f"PostgreSQL from {client}",
                opts=self.child(),
            )
        self.security_group_id = group.id
        self.register()
