"""EC2: networks."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnet_network, subnets


def _without_dns(world: World, made: Made) -> Properties:
    world.api("ec2").modify_vpc_attribute(VpcId=made.identifier, EnableDnsHostnames={"Value": False})
    return {"enableDnsHostnames": False}


def _public(world: World, made: Made) -> Properties:
    world.api("ec2").modify_subnet_attribute(SubnetId=made.identifier, MapPublicIpOnLaunch={"Value": True})
    return {"mapPublicIpOnLaunch": True}


def _detach(world: World, made: Made) -> Properties:
    world.api("ec2").detach_internet_gateway(InternetGatewayId=made.identifier, VpcId=made["vpcId"])
    return {"vpcId": None}


def _tag(world: World, made: Made) -> Properties:
    world.api("ec2").create_tags(Resources=[made.identifier], Tags=[{"Key": "by", "Value": "hand"}])
    return {"tags": {"by": "hand"}, "tagsAll": {"by": "hand"}}


def _nat(world: World) -> Properties:
    address = world.make("aws:ec2/eip:Eip", domain="vpc")
    return {"subnetId": subnets(world)[0], "allocationId": address.identifier}


CASES = [
    Case(
        token="aws:ec2/vpc:Vpc",
        inputs=lambda _: {"cidrBlock": "10.7.0.0/16", "enableDnsHostnames": True},
        change={"enableDnsSupport": False, "enableDnsHostnames": False, "tags": {"Name": "network"}},
        replacement={"cidrBlock": "10.8.0.0/16"},
        drift=_without_dns,
        wrong_type={"enableDnsHostnames": "yes"},
    ),
    Case(
        token="aws:ec2/subnet:Subnet",
        inputs=lambda world: {
            "vpcId": subnet_network(world).identifier,
            "cidrBlock": "10.20.9.0/24",
            "availabilityZone": "eu-central-1a",
            "tags": {"Name": "private"},
        },
        change={"mapPublicIpOnLaunch": True, "tags": {"Name": "public"}},
        replacement={"availabilityZone": "eu-central-1b"},
        drift=_public,
        wrong_type={"cidrBlock": ["10.20.9.0/24"]},
    ),
    Case(
        token="aws:ec2/internetGateway:InternetGateway",
        inputs=lambda world: {"vpcId": subnet_network(world).identifier},
        change=lambda world: {"vpcId": subnet_network(world).identifier},
        drift=_detach,
        wrong_type={"tags": ["Name"]},
    ),
    Case(
        token="aws:ec2/eip:Eip",
        inputs=lambda _: {"domain": "vpc"},
        change={"tags": {"Name": "egress"}},
        replacement={"domain": "standard"},
        drift=_tag,
        wrong_type={"domain": True},
    ),
    Case(
        token="aws:ec2/natGateway:NatGateway",
        inputs=_nat,
        change={"tags": {"Name": "egress"}},
        replacement={"connectivityType": "private"},
        drift=_tag,
        wrong_type={"subnetId": {"id": "subnet-1"}},
    ),
]
