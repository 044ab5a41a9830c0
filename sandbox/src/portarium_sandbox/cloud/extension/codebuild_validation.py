"""What CodeBuild refuses about a project before anything is made."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from moto.codebuild.exceptions import InvalidInputException
from moto.ec2.models import ec2_backends
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.models import Role, iam_backends

from portarium_sandbox.cloud.extension.parameter import as_list, as_map

_SERVICE = "codebuild.amazonaws.com"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,149}")
_MINUTES = {"timeoutInMinutes": (5, 2160), "queuedTimeoutInMinutes": (5, 480)}


def validate_settings(settings: dict[str, Any], *, account_id: str, region: str, partition: str) -> None:
    """Refuse what CodeBuild refuses and moto does not."""
    if not _NAME.fullmatch(settings["name"]):
        raise InvalidInputException("Only alphanumeric characters, dash, and underscore are supported")
    for name, (least, most) in _MINUTES.items():
        if not least <= settings[name] <= most:
            raise InvalidInputException(f"Invalid {name}: {settings[name]} is not between {least} and {most}")
    arn = settings["serviceRole"]
    role = next((role for role in iam_backends[account_id][partition].roles.values() if role.arn == arn), None)
    if role is None or not _trusts(json.loads(role.assume_role_policy_document), _SERVICE):
        raise InvalidInputException(f"CodeBuild is not authorized to perform: sts:AssumeRole on {arn}")
    network = as_map(settings.get("vpcConfig"))
    if network:
        _validate_network(network, account_id=account_id, region=region)
        # The role, and not the caller, looks at the network.
        if not _may(role, "ec2:DescribeSecurityGroups"):
            raise InvalidInputException("Not authorized to perform DescribeSecurityGroups")


def _validate_network(network: dict[str, Any], *, account_id: str, region: str) -> None:
    ec2, vpc = ec2_backends[account_id][region], network.get("vpcId")
    subnets, groups = as_list(network.get("subnets")), as_list(network.get("securityGroupIds"))
    if not (vpc and subnets and groups):
        raise InvalidInputException("Invalid VPC configuration: VPC, subnets and security groups go together")
    if vpc not in ec2.vpcs:
        raise InvalidInputException(f"Invalid VPC configuration: the VPC {vpc} does not exist")
    homes = {subnet.id: subnet.vpc_id for subnet in ec2.describe_subnets()}
    homes |= {group.id: group.vpc_id for group in ec2.describe_security_groups()}
    for member in (*subnets, *groups):
        if homes.get(member) != vpc:
            raise InvalidInputException(f"Invalid VPC configuration: {member} is not in the VPC {vpc}")


def _trusts(document: dict[str, Any], service: str) -> bool:
    return any(
        statement.get("Effect") == "Allow"
        and service in _several(as_map(statement.get("Principal")).get("Service"))
        and any(fnmatchcase("sts:AssumeRole", action) for action in _several(statement.get("Action")))
        for statement in _several(document.get("Statement"))
    )


def _may(role: Role, action: str) -> bool:
    results = [IAMPolicy(policy).is_action_permitted(action) for policy in _policies(role)]
    return PermissionResult.PERMITTED in results and PermissionResult.DENIED not in results


def _policies(role: Role) -> Iterator[Any]:
    yield from role.policies.values()
    yield from role.managed_policies.values()


def _several(value: Any) -> list[Any]:
    """What a policy may give once or in a list, as a list."""
    return as_list(value) if isinstance(value, list | None) else [value]
