"""EC2: networks, their subnets, addresses and gateways."""

from collections.abc import Callable
from typing import Any

from portarium_sandbox.providers.aws.services.ec2 import EC2_TAGS, attribute, described, find_by_mark, tag_specification
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, Step, identifier, identifiers, take


def _vpc_attribute(name: str) -> Step:
    parameter = name[:1].upper() + name[1:]
    return Call("modify_vpc_attribute", {"VpcId": identifier, parameter: attribute(name)})


def _read_vpc_attribute(name: str) -> Fetch:
    parameter = name[:1].upper() + name[1:]
    call = Call("describe_vpc_attribute", {"VpcId": identifier, "Attribute": lambda _: name})
    return Fetch(call, "", {name: f"{parameter}.Value"})


def _in_vpc(operation: str, at: str, filter_name: str, value: str) -> Step:
    def fetch(subject: Subject) -> Any:
        filters = [
            {"Name": "vpc-id", "Values": [subject.identifier]},
            {"Name": filter_name, "Values": [value]},
        ]
        found = getattr(subject.client(), operation)(Filters=filters)[at]
        return found[0] if found else None

    return fetch


def _subnet_attribute(name: str) -> Change:
    parameter = name[:1].upper() + name[1:]
    return Change(name, Call("modify_subnet_attribute", {"SubnetId": identifier, parameter: attribute(name)}))


def _attach_gateway(subject: Subject) -> None:
    """Attach to the wanted network, and detach from the one before."""
    gateway = described(subject, "describe_internet_gateways", "InternetGateways", "InternetGatewayIds")
    attached = [item["VpcId"] for item in gateway["Attachments"]] if gateway else []
    wanted = subject.get("vpcId")
    for vpc in attached:
        if vpc != wanted:
            subject.client().detach_internet_gateway(InternetGatewayId=subject.identifier, VpcId=vpc)
    if wanted and wanted not in attached:
        subject.client().attach_internet_gateway(InternetGatewayId=subject.identifier, VpcId=wanted)


def _delete_gateway(subject: Subject) -> None:
    subject.inputs = {**subject.inputs, "vpcId": None}
    _attach_gateway(subject)
    subject.client().delete_internet_gateway(InternetGatewayId=subject.identifier)


def _arn(resource: str) -> Callable[[Subject], str]:
    return lambda subject: subject.arn("ec2", f"{resource}/{subject.identifier}")


def _existing_nat_gateway(subject: Subject) -> Any:
    gateway = described(subject, "describe_nat_gateways", "NatGateways", "NatGatewayIds")
    # A deleted gateway is described for another hour.
    return None if gateway and gateway["State"] in ("deleting", "deleted") else gateway


ROWS = (
    ResourceType(
        type="aws:ec2/vpc:Vpc",
        service="ec2",
        create=Call(
            "create_vpc",
            take(
                "cidrBlock instanceTenancy",
                AmazonProvidedIpv6CidrBlock="assignGeneratedIpv6CidrBlock",
                TagSpecifications=tag_specification("vpc"),
            ),
            "Vpc",
        ),
        identity="VpcId",
        read=(
            Fetch(
                Call("describe_vpcs", {"VpcIds": identifiers}, "Vpcs.0"),
                "cidrBlock instanceTenancy dhcpOptionsId ownerId",
                tags="Tags",
            ),
            _read_vpc_attribute("enableDnsSupport"),
            _read_vpc_attribute("enableDnsHostnames"),
            Fetch(
                _in_vpc("describe_security_groups", "SecurityGroups", "group-name", "default"),
                "",
                {"defaultSecurityGroupId": "GroupId"},
                vital=False,
            ),
            Fetch(
                _in_vpc("describe_route_tables", "RouteTables", "association.main", "true"),
                "",
                {"mainRouteTableId": "RouteTableId", "defaultRouteTableId": "RouteTableId"},
                vital=False,
            ),
            Fetch(
                _in_vpc("describe_network_acls", "NetworkAcls", "default", "true"),
                "",
                {"defaultNetworkAclId": "NetworkAclId"},
                vital=False,
            ),
        ),
        changes=(
            Change("enableDnsSupport", _vpc_attribute("enableDnsSupport")),
            Change("enableDnsHostnames", _vpc_attribute("enableDnsHostnames")),
        ),
        delete=Call("delete_vpc", {"VpcId": identifier}),
        replace="cidrBlock instanceTenancy assignGeneratedIpv6CidrBlock",
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
        computed={"arn": _arn("vpc")},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/subnet:Subnet",
        service="ec2",
        create=Call(
            "create_subnet",
            take(
                "vpcId cidrBlock availabilityZone availabilityZoneId ipv6CidrBlock",
                TagSpecifications=tag_specification("subnet"),
            ),
            "Subnet",
        ),
        identity="SubnetId",
        read=(
            Fetch(
                Call("describe_subnets", {"SubnetIds": identifiers}, "Subnets.0"),
                "vpcId cidrBlock availabilityZone availabilityZoneId mapPublicIpOnLaunch"
                " assignIpv6AddressOnCreation ownerId",
                {"arn": "SubnetArn"},
                tags="Tags",
            ),
        ),
        changes=(_subnet_attribute("mapPublicIpOnLaunch"), _subnet_attribute("assignIpv6AddressOnCreation")),
        delete=Call("delete_subnet", {"SubnetId": identifier}),
        replace="vpcId cidrBlock availabilityZone availabilityZoneId ipv6CidrBlock",
        defaults={"assignIpv6AddressOnCreation": False, "mapPublicIpOnLaunch": False},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/internetGateway:InternetGateway",
        service="ec2",
        create=Call(
            "create_internet_gateway",
            {"TagSpecifications": tag_specification("internet-gateway")},
            "InternetGateway",
        ),
        identity="InternetGatewayId",
        read=(
            Fetch(
                Call("describe_internet_gateways", {"InternetGatewayIds": identifiers}, "InternetGateways.0"),
                "ownerId",
                {"vpcId": "Attachments.0.VpcId"},
                tags="Tags",
            ),
        ),
        changes=(Change("vpcId", _attach_gateway),),
        delete=_delete_gateway,
        computed={"arn": _arn("internet-gateway"), "ownerId": lambda subject: subject.aws.account},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/eip:Eip",
        service="ec2",
        create=Call(
            "allocate_address",
            take("domain", TagSpecifications=tag_specification("elastic-ip")),
        ),
        identity="AllocationId",
        read=(
            Fetch(
                Call("describe_addresses", {"AllocationIds": identifiers}, "Addresses.0"),
                "domain publicIp allocationId",
                {
                    "associationId": "AssociationId",
                    "networkInterface": "NetworkInterfaceId",
                    "privateIp": "PrivateIpAddress",
                },
                tags="Tags",
            ),
        ),
        delete=Call("release_address", {"AllocationId": identifier}),
        replace="domain",
        defaults={"domain": "vpc"},
        computed={
            "arn": _arn("elastic-ip"),
        },
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/natGateway:NatGateway",
        service="ec2",
        create=Call(
            "create_nat_gateway",
            take(
                "subnetId allocationId connectivityType",
                TagSpecifications=tag_specification("natgateway"),
                ClientToken=lambda subject: subject.creation_token,
            ),
            "NatGateway",
        ),
        identity="NatGatewayId",
        read=(
            Fetch(
                _existing_nat_gateway,
                "subnetId connectivityType",
                {
                    "allocationId": "NatGatewayAddresses.0.AllocationId",
                    "networkInterfaceId": "NatGatewayAddresses.0.NetworkInterfaceId",
                    "privateIp": "NatGatewayAddresses.0.PrivateIp",
                    "publicIp": "NatGatewayAddresses.0.PublicIp",
                    "associationId": "NatGatewayAddresses.0.AssociationId",
                },
                tags="Tags",
            ),
        ),
        delete=Call("delete_nat_gateway", {"NatGatewayId": identifier}),
        replace="subnetId allocationId connectivityType",
        defaults={"connectivityType": "public"},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
)
