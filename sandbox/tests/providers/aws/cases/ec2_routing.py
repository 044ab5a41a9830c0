"""EC2: routes."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnet_network, subnets


def _gateway(world: World, network: Made) -> str:
    return world.make("aws:ec2/internetGateway:InternetGateway", vpcId=network.identifier).identifier


def _table(world: World) -> Properties:
    network = subnet_network(world)
    route = {"cidrBlock": "0.0.0.0/0", "gatewayId": _gateway(world, network)}
    return {"vpcId": network.identifier, "routes": [route], "tags": {"Name": "public"}}


def _without_route(world: World, made: Made) -> Properties:
    world.api("ec2").delete_route(RouteTableId=made.identifier, DestinationCidrBlock="0.0.0.0/0")
    return {"routes": []}


def _route(world: World) -> Properties:
    network = subnet_network(world)
    table = world.make("aws:ec2/routeTable:RouteTable", vpcId=network.identifier)
    return {
        "routeTableId": table.identifier,
        "destinationCidrBlock": "0.0.0.0/0",
        "gatewayId": _gateway(world, network),
    }


def _association(world: World) -> Properties:
    network = subnet_network(world)
    table = world.make("aws:ec2/routeTable:RouteTable", vpcId=network.identifier)
    return {"routeTableId": table.identifier, "subnetId": subnets(world, network)[0]}


CASES = [
    Case(
        token="aws:ec2/routeTable:RouteTable",
        inputs=_table,
        change={"routes": []},
        replacement={"vpcId": "vpc-other"},
        drift=_without_route,
        wrong_type={"routes": [{"cidrBlock": True}]},
    ),
    Case(
        token="aws:ec2/route:Route",
        inputs=_route,
        change=lambda world: {"gatewayId": _gateway(world, subnet_network(world))},
        replacement={"destinationCidrBlock": "10.99.0.0/16"},
        wrong_type={"gatewayId": 1},
    ),
    Case(
        token="aws:ec2/routeTableAssociation:RouteTableAssociation",
        inputs=_association,
        replacement={"subnetId": "subnet-other"},
        wrong_type={"subnetId": False},
    ),
]
