"""What AWS's provider asks of EC2: what networks and nodes are made of is named by AWS, and known by its tag."""

from collections.abc import Mapping

from tests.stacks.provider_call import Calls, InPerson


def _ec2(made: str, *, reads: tuple[str, ...], creates: tuple[str, ...] = (), **others: tuple[str, ...]) -> Calls:
    """Whatever EC2 makes gets its tags with the same request, and loses and gets others later."""
    return Calls(
        creates=(f"ec2:{made}", "ec2:CreateTags", *creates),
        reads=reads,
        updates=("ec2:CreateTags", "ec2:DeleteTags", *others.get("updates", ())),
        deletes=others["deletes"],
    )


NETWORK_CALLS: Mapping[str, Calls | InPerson] = {
    "ec2/defaultSecurityGroup": InPerson(
        reads=("ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules"),
        why="it is there with its network, without a tag, and is taken over by the first update, an administrator's",
    ),
    "ec2/eip": _ec2(
        "AllocateAddress",
        reads=("ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute"),
        deletes=("ec2:ReleaseAddress",),
    ),
    "ec2/flowLog": Calls(
        creates=("ec2:CreateFlowLogs", "ec2:CreateTags", "iam:PassRole"),
        reads=("ec2:DescribeFlowLogs",),
        updates=("ec2:CreateTags", "ec2:DeleteTags"),
        deletes=("ec2:DeleteFlowLogs",),
        passes_to="vpc-flow-logs.amazonaws.com",
    ),
    "ec2/internetGateway": _ec2(
        "CreateInternetGateway",
        creates=("ec2:AttachInternetGateway",),
        reads=("ec2:DescribeInternetGateways",),
        deletes=("ec2:DetachInternetGateway", "ec2:DeleteInternetGateway"),
    ),
    "ec2/launchTemplate": _ec2(
        "CreateLaunchTemplate",
        reads=("ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"),
        updates=("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),
        deletes=("ec2:DeleteLaunchTemplate",),
    ),
    "ec2/natGateway": _ec2("CreateNatGateway", reads=("ec2:DescribeNatGateways",), deletes=("ec2:DeleteNatGateway",)),
    "ec2/route": Calls(
        creates=("ec2:CreateRoute",),
        reads=("ec2:DescribeRouteTables",),
        updates=("ec2:ReplaceRoute",),
        deletes=("ec2:DeleteRoute",),
    ),
    "ec2/routeTable": _ec2("CreateRouteTable", reads=("ec2:DescribeRouteTables",), deletes=("ec2:DeleteRouteTable",)),
    "ec2/routeTableAssociation": Calls(
        creates=("ec2:AssociateRouteTable",),
        reads=("ec2:DescribeRouteTables",),
        updates=("ec2:ReplaceRouteTableAssociation",),
        deletes=("ec2:DisassociateRouteTable",),
    ),
    "ec2/securityGroup": _ec2(
        "CreateSecurityGroup",
        creates=("ec2:RevokeSecurityGroupEgress",),
        reads=("ec2:DescribeSecurityGroups",),
        deletes=("ec2:DeleteSecurityGroup",),
    ),
    "ec2/subnet": _ec2(
        "CreateSubnet",
        creates=("ec2:ModifySubnetAttribute",),
        reads=("ec2:DescribeSubnets",),
        updates=("ec2:ModifySubnetAttribute",),
        deletes=("ec2:DeleteSubnet",),
    ),
    "ec2/vpc": _ec2(
        "CreateVpc",
        creates=("ec2:ModifyVpcAttribute",),
        reads=("ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeNetworkAcls", "ec2:DescribeRouteTables"),
        updates=("ec2:ModifyVpcAttribute",),
        deletes=("ec2:DeleteVpc",),
    ),
    "ec2/vpcEndpoint": _ec2(
        "CreateVpcEndpoint",
        reads=("ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"),
        updates=("ec2:ModifyVpcEndpoint",),
        deletes=("ec2:DeleteVpcEndpoints",),
    ),
    "vpc/securityGroupEgressRule": _ec2(
        "AuthorizeSecurityGroupEgress",
        reads=("ec2:DescribeSecurityGroupRules",),
        updates=("ec2:ModifySecurityGroupRules",),
        deletes=("ec2:RevokeSecurityGroupEgress",),
    ),
    "vpc/securityGroupIngressRule": _ec2(
        "AuthorizeSecurityGroupIngress",
        reads=("ec2:DescribeSecurityGroupRules",),
        updates=("ec2:ModifySecurityGroupRules",),
        deletes=("ec2:RevokeSecurityGroupIngress",),
    ),
}
"""The calls by the type of the resource."""
