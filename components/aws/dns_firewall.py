"""What a network may ask for, and the record of what it asked: the VPC's resolver knows the listed names alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, route53

from components.component import Component
from components.naming import name_tag, physical_name
from domain.retention import LogDays

# Rules are tried from the smallest number on, and the first that knows the name decides.
_ALLOW_FIRST, _BLOCK_LAST = 100, 200
_ONLY_GROUP = 200
_ROLE = "names"


@dataclass(frozen=True, kw_only=True)
class DnsFirewallArgs:
    """Which names a network resolves, and where it is recorded what was asked for."""

    environment: str
    """The environment it belongs to."""
    vpc_id: pulumi.Input[str]
    """The network."""
    names: Sequence[str]
    """The names; `*.` stands for everything below a domain."""
    logs_key_arn: pulumi.Input[str]
    """The key that encrypts the record."""
    log_retention_days: LogDays
    """How long the record is kept."""
    protect: bool = False
    """Whether AWS refuses to take the firewall off the network."""


class DnsFirewall(Component):
    """Every other name does not exist, also when the firewall itself gives no answer; all questions are recorded.

    A name that is allowed is followed to wherever it leads, because nobody can list the aliases of others.
    """

    association_id: pulumi.Output[str]
    """The firewall's place in the network, known once its rules are in force."""
    log_group_name: pulumi.Output[str]
    """The log group that holds the record."""

    def __init__(self, name: str, args: DnsFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DnsFirewall", name, None, opts)
        self._prefix = name
        self._args = args
        group = route53.ResolverFirewallRuleGroup(
            f"{name}-rules",
            name=physical_name(args.environment, _ROLE),
            tags=name_tag(args.environment, _ROLE),
            opts=self.child(),
        )
        rules = [
            route53.ResolverFirewallRule(
                f"{name}-allow-listed",
                name="allow-listed",
                firewall_rule_group_id=group.id,
                firewall_domain_list_id=self._list("listed", sorted(args.names)).id,
                action="ALLOW",
                firewall_domain_redirection_action="TRUST_REDIRECTION_DOMAIN",
                priority=_ALLOW_FIRST,
                opts=self.child(),
            ),
            route53.ResolverFirewallRule(
                f"{name}-block-others",
                name="block-others",
                firewall_rule_group_id=group.id,
                firewall_domain_list_id=self._list("every-name", ["*"]).id,
                action="BLOCK",
                block_response="NXDOMAIN",
                priority=_BLOCK_LAST,
                opts=self.child(),
            ),
        ]
        route53.ResolverFirewallConfig(
            f"{name}-fail-closed",
            resource_id=args.vpc_id,
            firewall_fail_open="DISABLED",
            opts=self.child(),
        )
        association = route53.ResolverFirewallRuleGroupAssociation(
            f"{name}-association",
            name=physical_name(args.environment, _ROLE),
            firewall_rule_group_id=group.id,
            vpc_id=args.vpc_id,
            priority=_ONLY_GROUP,
            mutation_protection="ENABLED" if args.protect else "DISABLED",
            tags=name_tag(args.environment, _ROLE),
            # Were it there before its rules, the network would resolve all names for a moment.
            opts=self.child(depends_on=rules),
        )
        self.association_id = association.id
        self.log_group_name = self._record()
        self.register()

    def _list(self, role: str, domains: Sequence[str]) -> route53.ResolverFirewallDomainList:
        return route53.ResolverFirewallDomainList(
            f"{self._prefix}-{role}",
            name=physical_name(self._args.environment, _ROLE, role),
            domains=domains,
            tags=name_tag(self._args.environment, _ROLE, role),
            opts=self.child(),
        )

    def _record(self) -> pulumi.Output[str]:
        args = self._args
        log_group = cloudwatch.LogGroup(
            f"{self._prefix}-log-group",
            # For groups under this name AWS needs no policy of its own for each, of which a region has ten.
            name=f"/aws/vendedlogs/{physical_name(args.environment, _ROLE)}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self.child(),
        )
        record = route53.ResolverQueryLogConfig(
            f"{self._prefix}-record",
            name=physical_name(args.environment, _ROLE),
            destination_arn=log_group.arn,
            tags=name_tag(args.environment, _ROLE),
            opts=self.child(),
        )
        route53.ResolverQueryLogConfigAssociation(
            f"{self._prefix}-recorded",
            resolver_query_log_config_id=record.id,
            resource_id=args.vpc_id,
            opts=self.child(),
        )
        return log_group.name
