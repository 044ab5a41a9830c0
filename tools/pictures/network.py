"""The picture of prod's network: its subnets, zone by zone, and every way out of it."""

from tools.pictures.boxes import Box, picture
from tools.pictures.facts import Facts

_WHAT = {
    "public": ("Public", "outer", "load balancer, NAT"),
    "private": ("Private", "ours", "nodes and their pods"),
    "endpoints": ("Endpoints", "service", "ways to AWS"),
    "database": ("Database", "kept", "no way out"),
}
_GATEWAY = "aws:ec2/natGateway:NatGateway"


def network(facts: Facts) -> str:
    """Draw it."""
    [vpc] = facts.inputs("aws:ec2/vpc:Vpc")
    zones = sorted({subnet.zone for subnet in facts.subnets})
    inside = [Box(f"Zone {zone}", "place", rows=[[_subnet(facts, kind, zone)] for kind in _WHAT]) for zone in zones]
    return picture(
        "The network of prod: four kinds of subnet in each zone, and the ways out of it",
        [
            [_internet(facts), _names(facts)],
            [Box(f"Network of {vpc['tags']['Name']}", "plain", (str(vpc["cidrBlock"]),), rows=[inside])],
            [_private_ways(facts)],
        ],
    )


def _subnet(facts: Facts, kind: str, zone: str) -> Box:
    title, colour, purpose = _WHAT[kind]
    [block] = [subnet.block for subnet in facts.subnets if (subnet.kind, subnet.zone) == (kind, zone)]
    return Box(f"{title} {block}", colour, (purpose,))


def _internet(facts: Facts) -> Box:
    gateways = len(facts.names(_GATEWAY))
    callers = sorted({str(way.source) for way in facts.ways if way.destination.who == "the internet"})
    return Box(
        "The internet",
        "outer",
        (f"out: by {gateways} NAT gateways, from", *(f"  {caller}" for caller in callers), "in: by the load balancer"),
    )


def _names(facts: Facts) -> Box:
    rules = facts.inputs("aws:route53/resolverFirewallRule:ResolverFirewallRule")
    lists = facts.inputs("aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList")
    listed = sum(len(each["domains"]) for each in lists if each["domains"] != ["*."] and each["domains"] != ["*"])
    actions = ", ".join(sorted({str(rule["action"]).lower() for rule in rules}))
    return Box(
        "Names", "outer", (f"a DNS firewall with {len(rules)} rules ({actions})", f"{listed} listed names resolve")
    )


def _private_ways(facts: Facts) -> Box:
    endpoints = facts.inputs("aws:ec2/vpcEndpoint:VpcEndpoint")
    services = sorted({str(each["serviceName"]).split(".", 3)[3] for each in endpoints})
    half = (len(services) + 1) // 2
    return Box(
        "AWS by private endpoints, for this account alone",
        "service",
        (", ".join(services[:half]), ", ".join(services[half:])),
    )
