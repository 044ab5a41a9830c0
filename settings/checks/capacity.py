"""The room on the nodes: all pods that there can be find a place, with a zone gone too where one may fail."""

from domain.component_names import PROXY
from domain.names import DnsLabel
from settings.capacity import Ground, shortages
from settings.demand import Scaled, cluster_demand, environment_demand
from settings.draft import Draft, Findings

_ZONES = "abc"


def check(draft: Draft) -> Findings:
    """Yield each pool that has too little room; the services of the platform are counted when the program begins."""
    pools, region = draft.config.node_pools, draft.config.region
    if pools is None or region is None:
        return
    network, stack = draft.config.network, draft.stack
    zones = network.zones if network and network.zones else [f"{region}{one}" for one in _ZONES[: stack.floors.zones]]
    proxy = (draft.config.scaling or {}).get(DnsLabel(PROXY))
    yield from shortages(
        Ground(
            pools={str(name): pool for name, pool in pools.items()},
            zones=[str(zone) for zone in zones],
            # A pool with fewer zones than the tier demands is another check's to tell.
            survives_a_zone=stack.survives_a_zone
            and all(len(set(pool.zones or zones)) >= stack.floors.pool_zones for pool in pools.values()),
        ),
        [
            *cluster_demand(survives_a_zone=stack.survives_a_zone),
            *environment_demand(
                [Scaled(workload=one, scaling=draft.scaling_of(one)) for one in draft.config.workloads or ()],
                proxies=proxy.replicas if proxy and proxy.replicas else 1,
                survives_a_zone=stack.survives_a_zone,
            ),
        ],
    )
