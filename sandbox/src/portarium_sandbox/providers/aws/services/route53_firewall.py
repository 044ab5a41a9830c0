"""Route 53 Resolver: DNS Firewall. What it makes anew it takes for a repetition when the request bears the same id."""

from collections.abc import Callable
from typing import Any

from portarium_sandbox.providers.aws.conversion import as_list
from portarium_sandbox.providers.aws.subject import Subject
from portarium_sandbox.providers.aws.table import (
    Call,
    Change,
    Fetch,
    Name,
    ResourceType,
    Value,
    identifier,
    known,
    take,
    told,
)
from portarium_sandbox.providers.aws.tagging import Tagging
from portarium_sandbox.providers.errors import InputError
from portarium_sandbox.providers.properties import UNKNOWN, Properties

_SERVICE = "route53resolver"
RESOLVER_TAGS = Tagging({"ResourceArn": told("arn")})
_NOT_HERE = ("dnsThreatProtection", "confidenceThreshold", "blockOverrideDomain", "qType")


def request(subject: Subject) -> str:
    """The id of a request to create."""
    return subject.creation_token


def find_request(operation: str, at: str) -> Callable[[Subject], str | None]:
    """What a creation without an answer has left behind, among all of its kind."""

    def find(subject: Subject) -> str | None:
        for page in subject.client().get_paginator(operation).paginate():
            for one in page[at]:
                if one.get("CreatorRequestId") == subject.creation_token:
                    return str(one["Id"])
        return None

    return find


# -- Lists of domains

_LIST: dict[str, Value] = {"FirewallDomainListId": identifier}


def _set_domains(subject: Subject) -> None:
    """An empty list is none to the API: what is in it is taken out."""
    wanted, before = as_list(subject.get("domains")), as_list(subject.old_inputs.get("domains"))
    if wanted or before:
        subject.client().update_firewall_domains(
            FirewallDomainListId=subject.identifier,
            Operation="REPLACE" if wanted else "REMOVE",
            Domains=wanted or before,
        )


def _domains(subject: Subject) -> dict[str, Any]:
    pages = subject.client().get_paginator("list_firewall_domains").paginate(FirewallDomainListId=subject.identifier)
    return {"domains": [domain.removesuffix(".") for page in pages for domain in page["Domains"]]}


# -- Rules

_RULE: dict[str, Value] = {
    "FirewallRuleGroupId": known("firewallRuleGroupId"),
    "FirewallDomainListId": known("firewallDomainListId"),
}
_SETTINGS = "action blockResponse priority name firewallDomainRedirectionAction"


def _find_rule(subject: Subject) -> dict[str, Any] | None:
    group, _, domains = subject.identifier.partition(":")
    pages = subject.client().get_paginator("list_firewall_rules").paginate(FirewallRuleGroupId=group)
    rules = (rule for page in pages for rule in page["FirewallRules"])
    return next((rule for rule in rules if rule["FirewallDomainListId"] == domains), None)


def _check_rule(inputs: Properties) -> None:
    for setting in _NOT_HERE:
        if inputs.get(setting) is not None:
            raise InputError((setting, "the sandbox's aws double does nothing with it yet"))
    action = inputs.get("action")
    if action not in ("ALLOW", "ALERT", "BLOCK", UNKNOWN):
        raise InputError(("action", f"expected ALLOW, ALERT or BLOCK, got {action}"))


# -- What a network does when the firewall doesn't answer


def _find_config(subject: Subject) -> dict[str, Any] | None:
    for page in subject.client().get_paginator("list_firewall_configs").paginate():
        for config in page["FirewallConfigs"]:
            if config["Id"] == subject.identifier:
                return config
    return None


def _fail(subject: Subject, how: str) -> Any:
    return subject.client().update_firewall_config(ResourceId=subject.known("resourceId"), FirewallFailOpen=how)


ROWS = (
    ResourceType(
        type="aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList",
        service=_SERVICE,
        create=Call(
            "create_firewall_domain_list", take("name", CreatorRequestId=request, Tags=RESOLVER_TAGS.at_creation)
        ),
        identity="FirewallDomainList.Id",
        read=(
            Fetch(Call("get_firewall_domain_list", _LIST, "FirewallDomainList"), "arn name"),
            Fetch(_domains, shaped={"domains": lambda answer: answer["domains"] or None}),
        ),
        changes=(Change("domains", _set_domains),),
        delete=Call("delete_firewall_domain_list", _LIST),
        replace="name",
        name=Name(maximum=64),
        tagging=RESOLVER_TAGS,
        find=find_request("list_firewall_domain_lists", "FirewallDomainLists"),
    ),
    ResourceType(
        type="aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup",
        service=_SERVICE,
        create=Call(
            "create_firewall_rule_group", take("name", CreatorRequestId=request, Tags=RESOLVER_TAGS.at_creation)
        ),
        identity="FirewallRuleGroup.Id",
        read=(
            Fetch(
                Call("get_firewall_rule_group", {"FirewallRuleGroupId": identifier}, "FirewallRuleGroup"),
                "arn name ownerId shareStatus",
            ),
        ),
        delete=Call("delete_firewall_rule_group", {"FirewallRuleGroupId": identifier}),
        replace="name",
        name=Name(maximum=64),
        tagging=RESOLVER_TAGS,
        find=find_request("list_firewall_rule_groups", "FirewallRuleGroups"),
    ),
    ResourceType(
        type="aws:route53/resolverFirewallRule:ResolverFirewallRule",
        service=_SERVICE,
        create=Call("create_firewall_rule", {**_RULE, **take(_SETTINGS, CreatorRequestId=request)}),
        identity=lambda subject, _answer: f"{subject.get('firewallRuleGroupId')}:{subject.get('firewallDomainListId')}",
        read=(Fetch(_find_rule, f"{_SETTINGS} firewallRuleGroupId firewallDomainListId"),),
        changes=(Change(_SETTINGS, Call("update_firewall_rule", {**_RULE, **take(_SETTINGS)}), False),),
        delete=Call("delete_firewall_rule", _RULE),
        replace="firewallRuleGroupId firewallDomainListId",
        local=" ".join(_NOT_HERE),
        defaults={"firewallDomainRedirectionAction": "INSPECT_REDIRECTION_DOMAIN"},
        name=Name(maximum=64),
        validate=_check_rule,
    ),
    ResourceType(
        type="aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
        service=_SERVICE,
        create=Call(
            "associate_firewall_rule_group",
            take(
                "firewallRuleGroupId vpcId priority mutationProtection name",
                CreatorRequestId=request,
                Tags=RESOLVER_TAGS.at_creation,
            ),
        ),
        identity="FirewallRuleGroupAssociation.Id",
        read=(
            Fetch(
                Call(
                    "get_firewall_rule_group_association",
                    {"FirewallRuleGroupAssociationId": identifier},
                    "FirewallRuleGroupAssociation",
                ),
                "arn firewallRuleGroupId vpcId priority mutationProtection name",
            ),
        ),
        changes=(
            Change(
                "priority mutationProtection name",
                Call(
                    "update_firewall_rule_group_association",
                    take("priority mutationProtection name", FirewallRuleGroupAssociationId=identifier),
                ),
                False,
            ),
        ),
        delete=Call("disassociate_firewall_rule_group", {"FirewallRuleGroupAssociationId": identifier}),
        replace="firewallRuleGroupId vpcId",
        defaults={"mutationProtection": "DISABLED"},
        name=Name(maximum=64),
        tagging=RESOLVER_TAGS,
        find=find_request("list_firewall_rule_group_associations", "FirewallRuleGroupAssociations"),
    ),
    ResourceType(
        type="aws:route53/resolverFirewallConfig:ResolverFirewallConfig",
        service=_SERVICE,
        create=lambda subject: _fail(subject, subject.get("firewallFailOpen")),
        identity="FirewallConfig.Id",
        read=(Fetch(_find_config, "resourceId ownerId firewallFailOpen"),),
        changes=(Change("firewallFailOpen", lambda subject: _fail(subject, subject.get("firewallFailOpen")), False),),
        # A network always has this setting: without a resource it is as AWS gives it.
        delete=lambda subject: _fail(subject, "DISABLED"),
        replace="resourceId",
    ),
)
