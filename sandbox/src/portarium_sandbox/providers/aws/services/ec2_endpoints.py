"""EC2: endpoints of AWS services inside a network, and the log of its traffic."""

from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.services.ec2 import EC2_TAGS, described, find_by_mark, tag_specification
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import Call, Change, Fetch, ResourceType, identifier, identifiers, take


def _endpoint(subject: Subject) -> Any:
    endpoint = described(subject, "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointIds")
    return None if endpoint and endpoint["State"] in ("deleting", "deleted") else endpoint


def _set_members(subject: Subject) -> None:
    """Tell the API which route tables, subnets and security groups to add and which to remove."""
    arguments: dict[str, Any] = {}
    for name, api in (("routeTableIds", "RouteTable"), ("subnetIds", "Subnet"), ("securityGroupIds", "SecurityGroup")):
        wanted, present = as_list(subject.get(name)), as_list(subject.old_inputs.get(name))
        arguments[f"Add{api}Ids"] = [item for item in wanted if item not in present]
        arguments[f"Remove{api}Ids"] = [item for item in present if item not in wanted]
    given = {name: value for name, value in arguments.items() if value}
    if given:
        subject.client().modify_vpc_endpoint(VpcEndpointId=subject.identifier, **given)


ROWS = (
    ResourceType(
        type="aws:ec2/vpcEndpoint:VpcEndpoint",
        service="ec2",
        create=Call(
            "create_vpc_endpoint",
            take(
                "vpcId serviceName vpcEndpointType routeTableIds subnetIds securityGroupIds privateDnsEnabled",
                PolicyDocument="policy",
                TagSpecifications=tag_specification("vpc-endpoint"),
                ClientToken=lambda subject: subject.creation_token,
            ),
            "VpcEndpoint",
        ),
        identity="VpcEndpointId",
        read=(
            Fetch(
                _endpoint,
                "vpcId serviceName vpcEndpointType routeTableIds subnetIds privateDnsEnabled state ownerId"
                " networkInterfaceIds dnsEntries",
                {
                    "policy": "PolicyDocument",
                    "securityGroupIds": lambda endpoint: [
                        group["GroupId"] for group in as_list(endpoint.get("Groups"))
                    ],
                },
                tags="Tags",
            ),
        ),
        changes=(
            Change("routeTableIds subnetIds securityGroupIds", _set_members, False),
            Change(
                "policy privateDnsEnabled",
                Call(
                    "modify_vpc_endpoint",
                    take("privateDnsEnabled", VpcEndpointId=identifier, PolicyDocument="policy"),
                ),
                False,
            ),
        ),
        delete=Call("delete_vpc_endpoints", {"VpcEndpointIds": identifiers}),
        replace="vpcId serviceName vpcEndpointType",
        defaults={"vpcEndpointType": "Gateway"},
        computed={"arn": lambda subject: subject.arn("ec2", f"vpc-endpoint/{subject.identifier}")},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
    ResourceType(
        type="aws:ec2/flowLog:FlowLog",
        service="ec2",
        create=Call(
            "create_flow_logs",
            take(
                "trafficType logDestinationType logDestination logFormat maxAggregationInterval",
                ResourceIds=lambda subject: [subject.get("vpcId") or subject.get("subnetId") or subject.get("eniId")],
                ResourceType=lambda subject: (
                    "VPC" if subject.get("vpcId") else "Subnet" if subject.get("subnetId") else "NetworkInterface"
                ),
                DeliverLogsPermissionArn="iamRoleArn",
                DestinationOptions="destinationOptions",
                TagSpecifications=tag_specification("vpc-flow-log"),
                ClientToken=lambda subject: subject.creation_token,
            ),
            "FlowLogIds",
        ),
        identity="0",
        read=(
            Fetch(
                Call("describe_flow_logs", {"FlowLogIds": identifiers}, "FlowLogs.0"),
                "trafficType logDestinationType logDestination maxAggregationInterval",
                {"iamRoleArn": "DeliverLogsPermissionArn"},
                tags="Tags",
            ),
        ),
        delete=Call("delete_flow_logs", {"FlowLogIds": identifiers}),
        replace="vpcId subnetId eniId trafficType logDestinationType logDestination logFormat"
        " maxAggregationInterval iamRoleArn destinationOptions",
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        computed={"arn": lambda subject: subject.arn("ec2", f"vpc-flow-log/{subject.identifier}")},
        tagging=EC2_TAGS,
        find=find_by_mark,
    ),
)
