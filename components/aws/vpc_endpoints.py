"""The ways to AWS that don't leave the VPC."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, vpc

from components.aws.policy_document import EVERYONE, Statement, policy_document
from components.component import Component
from components.naming import name_tag, physical_name
from domain import ports

INTERFACE_SERVICES = (
    "autoscaling",
    "ec2",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "secretsmanager",
    "sts",
)
"""What nodes, add-ons, services and workloads call: `autoscaling` for the node scaling, `ec2` for the CNI and the
volumes, `eks-auth` for pod identity, `elasticloadbalancing` for the entry."""


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
    s3_url: pulumi.Output[str]
    """S3 at an address of the VPC, for pods whose network policies open nothing else."""

    def __init__(self, name: str, args: VpcEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:VpcEndpoints", name, None, opts)
        self._prefix = name
        self._args = args
        security_group = self._security_group()
        to_buckets = policy_document(bucket_endpoint_statements(args.account_id, args.region))
        ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=args.vpc_id,
            service_name=f"com.amazonaws.{args.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=args.route_table_ids,
            policy=to_buckets,
            tags=name_tag(args.environment, "s3"),
            opts=self.child(),
        )
        # The gateway answers on S3's public addresses, which no network policy can tell from the internet. Names in the
        # VPC keep leading to the gateway: only who is given this endpoint's own name pays for its traffic.
        private_s3 = self._interface("s3", security_group, to_buckets, role="s3-private", own_names=False)
        own = own_identities_statement(args.account_id)
        for service in INTERFACE_SERVICES:
            statements = [own, sign_in_statement(args.account_id)] if service == "sts" else [own]
            self._interface(
                service, security_group, policy_document(statements), role=service.replace(".", "-"), own_names=True
            )
        self.security_group_id = security_group.id
        self.s3_url = private_s3.dns_entries.apply(s3_url)
        self.register()

    def _interface(
        self,
        service: str,
        security_group: ec2.SecurityGroup,
        policy: pulumi.Output[str],
        *,
        role: str,
        own_names: bool,
    ) -> ec2.VpcEndpoint:
        """Network interfaces in front of a service; with `own_names`, the service's usual name leads to them."""
        return ec2.VpcEndpoint(
            f"{self._prefix}-{role}",
            vpc_id=self._args.vpc_id,
            service_name=f"com.amazonaws.{self._args.region}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=own_names,
            subnet_ids=self._args.subnet_ids,
            security_group_ids=[security_group.id],
            policy=policy,
            tags=name_tag(self._args.environment, role),
            opts=self.child(),
        )

    def _security_group(self) -> ec2.SecurityGroup:
        """A group that answers the VPC on 443 and, having no egress rule, starts no connection of its own."""
        group = ec2.SecurityGroup(
            f"{self._prefix}-security-group",
            name=physical_name(self._args.environment, "endpoints"),
            description="Interface endpoints: HTTPS from the VPC",
            vpc_id=self._args.vpc_id,
            tags=name_tag(self._args.environment, "endpoints"),
            opts=self.child(),
        )
        vpc.SecurityGroupIngressRule(
            f"{self._prefix}-https",
            security_group_id=group.id,
            description="HTTPS from the VPC",
            cidr_ipv4=self._args.vpc_cidr,
            ip_protocol="tcp",
            from_port=ports.HTTPS,
            to_port=ports.HTTPS,
            opts=self.child(),
        )
        return group


def s3_url(names: Sequence[ec2.outputs.VpcEndpointDnsEntry]) -> str:
    """The URL of buckets at an endpoint, out of the names that AWS gave it."""
    first = str(names[0].dns_name).removeprefix("*.")
    return f"https://bucket.{first}"


def own_identities_statement(account_id: pulumi.Input[str]) -> Statement:
    """Stolen credentials of another account can't carry data out through our endpoints."""
    return Statement(
        principals=EVERYONE, actions=["*"], conditions={"StringEquals": {"aws:PrincipalAccount": account_id}}
    )


def sign_in_statement(account_id: pulumi.Input[str]) -> Statement:
    """A job that delivers comes without an identity of AWS's: with GitHub's, it asks for that of one of our roles."""
    return Statement(
        principals=EVERYONE,
        actions=["sts:AssumeRoleWithWebIdentity"],
        resources=[pulumi.Output.concat("arn:aws:iam::", account_id, ":role/*")],
    )


def bucket_endpoint_statements(account_id: pulumi.Input[str], region: str) -> list[Statement]:
    """Our identities reach our buckets; image layers come out of others, and nothing goes in.

    ECR signs the links to its layers itself. `registry.k8s.io` answers nodes in AWS with public buckets near them,
    whose names it doesn't promise: so whatever may be read without a name can be read.
    """
    ours = {"aws:PrincipalAccount": account_id, "aws:ResourceAccount": account_id}
    return [
        Statement(principals=EVERYONE, actions=["s3:*"], conditions={"StringEquals": ours}),
        Statement(
            principals=EVERYONE,
            actions=["s3:GetObject"],
            conditions={"StringEquals": {"aws:PrincipalType": "Anonymous"}},
        ),
        Statement(
            principals=EVERYONE,
            actions=["s3:GetObject"],
            resources=[f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*"],
        ),
    ]
