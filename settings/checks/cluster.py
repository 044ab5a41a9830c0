"""The cluster: who may reach its API server, and the versions of its nodes."""

from settings.draft import Draft, Findings

_LARGEST_PUBLIC_PREFIX = 8

# A kubelet may be three minors older; EKS upgrades one at a time, so one is what an upgrade under way needs.
_LARGEST_SKEW = 1


def check(draft: Draft) -> Findings:
    """Yield an API server open to the world, and nodes whose version does not go with the cluster's."""
    cluster = draft.config.cluster
    if cluster is None:
        return
    for index, cidr in enumerate(cluster.public_access_cidrs):
        if cidr.network.prefixlen < _LARGEST_PUBLIC_PREFIX:
            yield f"cluster.publicAccessCidrs[{index}]", f"{cidr} opens the API server to the world; list your networks"
    for name, pool in (draft.config.node_pools or {}).items():
        at = f"nodePools.{name}.version"
        if pool.version is not None and pool.version.minor > cluster.version.minor:
            yield at, f"{pool.version} is newer than the cluster's {cluster.version}; upgrade the cluster first"
        elif pool.version is not None and cluster.version.minor - pool.version.minor > _LARGEST_SKEW:
            yield at, f"{pool.version} is more than one minor behind the cluster's {cluster.version}"
