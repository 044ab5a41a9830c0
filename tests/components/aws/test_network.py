"""Each kind of subnet has the ways out that it should have, and no other."""

from components.aws.network import Network, NetworkArgs
from tests.recording import ACCOUNT_ID, REGION, Recording, Registered, record

_ZONES = ("eu-central-1a", "eu-central-1b", "eu-central-1c")
_ROUTE = "aws:ec2/route:Route"
_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_SUBNET = "aws:ec2/subnet:Subnet"
_NAT = "aws:ec2/natGateway:NatGateway"
_COMPUTED = {
    "aws:ec2/eip:Eip": {"publicIp": "192.0.2.1"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"dnsEntries": [{"dnsName": "*.vpce-1.s3.example"}]},
}


def _network(*, nat_per_zone: bool, zones: tuple[str, ...]) -> Network:
    return Network(
        "network",
        NetworkArgs(
            environment="dev",
            region=REGION,
            account_id=ACCOUNT_ID,
            cidr="10.0.0.0/16",
            zones=zones,
            nat_per_zone=nat_per_zone,
            cluster_name="portarium-dev",
            logs_key_arn="arn:logs-key",
            flow_log_retention_days=30,
        ),
    )


def _record(*, nat_per_zone: bool = True) -> Recording:
    def program() -> object:
        network = _network(nat_per_zone=nat_per_zone, zones=_ZONES)
        return {
            "public": network.public_subnet_ids,
            "private": network.private_subnet_ids,
            "database": network.database_subnet_ids,
            "addresses": network.nat_addresses,
        }

    return record(program, computed=_COMPUTED)


def _routes_of(recording: Recording, subnet_id: str) -> list[Registered]:
    """The routes of the table that a subnet is associated with."""
    [table] = [a.inputs["routeTableId"] for a in recording.all(_ASSOCIATION) if a.inputs["subnetId"] == subnet_id]
    return [route for route in recording.all(_ROUTE) if route.inputs["routeTableId"] == table]


def _zone_of(recording: Recording, subnet_id: str) -> str:
    return next(s.inputs["availabilityZone"] for s in recording.all(_SUBNET) if f"{s.name}-id" == subnet_id)


def _nat_of(recording: Recording, subnet_id: str) -> Registered:
    [route] = _routes_of(recording, subnet_id)
    return next(nat for nat in recording.all(_NAT) if f"{nat.name}-id" == route.inputs["natGatewayId"])


def test_databases_have_no_way_to_the_internet() -> None:
    """The database subnets share a table without a single route."""
    recording = _record()
    assert len(recording.result["database"]) == len(_ZONES)
    assert [_routes_of(recording, subnet) for subnet in recording.result["database"]] == [[], [], []]


def test_with_nat_per_zone_each_zone_leaves_through_its_own() -> None:
    """The loss of a zone takes no other zone's way out with it."""
    recording = _record()
    for subnet in recording.result["private"]:
        gateway = _nat_of(recording, subnet)
        assert _zone_of(recording, gateway.inputs["subnetId"]) == _zone_of(recording, subnet)
        assert gateway.inputs["subnetId"] in recording.result["public"]
    assert len(recording.result["addresses"]) == len(_ZONES)


def test_with_a_single_nat_all_zones_leave_through_the_first() -> None:
    """One gateway is paid for, and every private subnet still has a way out."""
    recording = _record(nat_per_zone=False)
    gateways = {_nat_of(recording, subnet).name for subnet in recording.result["private"]}
    assert gateways == {recording.one(_NAT).name}
    assert _zone_of(recording, recording.one(_NAT).inputs["subnetId"]) == _ZONES[0]
    assert recording.result["addresses"] == ["192.0.2.1"]


def test_public_subnets_give_no_address_away() -> None:
    """They lead to the internet gateway, but nothing in them gets a public address by default."""
    recording = _record()
    for subnet in recording.result["public"]:
        [route] = _routes_of(recording, subnet)
        assert route.inputs["gatewayId"] == "network-internet-gateway-id"
    assert not any(subnet.inputs["mapPublicIpOnLaunch"] for subnet in recording.all(_SUBNET))


def test_load_balancers_find_their_subnets() -> None:
    """Public ones by `elb`, internal ones by `internal-elb`, and neither finds a database subnet."""
    recording = _record()
    tagged = {
        role: {f"{s.name}-id" for s in recording.all(_SUBNET) if f"kubernetes.io/role/{role}" in s.inputs["tags"]}
        for role in ("elb", "internal-elb")
    }
    assert tagged == {"elb": set(recording.result["public"]), "internal-elb": set(recording.result["private"])}
    clustered = [s for s in recording.all(_SUBNET) if "kubernetes.io/cluster/portarium-dev" in s.inputs["tags"]]
    assert {f"{s.name}-id" for s in clustered} == tagged["elb"] | tagged["internal-elb"]


def test_a_private_subnet_is_known_only_with_its_way_out() -> None:
    """Whatever is placed into it waits for the route, and goes before the route does."""

    def program() -> object:
        network = _network(nat_per_zone=False, zones=_ZONES[:1])

        async def names() -> list[str]:
            resources = await network.private_subnets[_ZONES[0]].resources()
            return sorted([str(await resource.urn.future()).rsplit("::", 1)[-1] for resource in resources])

        return names()

    assert record(program, computed=_COMPUTED).result == [
        f"network-private-{_ZONES[0]}",
        f"network-private-{_ZONES[0]}-association",
        f"network-private-internet-{_ZONES[0]}",
    ]


def test_the_default_security_group_is_closed() -> None:
    """It belongs to our VPC and has no rule at all, which is what closes it."""
    group = _record().one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert group.inputs["vpcId"] == "network-vpc-id"
    assert not {"ingress", "egress"} & group.inputs.keys()


def test_endpoints_and_flow_log_belong_to_this_network() -> None:
    """S3 is announced to the private route tables alone; the flow log watches the whole VPC."""
    recording = _record()
    gateway = recording.one("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-s3")
    assert gateway.inputs["routeTableIds"] == [f"network-private-{zone}-routes-id" for zone in _ZONES]
    assert recording.one("aws:ec2/flowLog:FlowLog").inputs["vpcId"] == "network-vpc-id"
