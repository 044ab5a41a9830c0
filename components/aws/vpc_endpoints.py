"""The ways to AWS that don't leave the VPC."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import ec2, vpc

from components.component import Component
from components.naming import name_tag, physical_name

INTERFACE_SERVICES = ("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "kms", "logs", "secretsmanager", "sts")
"""What nodes, add-ons and workloads call: `ec2` for the CNI and the volumes, `eks-auth` for pod identity."""

_HTTPS = 443


@dataclass(frozen=True, kw_only=True)
class VpcEndpointsArgs:
    """Where the endpoints stand, and for whom."""

    environment: str
    """The environment they belong to."""
    region: str
    """The region whose services are reached."""
    account_id: pulumi.Input[str]
    """The only account whose identities may pass."""
    vpc_id: pulumi.Input[str]
    """The VPC they stand in."""
    vpc_cidr: pulumi.Input[str]
    """The addresses that may call them."""
    subnet_ids: Sequence[pulumi.Input[str]]
    """One subnet a zone for the network interfaces."""
    route_table_ids: Sequence[pulumi.Input[str]]
    """The route tables that learn the way to S3."""


class VpcEndpoints(Component):
    """A gateway endpoint for S3 and interface endpoints for the other services, open to the VPC on 443 only."""

    security_group_id: pulumi.Output[str]
    """The security group in front of the interface endpoints."""
    s3_endpoint_id: pulumi.Output[str]
    """The gateway endpoint of S3, which a bucket's policy can insist on."""

    def __init__(self, name: str, args: VpcEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:VpcEndpoints", name, None, opts)
        security_group = self._security_group(name, args)
        s3 = ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=args.vpc_id,
            service_name=f"com.amazonaws.{args.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=args.route_table_ids,
            policy=pulumi.Output.json_dumps(bucket_endpoint_policy(args.account_id, args.region)),
            tags=name_tag(args.environment, "s3"),
            opts=self.child(),
        )
        for service in INTERFACE_SERVICES:
            ec2.VpcEndpoint(
                f"{name}-{service.replace('.', '-')}",
                vpc_id=args.vpc_id,
                service_name=f"com.amazonaws.{args.region}.{service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=args.subnet_ids,
                security_group_ids=[security_group.id],
                policy=pulumi.Output.json_dumps(own_identities_policy(args.account_id)),
                tags=name_tag(args.environment, service),
                opts=self.child(),
            )
        self.security_group_id = security_group.id
        self.s3_endpoint_id = s3.id
        self.register()

    def _security_group(self, name: str, args: VpcEndpointsArgs) -> ec2.SecurityGroup:
        """A group that answers the VPC on 443 and, having no egress rule, starts no connection of its own."""
        group = ec2.SecurityGroup(
            f"{name}-security-group",
            name=physical_name(args.environment, "endpoints"),
            description="Interface endpoints: HTTPS from the VPC",
            vpc_id=args.vpc_id,
            tags=name_tag(args.environment, "endpoints"),
            opts=self.child(),
        )
        vpc.SecurityGroupIngressRule(
            f"{name}-https",
            security_group_id=group.id,
            description="HTTPS from the VPC",
            cidr_ipv4=args.vpc_cidr,
            ip_protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            opts=self.child(),
        )
        return group


def own_identities_policy(account_id: pulumi.Input[str]) -> dict[str, Any]:
    """Stolen credentials of another account can't carry data out through our endpoints."""
    return _policy([_allowed("*", {"aws:PrincipalAccount": account_id})])


def bucket_endpoint_policy(account_id: pulumi.Input[str], region: str) -> dict[str, Any]:
    """Our identities reach our buckets; image layers come out of others, and nothing goes in.

    ECR signs the links to its layers itself. `registry.k8s.io` answers nodes in AWS with public buckets near them,
    whose names it doesn't promise: so whatever may be read without a name can be read.
    """
    return _policy(
        [
            _allowed("s3:*", {"aws:PrincipalAccount": account_id, "aws:ResourceAccount": account_id}),
            _allowed("s3:GetObject", {"aws:PrincipalType": "Anonymous"}),
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*",
            },
        ]
    )


def _allowed(action: str, context: dict[str, pulumi.Input[str]]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
        "Condition": {"StringEquals": context},
    }


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
