"""No security group lets the whole internet in, but that of the load balancer, by two ports."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.addresses import EVERYWHERE
from domain.public_entry import PUBLIC_PORTS, PUBLIC_TAG
from policies.access_document import values_of
from policies.resource import Resource, items
from policies.rule import NotApplicableError, ResourceRule

_GROUPS = frozenset({"aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"})
_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_BLOCKS = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")


def _check(resource: Resource) -> Iterator[str]:
    if resource.type in _GROUPS:
        for ingress in items(resource.properties, "ingress"):
            yield from _open(ingress)
        return
    if resource.type == _RULE and resource.properties.get("type") != "ingress":
        raise NotApplicableError("a rule for egress")
    if resource.type == _INGRESS_RULE and _is_public_entry(resource.properties):
        raise NotApplicableError("a port of the load balancer, which is there for everybody")
    yield from _open(resource.properties)


def _is_public_entry(rule: Mapping[str, Any]) -> bool:
    tagged = PUBLIC_TAG in {**(rule.get("tags") or {})}
    return tagged and rule.get("fromPort") == rule.get("toPort") and rule.get("fromPort") in PUBLIC_PORTS


def _open(ingress: Mapping[str, Any]) -> Iterator[str]:
    for name in _BLOCKS:
        for block in values_of(ingress.get(name)):
            if block in EVERYWHERE:
                yield f"lets {block} in; name the networks or the security groups that need it ({name})"


RULE = ResourceRule(
    name="ingress-is-not-for-the-world",
    description="No security group has an ingress rule for all addresses, but the load balancer's for two ports.",
    types=_GROUPS | {_RULE, _INGRESS_RULE},
    check=_check,
)
