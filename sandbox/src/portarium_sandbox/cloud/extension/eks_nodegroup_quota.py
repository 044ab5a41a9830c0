"""A node group whose instances would be more than the account may run: EKS makes it, and says why no node comes.

Counted are the node groups of the region. All instances that a group is missing start, or none of them does.
"""

import re
from typing import Any, Final, cast

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.eks.models import eks_backends

from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_nodegroup import SandboxNodegroup
from portarium_sandbox.cloud.extension.service_quota import PROCESSORS, allowed

_FAMILY: Final = re.compile(r"[a-z]+")
_STANDARD: Final = frozenset({"a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"})
"""The families that share one quota; others have one of their own, and spot instances another."""
_ISSUE: Final = "AsgInstanceLaunchFailures"
_MESSAGE: Final = (
    "Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current"
    " vCPU limit of {limit} allows for the instance bucket that the specified instance type belongs to. Please visit"
    " http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."
    " Launching EC2 instance failed."
)


def start_instances(cluster: SandboxCluster, group: SandboxNodegroup) -> None:
    """Start or end what the group is asked to have, as far as the account may run it."""
    wanted, limit = group.scaling_config["desiredSize"], allowed(PROCESSORS, cluster.account_id, cluster.region)
    if _is_counted(group) and wanted > group.running:
        others = sum(_processors(other) for other in _groups(cluster) if other is not group)
        if others + wanted * _each(group) > limit:
            group.refuse({"code": _ISSUE, "message": _MESSAGE.format(limit=limit), "resourceIds": [_name(group)]})
            return
    group.run(wanted)


def _groups(cluster: SandboxCluster) -> list[SandboxNodegroup]:
    clusters = eks_backends[cluster.account_id][cluster.region].clusters.values()
    groups = [group for one in clusters for group in one.nodegroups.values()]
    return [group for group in groups if isinstance(group, SandboxNodegroup)]


def _processors(group: SandboxNodegroup) -> int:
    return group.running * _each(group) if _is_counted(group) else 0


def _is_counted(group: SandboxNodegroup) -> bool:
    family = _FAMILY.match(group.instance_type())
    return group.capacity_type != "SPOT" and family is not None and family.group() in _STANDARD


def _each(group: SandboxNodegroup) -> int:
    return cast("Any", INSTANCE_TYPES)[group.instance_type()]["VCpuInfo"]["DefaultVCpus"]


def _name(group: SandboxNodegroup) -> str:
    return cast("dict[str, Any]", group.resources)["autoScalingGroups"][0]["name"]
