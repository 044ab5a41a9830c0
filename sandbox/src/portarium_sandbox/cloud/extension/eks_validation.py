"""What EKS refuses about a cluster before anything is made."""

import re
from ipaddress import IPv4Network
from typing import Any

from moto.ec2.models import ec2_backends
from moto.eks.exceptions import InvalidParameterException
from moto.iam.models import iam_backends

from portarium_sandbox.cloud.extension.parameter import as_list, as_map

DEFAULT_VERSION = "1.34"
# How many minor versions a node may be behind its cluster.
NODE_VERSION_SKEW = 3
SUPPORTED_VERSIONS = tuple(f"1.{minor}" for minor in range(29, 37))
AUTHENTICATION_MODES = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
_SERVICE_BLOCKS = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_LARGEST_SERVICES = 12
_SMALLEST_SERVICES = 24
_PRINCIPAL = re.compile(r"arn:(?P<partition>aws[\w-]*):iam::(?P<account>\d{12}):(?P<kind>role|user)/(?P<path>.+)")


def validate_settings(name: str, settings: dict[str, Any], *, account_id: str, region: str) -> None:
    """Refuse what EKS refuses, before anything is made."""
    if not re.fullmatch(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}", name):
        raise InvalidParameterException(clusterName=name, message=f"The cluster name {name!r} is not valid")
    validate_role(name, settings["roleArn"])
    validate_version(name, settings.get("version") or DEFAULT_VERSION)
    mode = as_map(settings.get("accessConfig")).get("authenticationMode", "CONFIG_MAP")
    if mode not in AUTHENTICATION_MODES:
        raise InvalidParameterException(clusterName=name, message=f"Unsupported authentication mode: {mode}")
    network = ec2_backends[account_id][region]
    given = as_map(settings.get("resourcesVpcConfig"))
    validate_subnets(name, as_list(given.get("subnetIds")), account_id=account_id, region=region)
    if services := as_map(settings.get("kubernetesNetworkConfig")).get("serviceIpv4Cidr"):
        subnets = network.describe_subnets(subnet_ids=as_list(given.get("subnetIds")))
        vpcs = network.describe_vpcs(vpc_ids=list({subnet.vpc_id for subnet in subnets}))
        _validate_services(name, services, [IPv4Network(vpc.cidr_block) for vpc in vpcs])
    for group_id in as_list(given.get("securityGroupIds")):
        if network.get_security_group_from_id(group_id) is None:
            raise InvalidParameterException(
                clusterName=name, message=f"The security group ID '{group_id}' does not exist"
            )


def _validate_services(name: str, services: str, vpcs: list[IPv4Network]) -> None:
    """Refuse addresses for services that are public, too many, too few, or those of the VPC."""
    try:
        block = IPv4Network(services)
    except ValueError:
        raise InvalidParameterException(clusterName=name, message=f"Invalid CIDR block {services}") from None
    if not any(block.subnet_of(private) for private in _SERVICE_BLOCKS):
        problem = "must be within one of the private ranges 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16"
    elif not _LARGEST_SERVICES <= block.prefixlen <= _SMALLEST_SERVICES:
        problem = f"must be between /{_SMALLEST_SERVICES} and /{_LARGEST_SERVICES}"
    elif any(block.overlaps(vpc) for vpc in vpcs):
        problem = "must not overlap with a CIDR block of the VPC"
    else:
        return
    raise InvalidParameterException(clusterName=name, message=f"The service CIDR {services} {problem}")


def validate_subnets(name: str, subnet_ids: list[str], *, account_id: str, region: str) -> None:
    """Refuse subnets that do not exist."""
    known = {subnet.id for subnet in ec2_backends[account_id][region].describe_subnets()}
    for subnet_id in subnet_ids:
        if subnet_id not in known:
            raise InvalidParameterException(clusterName=name, message=f"The subnet ID '{subnet_id}' does not exist")


def validate_role(name: str, role_arn: str) -> None:
    """Refuse a role that does not exist."""
    if not principal_exists(role_arn):
        raise InvalidParameterException(
            clusterName=name,
            message=f"Role with arn: {role_arn}, could not be assumed because it does not exist "
            "or the trusted entity is not correct",
        )


def principal_exists(principal_arn: str) -> bool:
    """Say whether IAM has the role or user."""
    match = _PRINCIPAL.fullmatch(principal_arn)
    if not match:
        return False
    identities = iam_backends[match["account"]][match["partition"]]
    known = identities.roles if match["kind"] == "role" else identities.users
    return any(identity.arn == principal_arn for identity in known.values())


def validate_version(name: str, version: str) -> None:
    """Refuse versions that EKS does not offer."""
    if version not in SUPPORTED_VERSIONS:
        raise InvalidParameterException(clusterName=name, message="unsupported Kubernetes version")


def minor(version: str) -> int:
    """Give the minor number of a version such as 1.34."""
    return int(version.split(".")[1])
