"""Making, changing and deleting clusters, where moto drops settings or does not check them."""

from typing import Any, cast

from moto.core.responses import ActionResult
from moto.eks import models as moto_models
from moto.eks.exceptions import InvalidParameterException, ResourceInUseException
from moto.eks.responses import EKSResponse
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from portarium_sandbox.cloud.extension.backend import every
from portarium_sandbox.cloud.extension.eks_access_operations import new_entry
from portarium_sandbox.cloud.extension.eks_access_policy import CLUSTER_ADMIN, PolicyAssociation
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster, complete_logging
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.eks_update_operations import record
from portarium_sandbox.cloud.extension.eks_validation import (
    AUTHENTICATION_MODES,
    DEFAULT_VERSION,
    NODE_VERSION_SKEW,
    SUPPORTED_VERSIONS,
    minor,
    validate_settings,
    validate_subnets,
    validate_version,
)
from portarium_sandbox.cloud.extension.parameter import as_list, as_map


class ClusterOperations(EksOperations):
    """The operations on clusters themselves."""

    def create_cluster(self) -> ActionResult:
        """Answer CreateCluster."""
        name, settings = self.param("name"), dict(self.params)
        validate_settings(name, settings, account_id=self.current_account, region=self.region)
        self._refuse_second_of_a_name(name)
        EKSResponse.create_cluster(self)
        cluster = SandboxCluster.adopt(
            self.eks_backend.clusters[name], account_id=self.current_account, region=self.region, settings=settings
        )
        cluster.version = settings.get("version") or DEFAULT_VERSION
        if cluster.access_config["bootstrapClusterCreatorAdminPermissions"]:
            self._let_creator_in(cluster)
        return ActionResult({"cluster": cluster})

    def delete_cluster(self) -> ActionResult:
        """Answer DeleteCluster."""
        self.cluster().check_deletable()
        cluster = cast(SandboxCluster, self.eks_backend.delete_cluster(self.param("name")))
        cluster.release()
        return ActionResult({"cluster": cluster})

    def update_cluster_config(self) -> ActionResult:
        """Answer UpdateClusterConfig."""
        cluster = self.cluster()
        changes = {
            "EndpointAccessUpdate": (self.param("resourcesVpcConfig"), _update_network),
            "LoggingUpdate": (self.param("logging"), _update_logging),
            "AccessConfigUpdate": (self.param("accessConfig"), _update_access),
            "UpgradePolicyUpdate": (self.param("upgradePolicy"), _update_upgrade_policy),
            "ZonalShiftConfigUpdate": (self.param("zonalShiftConfig"), _update_zonal_shift),
            "DeletionProtectionUpdate": (self.param("deletionProtection"), _update_deletion_protection),
        }
        given = {kind: change for kind, change in changes.items() if change[0] is not None}
        if len(given) != 1:
            raise InvalidParameterException(
                clusterName=cluster.name,
                message="Exactly one type of update can be made at a time"
                + (f", not {len(given)}: {', '.join(given)}" if given else "; the request has none."),
            )
        [(kind, (value, change))] = given.items()
        change(cluster, value)
        return record(cluster, kind, {"DeletionProtection": value} if isinstance(value, bool) else as_map(value))

    def update_cluster_version(self) -> ActionResult:
        """Answer UpdateClusterVersion."""
        cluster, version = self.cluster(), self.param("version")
        validate_version(cluster.name, version)
        if version == cluster.version:
            problem = f"Cluster is already at the desired version {version}"
        elif minor(version) != minor(cluster.version) + 1:
            problem = f"Unsupported Kubernetes minor version update from {cluster.version} to {version}"
        elif lagging := [
            group.nodegroup_name
            for group in cluster.nodegroups.values()
            if minor(version) - minor(group.version) > NODE_VERSION_SKEW
        ]:
            problem = f"Nodegroup(s) {', '.join(lagging)} must be updated before the cluster can run {version}"
        else:
            cluster.version = version
            return record(cluster, "VersionUpdate", {"Version": version})
        raise InvalidParameterException(clusterName=cluster.name, message=problem)

    def describe_cluster_versions(self) -> ActionResult:
        """Answer DescribeClusterVersions."""
        wanted = self.param("clusterVersions")
        versions = [
            {
                "clusterVersion": version,
                "clusterType": "eks",
                "defaultVersion": version == DEFAULT_VERSION,
                "versionStatus": "STANDARD_SUPPORT",
                "status": "STANDARD_SUPPORT",
            }
            for version in reversed(SUPPORTED_VERSIONS)
            if not wanted or version in wanted
        ]
        return ActionResult({"clusterVersions": versions})

    def _refuse_second_of_a_name(self, name: str) -> None:
        for backend in every(moto_models.eks_backends):
            if backend is not self.eks_backend and name in backend.clusters:
                raise ResourceInUseException(
                    clusterName=name,
                    message=f"The sandbox runs one cluster of a name, and {backend.clusters[name].arn} has this one.",
                )

    def _let_creator_in(self, cluster: SandboxCluster) -> None:
        """Do as EKS does unless it is told not to: who makes a cluster is its administrator."""
        account = self.current_account
        assumed = sts_backends[account]["aws"].get_assumed_role_from_access_key(self.access_key)
        key = iam_backends[account]["aws"].access_keys.get(self.access_key)
        if assumed:
            principal = assumed.role_arn
        elif key and key.user_name:
            principal = iam_backends[account]["aws"].get_user(key.user_name).arn
        else:
            # Credentials that were never issued here belong to nobody who could be let in.
            return
        entry = new_entry(cluster, principal)
        entry.policies[CLUSTER_ADMIN] = PolicyAssociation(policy_arn=CLUSTER_ADMIN, namespaces=())


def _update_network(cluster: SandboxCluster, given: dict[str, Any]) -> None:
    validate_subnets(
        cluster.name, as_list(given.get("subnetIds")), account_id=cluster.account_id, region=cluster.region
    )
    wanted = {**cluster.resources_vpc_config, **given}
    if wanted == cluster.resources_vpc_config:
        raise InvalidParameterException(
            clusterName=cluster.name, message="Cluster is already at the desired configuration with " + _listed(given)
        )
    cluster.resources_vpc_config = wanted


def _update_logging(cluster: SandboxCluster, given: dict[str, Any]) -> None:
    before = {
        kind: group["enabled"] for group in cluster.logging["clusterLogging"] for kind in as_list(group.get("types"))
    }
    for group in as_list(given.get("clusterLogging")):
        before.update(dict.fromkeys(as_list(group.get("types")), bool(group.get("enabled"))))
    wanted = complete_logging(
        {"clusterLogging": [{"types": [kind], "enabled": enabled} for kind, enabled in before.items()]}
    )
    if wanted == cluster.logging:
        raise InvalidParameterException(
            clusterName=cluster.name, message="No changes needed for the logging config provided"
        )
    cluster.logging = wanted


def _update_access(cluster: SandboxCluster, given: dict[str, Any]) -> None:
    before, wanted = cluster.access_config["authenticationMode"], given.get("authenticationMode")
    # AWS goes from the config map to the API, one way.
    if wanted not in AUTHENTICATION_MODES or AUTHENTICATION_MODES.index(wanted) <= AUTHENTICATION_MODES.index(before):
        raise InvalidParameterException(
            clusterName=cluster.name, message=f"Unsupported authentication mode update from {before} to {wanted}"
        )
    cluster.access_config = {**cluster.access_config, "authenticationMode": wanted}


def _update_upgrade_policy(cluster: SandboxCluster, given: dict[str, Any]) -> None:
    cluster.upgrade_policy = given


def _update_zonal_shift(cluster: SandboxCluster, given: dict[str, Any]) -> None:
    cluster.zonal_shift_config = given


def _update_deletion_protection(cluster: SandboxCluster, given: bool) -> None:
    cluster.deletion_protection = given


def _listed(given: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in given.items())
