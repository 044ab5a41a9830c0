"""The nodes of a cluster and its add-ons, in the only order in which each finds what it needs."""

from dataclasses import dataclass

import pulumi

from components.aws.cluster import Cluster
from components.aws.managed_addon import AddonCluster
from components.aws.network import Network
from components.aws.node_addons import NodeAddons, NodeAddonsArgs
from components.aws.node_pool import NodePool, NodePoolArgs, Taint
from components.aws.pod_addons import PodAddons, PodAddonsArgs
from components.kubernetes.system_traffic import SystemTraffic, SystemTrafficArgs
from components.kubernetes.volume_class import VolumeClass, VolumeClassArgs
from components.naming import tags
from settings.sections.node_pools import NodePool as Pool
from stacks.site import Site


@dataclass(frozen=True, kw_only=True)
class Nodes:
    """What nodes are made of."""

    site: Site
    cluster: Cluster
    network: Network
    volumes_key_arn: pulumi.Output[str]
    permissions_boundary_arn: str


def build_nodes(nodes: Nodes, *, in_cluster: pulumi.ResourceOptions) -> None:
    """The CNI before the nodes, and what runs on nodes after them: the reverse order lets a destroy finish too."""
    versions = nodes.site.plan.cluster.version.addons
    cluster = AddonCluster(
        environment=nodes.site.settings.environment.name,
        account_id=nodes.site.account_id,
        name=nodes.cluster.name,
        arn=nodes.cluster.arn,
        permissions_boundary=nodes.permissions_boundary_arn,
    )
    node_addons = NodeAddons(
        "node-addons",
        NodeAddonsArgs(
            cluster=cluster,
            vpc_cni_version=versions.vpc_cni,
            kube_proxy_version=versions.kube_proxy,
            pod_identity_agent_version=versions.eks_pod_identity_agent,
        ),
        opts=nodes.site.on_aws,
    )
    pools = [_pool(nodes, name, pool, node_addons) for name, pool in nodes.site.plan.node_pools.items()]
    traffic = SystemTraffic(
        "system-traffic",
        SystemTrafficArgs(vpc_cidr=nodes.network.cidr, cluster=nodes.cluster.resource),
        opts=in_cluster,
    )
    PodAddons(
        "pod-addons",
        PodAddonsArgs(
            cluster=cluster,
            coredns_version=versions.coredns,
            ebs_csi_driver_version=versions.aws_ebs_csi_driver,
            metrics_server_version=versions.metrics_server,
            volumes_key_arn=nodes.volumes_key_arn,
            after=[*pools, traffic],
        ),
        opts=nodes.site.on_aws,
    )
    environment = nodes.site.settings.environment
    VolumeClass(
        "volumes",
        VolumeClassArgs(
            environment=environment.name,
            tier=environment.tier,
            key_arn=nodes.volumes_key_arn,
            retained=environment.protect,
            cluster=nodes.cluster.resource,
        ),
        opts=in_cluster,
    )


def _pool(nodes: Nodes, name: str, pool: Pool, node_addons: NodeAddons) -> NodePool:
    environment = nodes.site.settings.environment
    zones = [str(zone) for zone in pool.zones or nodes.site.plan.network.zones]
    return NodePool(
        f"nodes-{name}",
        NodePoolArgs(
            environment=environment.name,
            pool=name,
            cluster_name=nodes.cluster.name,
            version=str(pool.version) if pool.version else nodes.cluster.version,
            subnets={zone: nodes.network.private_subnets[zone] for zone in zones},
            instance_types=[str(instance_type) for instance_type in pool.instance_types],
            capacity=pool.capacity,
            minimum=pool.minimum,
            maximum=pool.maximum,
            security_group_ids=_security_groups(nodes, pool),
            labels=pool.node_labels,
            taints=[
                Taint.from_kubernetes(str(taint.key), str(taint.value), taint.effect) for taint in pool.node_taints
            ],
            volume_gib=pool.disk_gib,
            volume_key_arn=nodes.volumes_key_arn,
            instance_tags=tags(environment.name, environment.tier),
            after=[node_addons],
            permissions_boundary=nodes.permissions_boundary_arn,
        ),
        opts=nodes.site.on_aws,
    )


def _security_groups(nodes: Nodes, pool: Pool) -> list[pulumi.Output[str]]:
    """Those of the execution plane, which shares its nodes with no other, have no way to a database."""
    if "execution" in pool.serves:
        return []
    return [nodes.cluster.security_group_id, nodes.network.database_clients_id]
