"""An EKS cluster: moto's, with the settings moto drops, a security group, and a real API server behind it."""

from typing import Any, ClassVar, Protocol, cast

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.eks.exceptions import InvalidRequestException
from moto.eks.models import Cluster
from moto.moto_api._internal import mock_random

from portarium_sandbox.cloud.extension.eks_access import AccessEntry
from portarium_sandbox.cloud.extension.eks_addon import Addon
from portarium_sandbox.cloud.extension.eks_nodegroup import SandboxNodegroup
from portarium_sandbox.cloud.extension.eks_pod_identity import PodIdentityAssociation
from portarium_sandbox.cloud.extension.eks_update import Update
from portarium_sandbox.cloud.extension.parameter import as_list, as_map


class ControlPlanes(Protocol):
    """What a cluster needs to know of the processes behind it."""

    def status(self, cluster_name: str) -> str:
        """Give CREATING, ACTIVE or FAILED."""
        ...

    def endpoint(self, cluster_name: str) -> str | None:
        """Give the URL of the API server, or nothing before it is known."""
        ...

    def certificate_authority(self, cluster_name: str) -> str | None:
        """Give the API server's certificate authority in base64, or nothing before it is known."""
        ...


class _NoControlPlanes:
    """Stands for clusters without an API server: they are active at once."""

    def status(self, cluster_name: str) -> str:
        del cluster_name
        return "ACTIVE"

    def endpoint(self, cluster_name: str) -> str | None:
        del cluster_name
        return None

    def certificate_authority(self, cluster_name: str) -> str | None:
        del cluster_name
        return None


class SandboxCluster(Cluster):
    """A cluster whose status, endpoint and certificate are those of a process of ours."""

    control_planes: ClassVar[ControlPlanes] = _NoControlPlanes()

    nodegroups: dict[str, SandboxNodegroup]  # type: ignore[assignment]

    @classmethod
    def adopt(cls, cluster: Cluster, *, account_id: str, region: str, settings: dict[str, Any]) -> "SandboxCluster":
        """Turn a cluster that moto has just made into one of ours."""
        cluster.__class__ = cls
        adopted = cast(SandboxCluster, cluster)
        adopted._complete(account_id, region, settings)
        return adopted

    def _complete(self, account_id: str, region: str, settings: dict[str, Any]) -> None:
        self.account_id = account_id
        self.region = region
        self.id = None
        self.access_entries: dict[str, AccessEntry] = {}
        self.addons: dict[str, Addon] = {}
        self.pod_identity_associations: dict[str, PodIdentityAssociation] = {}
        self.updates: dict[str, Update] = {}
        self.created_at = utcnow()
        issuer = mock_random.get_random_hex(32).upper()
        self.identity = {"oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{issuer}"}}
        access = as_map(settings.get("accessConfig"))
        self.access_config: dict[str, Any] = {
            "authenticationMode": access.get("authenticationMode", "CONFIG_MAP"),
            "bootstrapClusterCreatorAdminPermissions": access.get("bootstrapClusterCreatorAdminPermissions", True),
        }
        self.deletion_protection = bool(settings.get("deletionProtection", False))
        self.upgrade_policy = settings.get("upgradePolicy") or {"supportType": "EXTENDED"}
        self.zonal_shift_config = settings.get("zonalShiftConfig")
        self.kubernetes_network_config = {
            "ipFamily": "ipv4",
            "serviceIpv4Cidr": "172.20.0.0/16",
            "elasticLoadBalancing": {"enabled": False},
            **as_map(settings.get("kubernetesNetworkConfig")),
        }
        self.logging = complete_logging(settings.get("logging"))
        self.resources_vpc_config = self._complete_network(as_map(settings.get("resourcesVpcConfig")))

    def _complete_network(self, given: dict[str, Any]) -> dict[str, Any]:
        network = ec2_backends[self.account_id][self.region]
        subnets = as_list(given.get("subnetIds"))
        vpc_id = network.get_subnet(subnets[0]).vpc_id if subnets else ""
        group = network.create_security_group(
            name=f"eks-cluster-sg-{self.name}-{mock_random.get_random_hex(9)}",
            description="EKS created security group applied to ENI that is attached to EKS Control Plane master "
            "nodes, as well as any managed workloads.",
            vpc_id=vpc_id or None,
            tags={f"kubernetes.io/cluster/{self.name}": "owned", "aws:eks:cluster-name": self.name},
        )
        return {
            "endpointPublicAccess": True,
            "endpointPrivateAccess": False,
            "publicAccessCidrs": ["0.0.0.0/0"],
            "securityGroupIds": [],
            **{key: value for key, value in given.items() if value is not None},
            "vpcId": vpc_id,
            "clusterSecurityGroupId": group.id,
        }

    def check_deletable(self) -> None:
        """Refuse the deletion of a protected cluster."""
        if self.deletion_protection:
            raise InvalidRequestException(
                clusterName=self.name,
                message=f"Cannot delete cluster {self.name}: deletion protection is enabled. "
                "Disable it with UpdateClusterConfig and try again.",
            )

    def release(self) -> None:
        """Give back what the cluster made in other services."""
        groups = ec2_backends[self.account_id][self.region]
        groups.delete_security_group(group_id=self.resources_vpc_config["clusterSecurityGroupId"])

    # moto's constructor sets these three; ours come from the process behind the cluster.
    @property
    def status(self) -> str:
        """The state of the API server; a cluster being updated stays active."""
        return self.control_planes.status(self.name)

    @status.setter
    def status(self, value: str) -> None:
        del value

    @property
    def endpoint(self) -> str | None:
        """Where the API server listens."""
        return self.control_planes.endpoint(self.name)

    @endpoint.setter
    def endpoint(self, value: str | None) -> None:
        del value

    @property
    def certificate_authority(self) -> dict[str, str | None]:
        """What the API server's certificate is signed with."""
        return {"data": self.control_planes.certificate_authority(self.name)}

    @certificate_authority.setter
    def certificate_authority(self, value: dict[str, str | None]) -> None:
        del value


def complete_logging(given: dict[str, Any] | None) -> dict[str, Any]:
    """Give the state of all five kinds of log, as EKS does, from those that were named."""
    kinds = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    enabled = [
        kind
        for kind in kinds
        if any(
            kind in (item.get("types") or []) and item.get("enabled")
            for item in (given or {}).get("clusterLogging", [])
        )
    ]
    disabled = [kind for kind in kinds if kind not in enabled]
    return {
        "clusterLogging": [
            {"types": group, "enabled": state} for group, state in ((enabled, True), (disabled, False)) if group
        ]
    }
