"""The operations on node groups, checked as EKS checks them."""

from typing import cast

from moto.core.responses import ActionResult
from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.eks.exceptions import InvalidParameterException

from portarium_sandbox.cloud.extension.eks_access_operations import new_entry
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_nodegroup import SandboxNodegroup
from portarium_sandbox.cloud.extension.eks_nodegroup_quota import start_instances
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.eks_update_operations import record
from portarium_sandbox.cloud.extension.eks_validation import (
    NODE_VERSION_SKEW,
    minor,
    validate_role,
    validate_subnets,
    validate_version,
)
from portarium_sandbox.cloud.extension.parameter import as_list, as_map

_DEFAULT_AMI_TYPE = "AL2023_x86_64_STANDARD"
_TAINT_EFFECTS = ("NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE")


class NodegroupOperations(EksOperations):
    """The operations on node groups that moto lacks or does loosely."""

    def create_nodegroup(self) -> ActionResult:
        """Answer CreateNodegroup."""
        cluster = self.cluster()
        _validate(
            cluster,
            scaling=self.param("scalingConfig"),
            instance_types=self.param("instanceTypes"),
            taints=self.param("taints"),
            version=self.param("version"),
        )
        validate_role(cluster.name, self.param("nodeRole"))
        validate_subnets(
            cluster.name, as_list(self.param("subnets")), account_id=cluster.account_id, region=cluster.region
        )
        super().create_nodegroup()
        nodegroup = SandboxNodegroup.adopt(cluster.nodegroups[self.param("nodegroupName")], cluster.account_id)
        nodegroup.version = self.param("version") or cluster.version
        nodegroup.release_version = self.param("releaseVersion") or _release(nodegroup.version)
        nodegroup.ami_type = self.param("amiType") or _DEFAULT_AMI_TYPE
        nodegroup.update_config = self.param("updateConfig") or {"maxUnavailable": 1}
        nodegroup.node_repair_config = self.param("nodeRepairConfig")
        nodegroup.remote_access = self.param("remoteAccess")
        if nodegroup.launch_template:
            nodegroup.disk_size = self.param("diskSize")
            nodegroup.instance_types = self.param("instanceTypes") or []
        start_instances(cluster, nodegroup)
        _let_nodes_in(cluster, nodegroup.node_role)
        return ActionResult({"nodegroup": nodegroup})

    def update_nodegroup_config(self) -> ActionResult:
        """Answer UpdateNodegroupConfig."""
        cluster, nodegroup = self.cluster(), self.nodegroup()
        given = self.param("scalingConfig")
        scaling = {**nodegroup.scaling_config, **given} if given else None
        taints = as_map(self.param("taints"))
        _validate(cluster, scaling=scaling, instance_types=None, taints=taints.get("addOrUpdateTaints"), version=None)
        super().update_nodegroup_config()
        start_instances(cluster, nodegroup)
        nodegroup.touch()
        params = {
            "LabelsToAdd": as_map(self.param("labels")).get("addOrUpdateLabels"),
            "LabelsToRemove": as_map(self.param("labels")).get("removeLabels"),
            "TaintsToAdd": taints.get("addOrUpdateTaints"),
            "TaintsToRemove": taints.get("removeTaints"),
            "MinSize": as_map(given).get("minSize"),
            "MaxSize": as_map(given).get("maxSize"),
            "DesiredSize": as_map(given).get("desiredSize"),
            "MaxUnavailable": as_map(self.param("updateConfig")).get("maxUnavailable"),
        }
        return record(cluster, "ConfigUpdate", params, nodegroup.nodegroup_name)

    def update_nodegroup_version(self) -> ActionResult:
        """Answer UpdateNodegroupVersion."""
        cluster, nodegroup = self.cluster(), self.nodegroup()
        version = self.param("version") or (cluster.version if not self.param("launchTemplate") else nodegroup.version)
        _validate(cluster, scaling=None, instance_types=None, taints=None, version=version)
        nodegroup.version = version
        nodegroup.release_version = self.param("releaseVersion") or _release(version)
        if template := self.param("launchTemplate"):
            nodegroup.launch_template = {**(nodegroup.launch_template or {}), **template}
        nodegroup.touch()
        params = {"Version": version, "ReleaseVersion": nodegroup.release_version, "LaunchTemplateVersion": template}
        return record(cluster, "VersionUpdate", params, nodegroup.nodegroup_name)

    def nodegroup(self) -> SandboxNodegroup:
        """Give the node group that the request names, or answer that there is none."""
        found = self.eks_backend.describe_nodegroup(self.param("name"), self.param("nodegroupName"))
        return cast(SandboxNodegroup, found)


def _release(version: str) -> str:
    return f"{version}.0-20261101"


def _let_nodes_in(cluster: SandboxCluster, role_arn: str) -> None:
    """Do as EKS does: a managed node group's role gets its access entry without being asked."""
    if cluster.access_config["authenticationMode"] != "CONFIG_MAP" and role_arn not in cluster.access_entries:
        new_entry(cluster, role_arn, kind="EC2_LINUX")


def _validate(
    cluster: SandboxCluster,
    *,
    scaling: dict[str, int] | None,
    instance_types: list[str] | None,
    taints: list[dict[str, str]] | None,
    version: str | None,
) -> None:
    problem = ""
    if scaling:
        low, wanted, high = (scaling.get(name, 0) for name in ("minSize", "desiredSize", "maxSize"))
        if low > wanted:
            problem = f"Minimum capacity {low} can't be greater than desired size {wanted}"
        elif wanted > high:
            problem = f"desired capacity {wanted} can't be greater than max size {high}"
        elif high < 1:
            problem = "maxSize must be at least 1"
    for name in instance_types or []:
        if name not in INSTANCE_TYPES:
            problem = f"The following supplied instance types do not exist: [{name}]"
    for taint in taints or []:
        if taint.get("effect") not in _TAINT_EFFECTS:
            problem = f"The taint effect {taint.get('effect')} is invalid: use one of [{', '.join(_TAINT_EFFECTS)}]"
    if version and version != cluster.version:
        validate_version(cluster.name, version)
        if not minor(cluster.version) - NODE_VERSION_SKEW <= minor(version) <= minor(cluster.version):
            problem = (
                f"Nodegroup version {version} is not supported with cluster version {cluster.version}: "
                "it can be up to three minor versions older, and never newer"
            )
    if problem:
        raise InvalidParameterException(clusterName=cluster.name, message=problem)
