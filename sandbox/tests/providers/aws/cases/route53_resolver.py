"""Route 53 Resolver: DNS Firewall and query logs."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World, subnet_network

_PREFIX = "aws:route53/resolver"
_LIST = f"{_PREFIX}FirewallDomainList:ResolverFirewallDomainList"
_GROUP = f"{_PREFIX}FirewallRuleGroup:ResolverFirewallRuleGroup"
_RULE = f"{_PREFIX}FirewallRule:ResolverFirewallRule"
_ASSOCIATION = f"{_PREFIX}FirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
_CONFIG = f"{_PREFIX}FirewallConfig:ResolverFirewallConfig"
_LOG = f"{_PREFIX}QueryLogConfig:ResolverQueryLogConfig"
_RECORDED = f"{_PREFIX}QueryLogConfigAssociation:ResolverQueryLogConfigAssociation"


def _longer(world: World, made: Made) -> Properties:
    world.api("route53resolver").update_firewall_domains(
        FirewallDomainListId=made.identifier, Operation="ADD", Domains=["added.example.com."]
    )
    return {"domains": [*made.inputs["domains"], "added.example.com"]}


def rule(world: World) -> Properties:
    """A rule that blocks every name."""
    return {
        "firewallRuleGroupId": world.make(_GROUP).identifier,
        "firewallDomainListId": world.make(_LIST, domains=["*"]).identifier,
        "action": "BLOCK",
        "blockResponse": "NXDOMAIN",
        "priority": 200,
    }


def _alerts(world: World, made: Made) -> Properties:
    world.api("route53resolver").update_firewall_rule(
        FirewallRuleGroupId=made["firewallRuleGroupId"],
        FirewallDomainListId=made["firewallDomainListId"],
        BlockResponse="NODATA",
    )
    return {"blockResponse": "NODATA"}


def association(world: World) -> Properties:
    """A rule group that is in force in a network."""
    return {
        "firewallRuleGroupId": world.make(_GROUP).identifier,
        "vpcId": subnet_network(world).identifier,
        "priority": 200,
        "tags": {"team": "platform"},
    }


def _later(world: World, made: Made) -> Properties:
    world.api("route53resolver").update_firewall_rule_group_association(
        FirewallRuleGroupAssociationId=made.identifier, Priority=400
    )
    return {"priority": 400}


def _open(world: World, made: Made) -> Properties:
    world.api("route53resolver").update_firewall_config(ResourceId=made["resourceId"], FirewallFailOpen="ENABLED")
    return {"firewallFailOpen": "ENABLED"}


def query_log(world: World) -> Properties:
    """A record in a log group."""
    group = world.make("aws:cloudwatch/logGroup:LogGroup")
    return {"destinationArn": group["arn"], "tags": {"team": "platform"}}


CASES = [
    Case(
        token=_LIST,
        inputs=lambda _: {"domains": ["example.com", "*.example.com"], "tags": {"team": "platform"}},
        change={"domains": ["*.example.com", "example.org"], "tags": {"team": "data"}},
        replacement={"name": "others"},
        drift=_longer,
        wrong_type={"domains": "example.com"},
    ),
    Case(
        token=_GROUP,
        inputs=lambda _: {"tags": {"team": "platform"}},
        change={"tags": {"team": "data"}},
        replacement={"name": "others"},
        wrong_type={"name": 1},
    ),
    Case(
        token=_RULE,
        inputs=rule,
        change={"blockResponse": "NODATA", "priority": 300},
        replacement={"firewallDomainListId": "rslvr-fdl-other"},
        drift=_alerts,
        wrong_type={"priority": "first"},
    ),
    Case(
        token=_ASSOCIATION,
        inputs=association,
        change={"priority": 300, "tags": {"team": "data"}},
        replacement={"vpcId": "vpc-other"},
        drift=_later,
        wrong_type={"priority": "first"},
    ),
    Case(
        token=_CONFIG,
        inputs=lambda world: {"resourceId": subnet_network(world).identifier, "firewallFailOpen": "DISABLED"},
        change={"firewallFailOpen": "ENABLED"},
        replacement={"resourceId": "vpc-other"},
        drift=_open,
        forgets=True,
        wrong_type={"firewallFailOpen": False},
    ),
    Case(
        token=_LOG,
        inputs=query_log,
        change={"tags": {"team": "data"}},
        replacement={"name": "others"},
        wrong_type={"destinationArn": 1},
    ),
    Case(
        token=_RECORDED,
        inputs=lambda world: {
            "resolverQueryLogConfigId": world.make(_LOG, **query_log(world)).identifier,
            "resourceId": subnet_network(world).identifier,
        },
        replacement={"resourceId": "vpc-other"},
        wrong_type={"resourceId": 1},
    ),
]
