"""A network resolves the listed names and no other, and it is recorded what was asked for."""

from functools import cache
from typing import Any

import pytest
from pulumi_aws import ec2

from components.aws.dns_firewall import DnsFirewall, DnsFirewallArgs
from tests.recording import Recording, Registered, record

_TYPE = "aws:route53/resolver"
_RULE = f"{_TYPE}FirewallRule:ResolverFirewallRule"
_LIST = f"{_TYPE}FirewallDomainList:ResolverFirewallDomainList"
_ASSOCIATION = f"{_TYPE}FirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"


@cache
def _recorded(*, protect: bool = False) -> Recording:
    def program() -> object:
        firewall = DnsFirewall(
            "names",
            DnsFirewallArgs(
                environment="dev",
                vpc_id=ec2.Vpc("vpc", cidr_block="10.16.0.0/16").id,
                names=["*.amazonaws.com", "ghcr.io"],
                logs_key_arn="arn:logs-key",
                log_retention_days=365,
                protect=protect,
            ),
        )
        return {"log": firewall.log_group_name, "association": firewall.association_id}

    return record(program)


def _domains(rule: Registered) -> list[str]:
    lists = {f"{found.name}-id": found.inputs["domains"] for found in _recorded().all(_LIST)}
    return lists[rule.inputs["firewallDomainListId"]]


def _decides(name: str) -> dict[str, Any]:
    """The first rule that knows a name, in the order of their numbers, as AWS tries them."""

    def knows(domain: str) -> bool:
        return domain in ("*", name) or (domain.startswith("*.") and name.endswith(domain[1:]))

    rules = sorted(_recorded().all(_RULE), key=lambda rule: rule.inputs["priority"])
    return next(rule.inputs for rule in rules if any(map(knows, _domains(rule))))


@pytest.mark.parametrize("name", ["ghcr.io", "sts.eu-central-1.amazonaws.com"])
def test_a_listed_name_is_followed_to_where_it_leads(name: str) -> None:
    """An alias of somebody else's changes without a word, and is in no list."""
    rule = _decides(name)
    assert rule["action"] == "ALLOW"
    assert rule["firewallDomainRedirectionAction"] == "TRUST_REDIRECTION_DOMAIN"


@pytest.mark.parametrize("name", ["secret.attacker.example", "amazonaws.com", "notghcr.io", "x.ghcr.io"])
def test_no_other_name_exists(name: str) -> None:
    """Whoever asks is told so at once, and what was asked has left for nobody."""
    rule = _decides(name)
    assert (rule["action"], rule["blockResponse"]) == ("BLOCK", "NXDOMAIN")


def test_a_firewall_that_gives_no_answer_lets_nothing_through() -> None:
    """AWS would resolve the name in that case if it were told to fail open."""
    recording = _recorded()
    config = recording.one(f"{_TYPE}FirewallConfig:ResolverFirewallConfig").inputs
    assert config["firewallFailOpen"] == "DISABLED"
    assert config["resourceId"] == recording.one(_ASSOCIATION).inputs["vpcId"]


def test_it_is_in_the_network_with_all_its_rules_or_not_at_all() -> None:
    """A group without rules lets every name through."""
    recording = _recorded()
    association = recording.one(_ASSOCIATION)
    assert {rule.urn for rule in recording.all(_RULE)} <= set(association.depends_on)
    groups = {rule.inputs["firewallRuleGroupId"] for rule in recording.all(_RULE)}
    assert groups == {association.inputs["firewallRuleGroupId"]}


@pytest.mark.parametrize(("protect", "said"), [(True, "ENABLED"), (False, "DISABLED")])
def test_where_the_environment_is_protected_the_firewall_is(protect: bool, said: str) -> None:
    """AWS refuses to take it off the network until that is taken back."""
    assert _recorded(protect=protect).one(_ASSOCIATION).inputs["mutationProtection"] == said


def test_what_was_asked_for_is_recorded_in_an_encrypted_group() -> None:
    """All questions of the network, those that are blocked among them."""
    recording = _recorded()
    group = recording.one("aws:cloudwatch/logGroup:LogGroup")
    config = recording.one(f"{_TYPE}QueryLogConfig:ResolverQueryLogConfig")
    recorded = recording.one(f"{_TYPE}QueryLogConfigAssociation:ResolverQueryLogConfigAssociation").inputs
    assert group.inputs["kmsKeyId"] == "arn:logs-key"
    assert config.inputs["destinationArn"].endswith(f":{group.name}")
    assert recorded["resolverQueryLogConfigId"] == f"{config.name}-id"
    assert recorded["resourceId"] == recording.one(_ASSOCIATION).inputs["vpcId"]
    assert recording.result["log"] == group.inputs["name"]
