"""EC2: endpoints and flow logs."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, permission, role, subnet_network

_S3 = "com.amazonaws.eu-central-1.s3"


def _endpoint(world: World) -> Properties:
    network = subnet_network(world)
    table = world.make("aws:ec2/routeTable:RouteTable", vpcId=network.identifier)
    return {
        "vpcId": network.identifier,
        "serviceName": _S3,
        "routeTableIds": [table.identifier],
        "policy": permission("s3:GetObject"),
        "tags": {"Name": "s3"},
    }


def _without_tables(world: World, made: Made) -> Properties:
    world.api("ec2").modify_vpc_endpoint(VpcEndpointId=made.identifier, RemoveRouteTableIds=made["routeTableIds"])
    return {"routeTableIds": []}


def _flow_log(world: World) -> Properties:
    group = world.make("aws:cloudwatch/logGroup:LogGroup", name="/network/flow")
    return {
        "vpcId": subnet_network(world).identifier,
        "trafficType": "ALL",
        "logDestination": group["arn"],
        "iamRoleArn": role(world, "vpc-flow-logs.amazonaws.com")["arn"],
    }


def _tag(world: World, made: Made) -> Properties:
    world.api("ec2").create_tags(Resources=[made.identifier], Tags=[{"Key": "by", "Value": "hand"}])
    return {"tags": {"by": "hand"}, "tagsAll": {"by": "hand"}}


CASES = [
    Case(
        token="aws:ec2/vpcEndpoint:VpcEndpoint",
        inputs=_endpoint,
        change={"policy": permission("s3:PutObject"), "routeTableIds": []},
        replacement={"serviceName": "com.amazonaws.eu-central-1.dynamodb"},
        drift=_without_tables,
        wrong_type={"privateDnsEnabled": "no"},
    ),
    Case(
        token="aws:ec2/flowLog:FlowLog",
        inputs=_flow_log,
        change={"tags": {"Name": "flow"}},
        replacement={"trafficType": "REJECT", "maxAggregationInterval": 60},
        drift=_tag,
        wrong_type={"maxAggregationInterval": "600"},
    ),
]
