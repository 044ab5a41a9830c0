"""The operations on add-ons, and which add-ons there are."""

import json
import re

import yaml
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import InvalidParameterException, ResourceInUseException, ResourceNotFoundException

from portarium_sandbox.cloud.extension.eks_addon import Addon
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.eks_pod_identity_operations import new_association
from portarium_sandbox.cloud.extension.eks_update_operations import record

# The newest version of each when this was written; any other well-formed version is taken as well.
_DEFAULT_VERSIONS = {
    "amazon-cloudwatch-observability": "v4.5.0-eksbuild.1",
    "aws-ebs-csi-driver": "v1.53.0-eksbuild.1",
    "aws-efs-csi-driver": "v2.1.15-eksbuild.1",
    "aws-guardduty-agent": "v1.12.1-eksbuild.2",
    "aws-mountpoint-s3-csi-driver": "v2.2.0-eksbuild.1",
    "aws-network-flow-monitoring-agent": "v1.1.1-eksbuild.1",
    "cert-manager": "v1.19.1-eksbuild.1",
    "coredns": "v1.12.4-eksbuild.1",
    "eks-node-monitoring-agent": "v1.4.1-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.1",
    "external-dns": "v0.19.0-eksbuild.2",
    "kube-proxy": "v1.34.0-eksbuild.4",
    "kube-state-metrics": "v2.17.0-eksbuild.4",
    "metrics-server": "v0.8.0-eksbuild.3",
    "prometheus-node-exporter": "v1.10.2-eksbuild.2",
    "snapshot-controller": "v8.3.0-eksbuild.1",
    "vpc-cni": "v1.20.4-eksbuild.1",
}
_VERSION = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")


class AddonOperations(EksOperations):
    """The operations on add-ons."""

    def create_addon(self) -> ActionResult:
        """Answer CreateAddon."""
        cluster, name = self.cluster(), self.param("addonName")
        if name in cluster.addons:
            raise ResourceInUseException(clusterName=cluster.name, addonName=name, message="Addon already exists.")
        version, configuration = self.param("addonVersion"), self.param("configurationValues")
        _validate(cluster, name, version, configuration)
        addon = Addon(
            cluster_name=cluster.name,
            cluster_arn=cluster.arn,
            name=name,
            version=version or _DEFAULT_VERSIONS[name],
            role_arn=self.param("serviceAccountRoleArn"),
            configuration=configuration,
            tags=self.param("tags") or {},
        )
        _associate(cluster, addon, self.param("podIdentityAssociations"))
        cluster.addons[name] = addon
        return ActionResult({"addon": addon.to_dict()})

    def describe_addon(self) -> ActionResult:
        """Answer DescribeAddon."""
        return ActionResult({"addon": self._addon().to_dict()})

    def list_addons(self) -> ActionResult:
        """Answer ListAddons."""
        return self.page("addons", list(self.cluster().addons))

    def update_addon(self) -> ActionResult:
        """Answer UpdateAddon."""
        cluster, addon = self.cluster(), self._addon()
        version, configuration = self.param("addonVersion"), self.param("configurationValues")
        _validate(cluster, addon.name, version, configuration)
        given = {
            "AddonVersion": version,
            "ServiceAccountRoleArn": self.param("serviceAccountRoleArn"),
            "ConfigurationValues": configuration,
            "ResolveConflicts": self.param("resolveConflicts"),
            "PodIdentityAssociations": self.param("podIdentityAssociations"),
        }
        addon.version = version or addon.version
        addon.role_arn = given["ServiceAccountRoleArn"] or addon.role_arn
        addon.configuration = configuration if configuration is not None else addon.configuration
        _associate(cluster, addon, given["PodIdentityAssociations"])
        addon.modified_at = utcnow()
        return record(cluster, "AddonUpdate", given, addon.name)

    def delete_addon(self) -> ActionResult:
        """Answer DeleteAddon."""
        cluster, addon = self.cluster(), self._addon()
        _associate(cluster, addon, [])
        del cluster.addons[addon.name]
        return ActionResult({"addon": addon.to_dict("DELETING")})

    def describe_addon_versions(self) -> ActionResult:
        """Answer DescribeAddonVersions."""
        wanted, kubernetes = self.param("addonName"), self.param("kubernetesVersion")
        compatibility = {"clusterVersion": kubernetes or "*", "platformVersions": ["*"], "defaultVersion": True}
        addons = [
            {
                "addonName": name,
                "publisher": "eks",
                "owner": "aws",
                "addonVersions": [
                    {
                        "addonVersion": version,
                        "architecture": ["amd64", "arm64"],
                        "compatibilities": [compatibility],
                        "requiresConfiguration": False,
                    }
                ],
            }
            for name, version in _DEFAULT_VERSIONS.items()
            if wanted in (None, name)
        ]
        return ActionResult({"addons": addons})

    def _addon(self) -> Addon:
        cluster, name = self.cluster(), self.param("addonName")
        addon = cluster.addons.get(name)
        if addon is None:
            raise ResourceNotFoundException(
                clusterName=cluster.name, addonName=name, message=f"No addon: {name} found in cluster: {cluster.name}"
            )
        return addon


def _validate(cluster: SandboxCluster, name: str, version: str | None, configuration: str | None) -> None:
    problem = ""
    if name not in _DEFAULT_VERSIONS:
        problem = f"Addon {name} specified is not supported in {cluster.version} kubernetes version"
    elif version and not _VERSION.fullmatch(version):
        problem = "Addon version specified is not supported"
    elif configuration and not _is_mapping(configuration):
        problem = "ConfigurationValue is not in valid JSON or YAML format."
    if problem:
        raise InvalidParameterException(clusterName=cluster.name, addonName=name, message=problem)


def _is_mapping(configuration: str) -> bool:
    try:
        return isinstance(json.loads(configuration), dict)
    except ValueError:
        pass
    try:
        return isinstance(yaml.safe_load(configuration), dict)
    except yaml.YAMLError:
        return False


def _associate(cluster: SandboxCluster, addon: Addon, wanted: list[dict[str, str]] | None) -> None:
    """Replace the add-on's associations by those that are wanted; none given means no change."""
    if wanted is None:
        return
    associations = cluster.pod_identity_associations
    for association in [item for item in associations.values() if item.arn in addon.association_arns]:
        del associations[association.id]
    addon.association_arns = [
        new_association(
            cluster,
            # The add-ons that take a role all live in this namespace.
            namespace="kube-system",
            service_account=item["serviceAccount"],
            role_arn=item["roleArn"],
            owner_arn=addon.arn,
        ).arn
        for item in wanted
    ]
