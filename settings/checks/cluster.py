"""The cluster: who may reach its API server, and the versions of its nodes."""

from domain.text import shown
from settings.draft import Draft, Findings
from settings.sections.github import CODEBUILD

_LARGEST_PUBLIC_PREFIX = 8

# A kubelet may be three minors older; EKS upgrades one at a time, so one is what an upgrade under way needs.
_LARGEST_SKEW = 1


def check(draft: Draft) -> Findings:
    """Yield an API server open to the world or closed to delivery, and what does not go with its version."""
    cluster = draft.config.cluster
    if cluster is None:
        return
    yield from _no_way_in(draft)
    if cluster.coredns is not None and cluster.coredns.version != cluster.version.addons.coredns:
        wanted = f"with Kubernetes {cluster.version} it is {cluster.version.addons.coredns}"
        yield (
            "cluster.coredns.version",
            f"{shown(cluster.coredns.version)}, {wanted}; read its digest, or remove coredns",
        )
    for index, cidr in enumerate(cluster.public_access_cidrs):
        if cidr.network.prefixlen < _LARGEST_PUBLIC_PREFIX:
            yield f"cluster.publicAccessCidrs[{index}]", f"{cidr} opens the API server to the world; list your networks"
    for name, pool in (draft.config.node_pools or {}).items():
        at = f"nodePools.{name}.version"
        if pool.version is not None and pool.version.minor > cluster.version.minor:
            yield at, f"{pool.version} is newer than the cluster's {cluster.version}; upgrade the cluster first"
        elif pool.version is not None and cluster.version.minor - pool.version.minor > _LARGEST_SKEW:
            yield at, f"{pool.version} is more than one minor behind the cluster's {cluster.version}"


def _no_way_in(draft: Draft) -> Findings:
    cluster, github = draft.config.cluster, draft.config.github
    if cluster and github and github.runner != CODEBUILD and not cluster.public_access_cidrs:
        way = "delivery would find no way to the Kubernetes API; list your runners' addresses, or remove github.runner"
        yield "cluster.publicAccessCidrs", f"missing while github.runner is {github.runner}: {way}"
