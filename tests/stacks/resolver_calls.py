"""What AWS's provider asks of Route 53 Resolver: the firewall is an administrator's, what it knows is delivery's."""

from collections.abc import Mapping

from tests.stacks.provider_call import Calls, InPerson

_TAGS = "route53resolver:ListTagsForResource"
_OPENS = "who changes it opens the network's way out by names, or takes the record of it away"

RESOLVER_CALLS: Mapping[str, Calls | InPerson] = {
    "route53/resolverFirewallConfig": InPerson(
        reads=("route53resolver:GetFirewallConfig", "route53resolver:ListFirewallConfigs"), why=_OPENS
    ),
    # A list is made and deleted with the firewall, in person; what is in it follows the settings.
    "route53/resolverFirewallDomainList": Calls(
        creates=(),
        reads=("route53resolver:GetFirewallDomainList", "route53resolver:ListFirewallDomains", _TAGS),
        updates=("route53resolver:UpdateFirewallDomains",),
        deletes=(),
    ),
    "route53/resolverFirewallRule": InPerson(reads=("route53resolver:ListFirewallRules",), why=_OPENS),
    "route53/resolverFirewallRuleGroup": InPerson(reads=("route53resolver:GetFirewallRuleGroup", _TAGS), why=_OPENS),
    "route53/resolverFirewallRuleGroupAssociation": InPerson(
        reads=("route53resolver:GetFirewallRuleGroupAssociation", _TAGS), why=_OPENS
    ),
    "route53/resolverQueryLogConfig": InPerson(reads=("route53resolver:GetResolverQueryLogConfig", _TAGS), why=_OPENS),
    "route53/resolverQueryLogConfigAssociation": InPerson(
        reads=("route53resolver:GetResolverQueryLogConfigAssociation",), why=_OPENS
    ),
}
"""The calls by the type of the resource."""
