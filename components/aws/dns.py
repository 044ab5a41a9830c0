"""The hosted zones of an environment: one for its public names, one for its internal names where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import route53

from components.aws.query_log import QueryLog, QueryLogArgs
from components.component import Component
from domain.public_domain import public_domain
from domain.retention import LogDays


@dataclass(frozen=True, kw_only=True)
class DnsZonesArgs:
    """The environment's domains."""

    environment: str
    """The environment."""
    account_id: pulumi.Input[str]
    """The account of the zones."""
    base_domain: str
    """The domain of the business names, shared by the environments."""
    env_prefix: str
    """What distinguishes this environment's business names, `x-staging`; empty in prod."""
    internal_domain: str
    """The domain of internal names, the same as `base_domain` unless the names must not be seen from outside."""
    vpc_id: pulumi.Input[str]
    """The network that resolves the internal names."""
    log_retention_days: LogDays
    """How long it is recorded what the public zone was asked."""
    protect: bool
    """Whether Pulumi refuses to delete the zones: a new one has other name servers, and needs delegating again."""


class DnsZones(Component):
    """The public zone with its query log, and a private one where internal names have a domain of their own."""

    public_domain: pulumi.Output[str]
    """The domain of the public zone."""
    public_zone_id: pulumi.Output[str]
    """The public zone's ID."""
    name_servers: pulumi.Output[Sequence[str]]
    """The public zone's name servers, to be entered where its parent domain is hosted."""
    internal_domain: pulumi.Output[str]
    """The domain that internal names end in."""
    internal_zone_id: pulumi.Output[str]
    """The zone of the internal names; the public zone's if they share its domain."""

    def __init__(self, name: str, args: DnsZonesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:aws:DnsZones", name, None, opts)
        domain = public_domain(args.base_domain, args.env_prefix)
        public = route53.Zone(
            f"{name}-public",
            name=domain,
            comment="Public names",
            force_destroy=not args.protect,
            opts=self.child(protect=args.protect),
        )
        QueryLog(
            f"{name}-queries",
            QueryLogArgs(
                environment=args.environment,
                account_id=args.account_id,
                zone_id=public.id,
                zone_arn=public.arn,
                retention_days=args.log_retention_days,
            ),
            opts=self.child(),
        )
        self.public_domain = pulumi.Output.from_input(domain)
        self.public_zone_id = public.id
        self.name_servers = public.name_servers
        if args.internal_domain == args.base_domain:
            self.internal_domain = self.public_domain
            self.internal_zone_id = public.id
        else:
            internal = self._internal_zone(name, args)
            self.internal_domain = internal.name
            self.internal_zone_id = internal.id
        self.register()

    def _internal_zone(self, name: str, args: DnsZonesArgs) -> route53.Zone:
        return route53.Zone(
            f"{name}-internal",
            name=args.internal_domain,
            comment="Internal names, seen in this network only",
            vpcs=[route53.ZoneVpcArgs(vpc_id=args.vpc_id)],
            force_destroy=not args.protect,
            opts=self.child(protect=args.protect),
        )
