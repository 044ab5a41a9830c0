"""Route 53 Resolver: DNS Firewall, and query logs that can be taken away again."""

from moto.route53resolver.urls import url_paths

from portarium_sandbox.cloud.extension.resolver_firewall import FirewallOperations
from portarium_sandbox.cloud.extension.resolver_query_log import QueryLogOperations


class ResolverOperations(FirewallOperations, QueryLogOperations):
    """moto's operations of Resolver, and those that it lacks."""


def install() -> None:
    """Answer requests about Resolver from here."""
    url_paths.update(dict.fromkeys(url_paths, ResolverOperations.dispatch))
