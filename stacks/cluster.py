"""The cluster of an environment: its control plane, who may enter, and the nodes; a destroy goes the other way."""

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes

from components.aws.cluster import Cluster, ClusterArgs
from components.aws.cluster_access import ClusterAccess, ClusterAccessArgs
from components.aws.environment_keys import EnvironmentKeys
from components.aws.network import Network
from domain.retention import LogDays
from stacks.access_grants import access_grants
from stacks.cluster_entry import once_let_in
from stacks.delivery import Delivery
from stacks.known_cluster import cluster_name
from stacks.nodes import Nodes, build_nodes
from stacks.providers import kubernetes_provider
from stacks.site import Site

_LOG_DAYS: LogDays = 365


@dataclass(frozen=True, kw_only=True)
class EnteredCluster:
    """A cluster, and the way into it that whoever runs the program has."""

    cluster: Cluster
    kubernetes: kubernetes.Provider


def build_cluster(site: Site, *, keys: EnvironmentKeys, network: Network, delivery: Delivery) -> EnteredCluster:
    """The control plane, the access entries before anything is applied to its API, then the nodes."""
    cluster = _cluster(site, keys, network, delivery)
    access = ClusterAccess(
        "access",
        ClusterAccessArgs(cluster_name=cluster.name, grants=access_grants(site.settings, site.account_id, delivery)),
        opts=site.on_aws,
    )
    in_cluster = kubernetes_provider(
        kubeconfig=once_let_in(cluster.kubeconfig, access.given_at),
        cluster=cluster.name,
        after=[cluster.resource, *access.associations],
    )
    build_nodes(
        Nodes(
            site=site,
            cluster=cluster,
            network=network,
            volumes_key_arn=keys.volumes_arn,
            permissions_boundary_arn=delivery.boundary_arn,
        ),
        in_cluster=pulumi.ResourceOptions(providers=[in_cluster]),
    )
    return EnteredCluster(cluster=cluster, kubernetes=in_cluster)


def _cluster(site: Site, keys: EnvironmentKeys, network: Network, delivery: Delivery) -> Cluster:
    environment = site.settings.environment
    return Cluster(
        "cluster",
        ClusterArgs(
            environment=environment.name,
            cluster_name=cluster_name(environment.name),
            region=str(site.settings.region),
            version=str(site.plan.cluster.version),
            account_id=site.account_id,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            secrets_key_arn=keys.cluster_secrets_arn,
            logs_key_arn=keys.logs_arn,
            log_retention_days=_LOG_DAYS,
            public_access_cidrs=[str(cidr) for cidr in site.plan.cluster.public_access_cidrs],
            deletion_protection=environment.protect,
            protect=environment.protect,
            permissions_boundary=delivery.boundary_arn,
        ),
        opts=site.on_aws,
    )
