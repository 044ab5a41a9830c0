"""EC2: security groups and their rules."""

from typing import Any

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnet_network

_HTTPS = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"], "description": "clients"}
_SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
_OUT = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}


def _group(world: World) -> Properties:
    return {
        "vpcId": subnet_network(world).identifier,
        "description": "the database",
        "ingress": [_HTTPS, {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "self": True}],
        "egress": [_OUT],
    }


def _open(world: World, made: Made) -> Properties:
    world.api("ec2").authorize_security_group_ingress(GroupId=made.identifier, IpPermissions=[_SSH])
    _, inputs, _ = world.provider.read(made.token, made.identifier, made.inputs, made.outputs)
    opened = [rule for rule in inputs["ingress"] if rule["fromPort"] == 22]
    assert [rule["cidrBlocks"] for rule in opened] == [["0.0.0.0/0"]]
    return {"ingress": inputs["ingress"]}


def _rule(source: Properties, **others: Any):
    def inputs(world: World) -> Properties:
        group = world.make("aws:ec2/securityGroup:SecurityGroup", vpcId=subnet_network(world).identifier)
        return {"securityGroupId": group.identifier, **source, **others}

    return inputs


def _widen(world: World, made: Made) -> Properties:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv4": "0.0.0.0/0", "Description": "clients"}
    world.api("ec2").modify_security_group_rules(
        GroupId=made["securityGroupId"],
        SecurityGroupRules=[{"SecurityGroupRuleId": made.identifier, "SecurityGroupRule": rule}],
    )
    return {"cidrIpv4": "0.0.0.0/0"}


CASES = [
    Case(
        token="aws:ec2/securityGroup:SecurityGroup",
        inputs=_group,
        change={"ingress": [_HTTPS], "egress": [], "tags": {"Name": "database"}},
        replacement={"description": "another"},
        drift=_open,
        wrong_type={"ingress": [{"protocol": "tcp", "fromPort": "443", "toPort": 443}]},
    ),
    Case(
        token="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        inputs=lambda world: {"vpcId": subnet_network(world).identifier, "ingress": [], "egress": []},
        change={"ingress": [_HTTPS]},
        replacement={"vpcId": "vpc-other"},
        drift=_open,
        wrong_type={"egress": "none"},
        forgets=True,
    ),
    Case(
        token="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        inputs=_rule({"cidrIpv4": "10.0.0.0/8"}, ipProtocol="tcp", fromPort=443, toPort=443, description="clients"),
        change={"cidrIpv4": "10.1.0.0/16", "description": "some clients"},
        replacement={"securityGroupId": "sg-other"},
        drift=_widen,
        wrong_type={"fromPort": "443"},
    ),
    Case(
        token="aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        inputs=_rule({"cidrIpv4": "0.0.0.0/0"}, ipProtocol="-1", description="anywhere"),
        change={"tags": {"Name": "out"}},
        replacement={"securityGroupId": "sg-other"},
        wrong_type={"ipProtocol": -1},
    ),
]
