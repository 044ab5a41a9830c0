"""What the runner of a cluster's pods has to know of AWS."""

import json
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Any, cast
from urllib.parse import urlsplit

from moto.ec2.models import ec2_backends

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.parameter import as_list, as_map
from portarium_sandbox.databases.endpoints import Endpoints
from portarium_sandbox.pods import destinations
from portarium_sandbox.pods.destinations import Destination

AWS_NAME = "aws.sandbox.internal"
# As the private endpoints of AWS's services: what may reach those may reach this.
_AWS_PORT = 443
# AWS keeps the first addresses of every subnet; nobody else has this one.
_KEPT_ADDRESS = 3


def offer_aws(endpoint: str) -> None:
    """Have all clusters' pods reach the sandbox's AWS, where the network policies permit what is in the VPC."""
    port = urlsplit(endpoint).port

    def source(cluster: SandboxCluster) -> Iterable[Destination]:
        # Where the endpoints stand, whose subnets policies may name alone; a network without any has but its nodes'.
        subnets = [*_of_interface_endpoints(cluster), *as_list(cluster.resources_vpc_config.get("subnetIds"))]
        if subnets:
            network = cast("Any", ec2_backends[cluster.account_id][cluster.region]).get_subnet(subnets[0])
            address = str(ip_network(network.cidr_block)[_KEPT_ADDRESS])
            yield Destination(name=AWS_NAME, address=address, port=_AWS_PORT, local_port=port)

    destinations.register(source)


def offer_databases(endpoints: Endpoints) -> None:
    """Have pods reach the database instances of their cluster's network, by the addresses that policies judge."""

    def source(cluster: SandboxCluster) -> Iterable[Destination]:
        network = cast("Any", ec2_backends[cluster.account_id][cluster.region]).vpcs.get(_network_of(cluster))
        blocks = [ip_network(network.cidr_block)] if network else []
        for each in endpoints.all:
            if each.address and any(ip_address(each.address) in block for block in blocks):
                yield Destination(name=each.host, address=each.address, port=each.port, local_port=each.local_port)

    destinations.register(source)


def of_cluster(cluster: SandboxCluster) -> dict[str, Any]:
    """Give what is so now; who calls holds the gateway's lock."""
    return {
        "destinations": destinations.destinations_of(cluster),
        "roles": sorted((one.namespace, one.service_account) for one in cluster.pod_identity_associations.values()),
        "region": cluster.region,
        "aws_endpoint": f"http://{AWS_NAME}:{_AWS_PORT}",
        "strict": _is_strict(cluster),
    }


def _of_interface_endpoints(cluster: SandboxCluster) -> list[str]:
    endpoints = cast("Any", ec2_backends[cluster.account_id][cluster.region]).vpc_end_points.values()
    network = _network_of(cluster)
    return sorted(
        subnet
        for one in endpoints
        if one.vpc_id == network and one.vpc_endpoint_type == "Interface"
        for subnet in one.subnet_ids or ()
    )


def _network_of(cluster: SandboxCluster) -> str:
    return str(cluster.resources_vpc_config.get("vpcId"))


def _is_strict(cluster: SandboxCluster) -> bool:
    """Whether the VPC CNI, by its settings, closes a pod that no network policy selects."""
    addon = cluster.addons.get("vpc-cni")
    settings: dict[str, Any] = json.loads(addon.configuration) if addon and addon.configuration else {}
    return as_map(settings.get("env")).get("NETWORK_POLICY_ENFORCING_MODE") == "strict"
