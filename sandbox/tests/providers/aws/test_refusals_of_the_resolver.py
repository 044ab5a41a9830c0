"""What Route 53 Resolver refuses of a firewall and of a record, and what it keeps while that is in use."""

import grpc
import pytest

from tests.cloud.cloud_process import ClientError
from tests.providers.aws.cases.route53_resolver import association, query_log, rule
from tests.providers.aws.conformance import Made, World, subnet_network
from tests.providers.provider_client import refusal

_PREFIX = "aws:route53/resolver"
_LIST = f"{_PREFIX}FirewallDomainList:ResolverFirewallDomainList"
_RULE = f"{_PREFIX}FirewallRule:ResolverFirewallRule"
_ASSOCIATION = f"{_PREFIX}FirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
_LOG = f"{_PREFIX}QueryLogConfig:ResolverQueryLogConfig"


def _refused_deletion(world: World, made: Made) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        world.provider.delete(made.token, made.identifier, made.inputs, made.outputs)
    return refusal(refused.value)


def test_a_protected_firewall_stays_on_its_network(world: World) -> None:
    """Until it says itself that it may be changed."""
    made = world.make(_ASSOCIATION, **{**association(world), "mutationProtection": "ENABLED"})
    assert "protected from mutation" in _refused_deletion(world, made)
    world.api("route53resolver").update_firewall_rule_group_association(
        FirewallRuleGroupAssociationId=made.identifier, MutationProtection="DISABLED"
    )


def test_what_a_rule_is_about_stays(world: World) -> None:
    """Neither its list of domains nor its group goes before the rule."""
    made, resolver = world.make(_RULE, **rule(world)), world.api("route53resolver")
    with pytest.raises(ClientError, match="ConflictException"):
        resolver.delete_firewall_domain_list(FirewallDomainListId=made["firewallDomainListId"])
    with pytest.raises(ClientError, match="ConflictException"):
        resolver.delete_firewall_rule_group(FirewallRuleGroupId=made["firewallRuleGroupId"])


def test_a_rule_that_blocks_says_how_and_no_other_does(world: World) -> None:
    """And two rules of a group have an order."""
    wanted = rule(world)
    for wrong in ({"action": "ALLOW"}, {"blockResponse": None}):
        with pytest.raises(grpc.RpcError) as refused:
            world.make(_RULE, **{**wanted, **wrong})
        assert "BlockResponse" in refusal(refused.value)
    world.make(_RULE, **wanted)
    other = world.make(_LIST, domains=["example.com"]).identifier
    with pytest.raises(grpc.RpcError) as refused:
        world.make(_RULE, **{**wanted, "firewallDomainListId": other})
    assert "priority 200" in refusal(refused.value)


@pytest.mark.parametrize("domain", ["https://example.com", "exa*mple.com", "example.*"])
def test_what_is_no_domain_is_in_no_list(world: World, domain: str) -> None:
    """A star stands at the beginning or alone."""
    with pytest.raises(grpc.RpcError) as refused:
        world.make(_LIST, domains=[domain])
    assert domain in refusal(refused.value)


@pytest.mark.parametrize("priority", [100, 9900])
def test_the_priorities_at_both_ends_are_awss(world: World, priority: int) -> None:
    """It keeps them for the groups of an organization's administrators."""
    with pytest.raises(grpc.RpcError) as refused:
        world.make(_ASSOCIATION, **{**association(world), "priority": priority})
    assert str(priority) in refusal(refused.value)


def test_a_record_goes_to_a_group_that_is_there(world: World) -> None:
    """Resolver makes none."""
    wanted = query_log(world)
    with pytest.raises(grpc.RpcError) as refused:
        world.make(_LOG, destinationArn=f"{wanted['destinationArn']}-other")
    assert "does not exist" in refusal(refused.value)


def test_a_record_stays_while_a_network_is_recorded(world: World) -> None:
    """It is taken from its networks first."""
    made, resolver = world.make(_LOG, **query_log(world)), world.api("route53resolver")
    network = {"ResolverQueryLogConfigId": made.identifier, "ResourceId": subnet_network(world).identifier}
    resolver.associate_resolver_query_log_config(**network)
    assert "associated" in _refused_deletion(world, made)
    resolver.disassociate_resolver_query_log_config(**network)
