"""The Kubernetes nodes that a node group stands for; kwok plays them, no machine runs."""

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any, cast

from moto.ec2.models import ec2_backends
from moto.ec2.models.instance_types import INSTANCE_TYPES

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_nodegroup import SandboxNodegroup
from portarium_sandbox.cloud.extension.parameter import as_map
from portarium_sandbox.kubernetes.client import KubernetesClient, Object
from portarium_sandbox.kubernetes.errors import ApiError

NODEGROUP_LABEL = "eks.amazonaws.com/nodegroup"
_APPLIED = "sandbox.portarium.dev/applied"
_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
_ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}
# EKS allows 250 pods on more than 30 cores; nothing here is that big.
_MOST_PODS = 110
_GIBIBYTE = 1024**3
_MEBIBYTE = 1024**2


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What an instance type offers to pods."""

    type: str
    architecture: str
    cpus: int
    memory: int
    pods: int

    @classmethod
    def of_type(cls, name: str) -> "Machine":
        """Look an instance type up in moto's copy of EC2's table."""
        details = cast(Any, INSTANCE_TYPES)[name]
        network = details["NetworkInfo"]
        # Each interface's first address is its own; two pods (CNI and proxy) use the host's.
        pods = network["MaximumNetworkInterfaces"] * (network["Ipv4AddressesPerInterface"] - 1) + 2
        architectures = details["ProcessorInfo"]["SupportedArchitectures"]
        return cls(
            type=name,
            architecture=next(_ARCHITECTURES[one] for one in architectures if one in _ARCHITECTURES),
            cpus=details["VCpuInfo"]["DefaultVCpus"],
            memory=details["MemoryInfo"]["SizeInMiB"] * _MEBIBYTE,
            pods=min(pods, _MOST_PODS),
        )

    def capacity(self, disk_gibibytes: int) -> dict[str, str]:
        """Give all that the machine has."""
        return {
            "cpu": str(self.cpus),
            "memory": str(self.memory),
            "pods": str(self.pods),
            "ephemeral-storage": str(disk_gibibytes * _GIBIBYTE),
        }

    def allocatable(self, disk_gibibytes: int) -> dict[str, str]:
        """Give what EKS's images leave to pods of it."""
        # The steps of EKS's images: 6% of the first core, 1% of the second, 0.5% of two more, 0.25% of the rest.
        steps = [60, 10, 5, 5]
        reserved = sum(steps[: self.cpus]) + max(self.cpus - len(steps), 0) * 2.5
        memory = self.memory - (255 + 11 * self.pods + 100) * _MEBIBYTE
        return {
            **self.capacity(int(disk_gibibytes * 0.9)),
            "cpu": f"{int(self.cpus * 1000 - reserved)}m",
            "memory": str(max(memory, 256 * _MEBIBYTE)),
        }


def nodes_of(cluster: SandboxCluster) -> list[Object]:
    """Give the nodes that a cluster's node groups ask for."""
    return [node for group in cluster.nodegroups.values() for node in _nodes_of_group(cluster, group)]


def bring_in_step(api: KubernetesClient, wanted: Iterable[Object]) -> None:
    """Make the nodes that are missing, change those that differ, and remove the others."""
    nodes = {node["metadata"]["name"]: node for node in wanted}
    present = {
        node["metadata"]["name"]: node for node in api.get("/api/v1/nodes", labelSelector=NODEGROUP_LABEL)["items"]
    }
    for name in present.keys() - nodes.keys():
        api.remove(f"/api/v1/nodes/{name}")
    for name, node in nodes.items():
        if name not in present:
            _create(api, node)
        elif change := _change(present[name], node):
            api.merge(f"/api/v1/nodes/{name}", change)


def _create(api: KubernetesClient, node: Object) -> None:
    try:
        api.create("/api/v1/nodes", node)
    except ApiError as error:
        # Somebody was quicker: the next look compares it.
        if error.code != HTTPStatus.CONFLICT:
            raise


def _nodes_of_group(cluster: SandboxCluster, group: SandboxNodegroup) -> list[Object]:
    machine = Machine.of_type(group.instance_type())
    network = ec2_backends[cluster.account_id][cluster.region]
    subnets = sorted((network.get_subnet(subnet) for subnet in group.subnets), key=lambda one: one.availability_zone)
    return [_node(cluster, group, machine, subnets[index % len(subnets)], index) for index in range(group.running)]


def _node(cluster: SandboxCluster, group: SandboxNodegroup, machine: Machine, subnet: Any, index: int) -> Object:
    digest = sha256(f"{group.uuid}:{index}".encode()).hexdigest()
    addresses = ipaddress.ip_network(subnet.cidr_block)
    # AWS keeps the first four addresses of a subnet and the last one.
    address = addresses[4 + int(digest, 16) % max(addresses.num_addresses - 5, 1)]
    instance, zone = f"i-{digest[:17]}", subnet.availability_zone
    # Two nodes can meet on one address here; the index keeps their names apart.
    name = f"ip-{str(address).replace('.', '-')}-{digest[:5]}.{cluster.region}.compute.internal"
    disk = int(group.disk_size or 20)
    labels = {
        **group.labels,
        "beta.kubernetes.io/arch": machine.architecture,
        "beta.kubernetes.io/os": "linux",
        "eks.amazonaws.com/capacityType": group.capacity_type,
        NODEGROUP_LABEL: group.nodegroup_name,
        "kubernetes.io/arch": machine.architecture,
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": machine.type,
        "topology.kubernetes.io/region": cluster.region,
        "topology.kubernetes.io/zone": zone,
    }
    taints = [
        {"key": taint["key"], "value": taint.get("value") or "", "effect": _EFFECTS[taint["effect"]]}
        for taint in group.taints
    ]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": labels,
            "annotations": {
                "kwok.x-k8s.io/node": "fake",
                "node.alpha.kubernetes.io/ttl": "0",
                _APPLIED: json.dumps({"labels": labels, "taints": taints}, sort_keys=True),
            },
        },
        "spec": {"providerID": f"aws:///{zone}/{instance}", "taints": taints},
        "status": {
            "capacity": machine.capacity(disk),
            "allocatable": machine.allocatable(disk),
            "addresses": [
                {"type": "InternalIP", "address": str(address)},
                {"type": "Hostname", "address": name},
                {"type": "InternalDNS", "address": name},
            ],
            "nodeInfo": {
                "architecture": machine.architecture,
                "operatingSystem": "linux",
                "osImage": "Amazon Linux 2023 (played by kwok)",
                "kernelVersion": "6.12.0",
                "containerRuntimeVersion": "containerd://2.1.4",
                "kubeletVersion": f"v{group.version}.0-eks-sandbox",
                "kubeProxyVersion": "",
                "machineID": digest[:32],
                "systemUUID": digest[:32],
                "bootID": digest[:32],
            },
        },
    }


def _change(present: Object, wanted: Object) -> Object | None:
    """Give the change that brings a node in step, leaving alone what others put on it."""
    annotation = wanted["metadata"]["annotations"][_APPLIED]
    before = as_map(present["metadata"].get("annotations")).get(_APPLIED, "{}")
    if before == annotation:
        return None
    applied = json.loads(before)
    labels = dict.fromkeys(applied.get("labels", {})) | wanted["metadata"]["labels"]
    foreign = [taint for taint in present["spec"].get("taints", []) if taint not in applied.get("taints", [])]
    return {
        "metadata": {
            # Another's taint added since we looked must not be lost.
            "resourceVersion": present["metadata"]["resourceVersion"],
            "labels": labels,
            "annotations": {_APPLIED: annotation},
        },
        "spec": {"taints": [*foreign, *wanted["spec"]["taints"]]},
    }
