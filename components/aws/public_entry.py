"""Who may come in from the internet, and how far: the security groups around the load balancer."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.component import Component
from components.naming import name_tag, physical_name
from domain.addresses import ANYWHERE
from domain.public_entry import PUBLIC_PORTS, PUBLIC_TAG


@dataclass(frozen=True, kw_only=True)
class PublicEntryArgs:
    """The network, and what is behind the load balancer."""

    environment: str
    """The environment that owns the cluster."""
    vpc_id: pulumi.Input[str]
    """The network."""
    nodes_group_id: pulumi.Input[str]
    """The security group that the pods' interfaces have, which is the cluster's."""
    service_ports: Sequence[int]
    """The ports that the control plane serves on."""


class PublicEntry(Component):
    """The group of the load balancer: everybody comes to it by two ports, and it goes on to pods by theirs.

    The load balancer is made by its controller in the cluster; its groups are made here, so that no controller may
    open a way.
    """

    security_group_id: pulumi.Output[str]
    """The load balancer's security group, known once all its ways are open."""

    def __init__(self, name: str, args: PublicEntryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:PublicEntry", name, None, opts)
        self._args = args
        group = ec2.SecurityGroup(
            f"{name}-security-group",
            name=physical_name(args.environment, "entry"),
            description=f"The load balancer of {args.environment}",
            vpc_id=args.vpc_id,
            tags=name_tag(args.environment, "entry"),
            opts=self.child(),
        )
        ways: list[pulumi.Resource] = [
            *(self._from_everybody(name, group, port) for port in PUBLIC_PORTS),
            *(way for port in args.service_ports for way in self._to_pods(name, group, port)),
        ]
        self.security_group_id = pulumi.Output.all(group.id, *(way.urn for way in ways)).apply(
            lambda values: str(values[0])
        )
        self.register()

    def _from_everybody(self, name: str, group: ec2.SecurityGroup, port: int) -> vpc.SecurityGroupIngressRule:
        return vpc.SecurityGroupIngressRule(
            f"{name}-from-everybody-{port}",
            security_group_id=group.id,
            cidr_ipv4=ANYWHERE,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description="Requests from the internet",
            tags={PUBLIC_TAG: "true"},
            opts=self.child(),
        )

    def _to_pods(self, name: str, group: ec2.SecurityGroup, port: int) -> list[pulumi.Resource]:
        """Both sides: what leaves the load balancer, and what comes to the pods."""
        out = vpc.SecurityGroupEgressRule(
            f"{name}-to-pods-{port}",
            security_group_id=group.id,
            referenced_security_group_id=self._args.nodes_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description="Requests on to pods",
            opts=self.child(),
        )
        into = vpc.SecurityGroupIngressRule(
            f"{name}-into-pods-{port}",
            security_group_id=self._args.nodes_group_id,
            referenced_security_group_id=group.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description="Requests from the load balancer",
            opts=self.child(),
        )
        return [out, into]
