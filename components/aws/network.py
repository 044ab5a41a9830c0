"""The VPC of an environment: four kinds of subnet in each zone, and the ways between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from components.aws.flow_log import FlowLog, FlowLogArgs
from components.aws.subnet_plan import ZoneSubnets, plan_subnets
from components.aws.vpc_endpoints import VpcEndpoints, VpcEndpointsArgs
from components.component import Component
from components.naming import name_tag, physical_name
from domain.addresses import ANYWHERE
from domain.retention import LogDays


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The addresses, the zones and the record of a network."""

    environment: str
    """The environment it belongs to."""
    region: str
    """The region of its zones."""
    account_id: pulumi.Input[str]
    """The account whose identities its endpoints let through."""
    cidr: str
    """The address range that all subnets are cut from, /16 to /20."""
    zones: Sequence[str]
    """The availability zones it spans, one to three, such as `eu-central-1a`."""
    nat_per_zone: bool
    """Whether each zone has its own NAT gateway; otherwise all leave through the first zone's."""
    cluster_name: str
    """The EKS cluster whose load balancers find their subnets by tag."""
    logs_key_arn: pulumi.Input[str]
    """The key that encrypts the flow log."""
    flow_log_retention_days: LogDays
    """How long the flow log is kept."""
    permissions_boundary: pulumi.Input[str] | None = None
    """The upper limit of the role that writes the flow log."""


class Network(Component):
    """A VPC whose nodes reach the internet through NAT, whose databases don't reach it at all."""

    vpc_id: pulumi.Output[str]
    """The VPC."""
    cidr: pulumi.Output[str]
    """The address range of the VPC."""
    public_subnet_ids: pulumi.Output[list[str]]
    """The public subnets, in the order of the zones."""
    private_subnet_ids: pulumi.Output[list[str]]
    """The private subnets, in the order of the zones; known once their way out exists."""
    database_subnet_ids: pulumi.Output[list[str]]
    """The database subnets, in the order of the zones."""
    nat_addresses: pulumi.Output[list[str]]
    """The public addresses that all outgoing connections come from."""
    endpoint_security_group_id: pulumi.Output[str]
    """The security group in front of the interface endpoints."""
    database_clients_id: pulumi.Output[str]
    """The security group of all that may connect to the databases; it opens nothing by itself."""
    s3_url: pulumi.Output[str]
    """S3 at an address of the VPC, for pods whose network policies open nothing else."""
    private_subnets: dict[str, pulumi.Output[str]]
    """The private subnet of each zone, for what is placed zone by zone."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:Network", name, None, opts)
        self._prefix = name
        self._args = args
        plan = plan_subnets(args.cidr, args.zones)
        self._vpc = ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=name_tag(args.environment),
            opts=self.child(),
        )
        # Without a rule it lets nothing in or out: what forgets to name its security group has no network.
        ec2.DefaultSecurityGroup(
            f"{name}-default-security-group",
            vpc_id=self._vpc.id,
            tags=name_tag(args.environment, "default-closed"),
            opts=self.child(),
        )
        gateway, public = self._public_subnets(plan)
        self.nat_addresses, nat_gateways = self._nat_gateways(gateway, public)
        route_tables = self._private_subnets(plan, nat_gateways)
        database = self._inner_subnets("database", {zone: ranges.database for zone, ranges in plan.items()})
        for_endpoints = self._inner_subnets("endpoints", {zone: ranges.endpoints for zone, ranges in plan.items()})
        endpoints = VpcEndpoints(
            f"{name}-endpoints",
            VpcEndpointsArgs(
                environment=args.environment,
                region=args.region,
                account_id=args.account_id,
                vpc_id=self._vpc.id,
                vpc_cidr=self._vpc.cidr_block,
                subnet_ids=[subnet.id for subnet in for_endpoints.values()],
                route_table_ids=[table.id for table in route_tables],
            ),
            opts=self.child(),
        )
        FlowLog(
            f"{name}-flow-log",
            FlowLogArgs(
                environment=args.environment,
                vpc_id=self._vpc.id,
                account_id=args.account_id,
                logs_key_arn=args.logs_key_arn,
                retention_days=args.flow_log_retention_days,
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        clients = ec2.SecurityGroup(
            f"{name}-database-clients",
            name=physical_name(args.environment, "database-clients"),
            description=f"Nodes of {args.environment} whose pods connect to databases",
            vpc_id=self._vpc.id,
            tags=name_tag(args.environment, "database-clients"),
            opts=self.child(),
        )
        self.vpc_id = self._vpc.id
        self.cidr = self._vpc.cidr_block
        self.public_subnet_ids = pulumi.Output.all(*(subnet.id for subnet in public.values()))
        self.private_subnet_ids = pulumi.Output.all(*self.private_subnets.values())
        self.database_subnet_ids = pulumi.Output.all(*(subnet.id for subnet in database.values()))
        self.endpoint_security_group_id = endpoints.security_group_id
        self.database_clients_id = clients.id
        self.s3_url = endpoints.s3_url
        self.register()

    def _public_subnets(self, plan: dict[str, ZoneSubnets]) -> tuple[ec2.InternetGateway, dict[str, ec2.Subnet]]:
        gateway = ec2.InternetGateway(
            f"{self._prefix}-internet-gateway",
            vpc_id=self._vpc.id,
            tags=name_tag(self._args.environment),
            opts=self.child(),
        )
        table = self._route_table("public")
        ec2.Route(
            f"{self._prefix}-public-internet",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=gateway.id,
            opts=self.child(),
        )
        role = {"kubernetes.io/role/elb": "1"}
        subnets = {zone: self._subnet("public", zone, ranges.public, role) for zone, ranges in plan.items()}
        for zone, subnet in subnets.items():
            self._associate("public", zone, subnet, table)
        return gateway, subnets

    def _nat_gateways(
        self, gateway: ec2.InternetGateway, public: dict[str, ec2.Subnet]
    ) -> tuple[pulumi.Output[list[str]], dict[str, ec2.NatGateway]]:
        """The NAT gateway that each zone leaves through: its own, or the one that all share."""
        zones = self._args.zones if self._args.nat_per_zone else self._args.zones[:1]
        addresses: list[pulumi.Output[str]] = []
        own: dict[str, ec2.NatGateway] = {}
        for zone in zones:
            address = ec2.Eip(
                f"{self._prefix}-nat-address-{zone}",
                domain="vpc",
                tags=name_tag(self._args.environment, "nat", zone),
                # AWS gives a VPC public addresses only once it has an internet gateway.
                opts=self.child(depends_on=[gateway]),
            )
            addresses.append(address.public_ip)
            own[zone] = ec2.NatGateway(
                f"{self._prefix}-nat-{zone}",
                allocation_id=address.id,
                subnet_id=public[zone].id,
                tags=name_tag(self._args.environment, "nat", zone),
                opts=self.child(depends_on=[gateway]),
            )
        shared = own[zones[0]]
        return pulumi.Output.all(*addresses), {zone: own.get(zone, shared) for zone in self._args.zones}

    def _private_subnets(
        self, plan: dict[str, ZoneSubnets], nat_gateways: dict[str, ec2.NatGateway]
    ) -> list[ec2.RouteTable]:
        role = {"kubernetes.io/role/internal-elb": "1"}
        tables: list[ec2.RouteTable] = []
        self.private_subnets = {}
        for zone, ranges in plan.items():
            subnet = self._subnet("private", zone, ranges.private, role)
            table = self._route_table("private", zone)
            route = ec2.Route(
                f"{self._prefix}-private-internet-{zone}",
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=nat_gateways[zone].id,
                opts=self.child(),
            )
            association = self._associate("private", zone, subnet, table)
            tables.append(table)
            # A node that boots before its way out exists never joins, so the id waits for the route.
            self.private_subnets[zone] = pulumi.Output.all(subnet.id, route.id, association.id).apply(
                lambda known: known[0]
            )
        return tables

    def _inner_subnets(self, kind: str, ranges: dict[str, str]) -> dict[str, ec2.Subnet]:
        """Subnets whose route table knows only the VPC itself."""
        table = self._route_table(kind)
        subnets = {zone: self._subnet(kind, zone, cidr, {}) for zone, cidr in ranges.items()}
        for zone, subnet in subnets.items():
            self._associate(kind, zone, subnet, table)
        return subnets

    def _subnet(self, kind: str, zone: str, cidr: str, load_balancers: dict[str, str]) -> ec2.Subnet:
        cluster = {f"kubernetes.io/cluster/{self._args.cluster_name}": "shared"} if load_balancers else {}
        return ec2.Subnet(
            f"{self._prefix}-{kind}-{zone}",
            vpc_id=self._vpc.id,
            availability_zone=zone,
            cidr_block=cidr,
            # Even in a public subnet an address is given on purpose, never by default.
            map_public_ip_on_launch=False,
            tags={**name_tag(self._args.environment, kind, zone), **load_balancers, **cluster},
            opts=self.child(),
        )

    def _route_table(self, *parts: str) -> ec2.RouteTable:
        return ec2.RouteTable(
            "-".join((self._prefix, *parts, "routes")),
            vpc_id=self._vpc.id,
            tags=name_tag(self._args.environment, *parts),
            opts=self.child(),
        )

    def _associate(self, kind: str, zone: str, subnet: ec2.Subnet, table: ec2.RouteTable) -> ec2.RouteTableAssociation:
        return ec2.RouteTableAssociation(
            f"{self._prefix}-{kind}-{zone}-association",
            subnet_id=subnet.id,
            route_table_id=table.id,
            opts=self.child(),
        )
