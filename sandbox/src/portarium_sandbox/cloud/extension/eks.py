"""EKS as the sandbox has it: moto's operations, those that moto lacks, and the URLs that lead to them."""

from functools import cache
from types import SimpleNamespace
from typing import Any

from moto.eks import models as moto_models
from moto.eks import urls as moto_urls
from moto.eks import utils as moto_utils
from moto.eks.models import EKSBackend

from portarium_sandbox.cloud.extension.eks_access_policy_operations import AccessPolicyOperations
from portarium_sandbox.cloud.extension.eks_addon_operations import AddonOperations
from portarium_sandbox.cloud.extension.eks_cluster_operations import ClusterOperations
from portarium_sandbox.cloud.extension.eks_nodegroup_operations import NodegroupOperations
from portarium_sandbox.cloud.extension.eks_pod_identity_operations import PodIdentityOperations
from portarium_sandbox.cloud.extension.eks_tags import TagOperations
from portarium_sandbox.cloud.extension.eks_update_operations import UpdateOperations


class SandboxEksOperations(
    AccessPolicyOperations,
    AddonOperations,
    ClusterOperations,
    NodegroupOperations,
    PodIdentityOperations,
    TagOperations,
    UpdateOperations,
):
    """All EKS operations of the sandbox; access policies bring those on access entries with them."""


class SandboxEksBackend(EKSBackend):
    """moto's EKS state, reached by the operations above."""

    @property
    def _url_module(self) -> Any:
        # moto splits paths into names itself; one pattern for each first word lets ARNs with slashes through.
        words = ("clusters", "tags", "access-policies", "addons", "cluster-versions")
        patterns = [pattern for word in words for pattern in (f"{{0}}/{word}$", f"{{0}}/{word}/(?P<rest>.+)$")]
        return SimpleNamespace(
            url_bases=moto_urls.url_bases, url_paths=dict.fromkeys(patterns, SandboxEksOperations.dispatch)
        )


def install() -> None:
    """Let moto make our kind of EKS backend from now on."""
    moto_models.eks_backends.backend = SandboxEksBackend
    moto_models.eks_backends.clear()
    # For each role that it is given moto makes a session of boto3, which reads all endpoints of AWS.
    moto_utils.Session = cache(moto_utils.Session)  # type: ignore[misc,assignment]
