"""Letting principals into clusters: the operations on access entries, and what EKS refuses of them."""

from collections.abc import Mapping

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.eks.exceptions import (
    InvalidParameterException,
    InvalidRequestException,
    ResourceInUseException,
    ResourceNotFoundException,
)

from portarium_sandbox.cloud.extension.eks_access import AccessEntry
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.extension.eks_operations import EksOperations
from portarium_sandbox.cloud.extension.eks_validation import principal_exists

_NODE_TYPES = ("EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX")
_TYPES = ("STANDARD", "EC2", *_NODE_TYPES)
# Nobody may name himself into a group that Kubernetes or EKS gives a meaning of its own.
_RESERVED_PREFIXES = ("system:", "eks:", "aws:", "amazon:", "iam:")


class AccessEntryOperations(EksOperations):
    """The operations on access entries."""

    def create_access_entry(self) -> ActionResult:
        """Answer CreateAccessEntry."""
        cluster = self._cluster_with_entries()
        entry = new_entry(
            cluster,
            self.param("principalArn"),
            kind=self.param("type") or "STANDARD",
            username=self.param("username"),
            groups=self.param("kubernetesGroups") or [],
            tags=self.param("tags") or {},
        )
        return ActionResult({"accessEntry": entry.to_dict()})

    def describe_access_entry(self) -> ActionResult:
        """Answer DescribeAccessEntry."""
        return ActionResult({"accessEntry": self.access_entry().to_dict()})

    def list_access_entries(self) -> ActionResult:
        """Answer ListAccessEntries."""
        entries = self._cluster_with_entries().access_entries.values()
        policy_arn = self.param("associatedPolicyArn")
        return self.page(
            "accessEntries",
            [entry.principal_arn for entry in entries if not policy_arn or policy_arn in entry.policies],
        )

    def update_access_entry(self) -> ActionResult:
        """Answer UpdateAccessEntry."""
        entry = self.access_entry()
        groups, username = self.param("kubernetesGroups"), self.param("username")
        _validate(entry.cluster_name, entry.type, username, groups or [])
        if groups is not None:
            entry.kubernetes_groups = groups
        if username:
            entry.username = username
        entry.modified_at = utcnow()
        return ActionResult({"accessEntry": entry.to_dict()})

    def delete_access_entry(self) -> ActionResult:
        """Answer DeleteAccessEntry."""
        entry = self.access_entry()
        del self.cluster().access_entries[entry.principal_arn]
        return EmptyResult()

    def access_entry(self) -> AccessEntry:
        """Give the entry that the request names, or answer that there is none."""
        cluster = self._cluster_with_entries()
        entry = cluster.access_entries.get(self.param("principalArn"))
        if entry is None:
            raise ResourceNotFoundException(
                clusterName=cluster.name,
                message="The specified principalArn could not be found. "
                "You can view your available access entries with 'list-access-entries'.",
            )
        return entry

    def _cluster_with_entries(self) -> SandboxCluster:
        cluster = self.cluster()
        if cluster.access_config["authenticationMode"] == "CONFIG_MAP":
            raise InvalidRequestException(
                clusterName=cluster.name,
                message="The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] "
                "to perform this operation.",
            )
        return cluster


def new_entry(
    cluster: SandboxCluster,
    principal_arn: str,
    *,
    kind: str = "STANDARD",
    username: str | None = None,
    groups: list[str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> AccessEntry:
    """Let a principal into a cluster."""
    if principal_arn in cluster.access_entries:
        raise ResourceInUseException(
            clusterName=cluster.name,
            message="The specified access entry resource is already in use on this cluster.",
        )
    if not principal_exists(principal_arn):
        raise InvalidParameterException(
            clusterName=cluster.name, message="The specified principalArn is invalid: invalid principal."
        )
    _validate(cluster.name, kind, username, groups or [])
    entry = AccessEntry(
        cluster_name=cluster.name,
        cluster_arn=cluster.arn,
        principal_arn=principal_arn,
        type=kind,
        username=username or _default_username(principal_arn, kind),
        kubernetes_groups=["system:nodes"] if kind in _NODE_TYPES else list(groups or []),
        tags=dict(tags or {}),
    )
    cluster.access_entries[principal_arn] = entry
    return entry


def _validate(cluster_name: str, kind: str, username: str | None, groups: list[str]) -> None:
    problem = ""
    if kind not in _TYPES:
        problem = f"The type {kind} is invalid: it must be one of [{', '.join(_TYPES)}]"
    elif kind != "STANDARD" and (username or groups):
        problem = f"An access entry of type {kind} can have neither a username nor kubernetesGroups"
    for name, value in [("username", username or ""), *(("kubernetes group name", group) for group in groups)]:
        prefix = next((prefix for prefix in _RESERVED_PREFIXES if value.startswith(prefix)), None)
        if prefix and not problem:
            problem = f"The {name} {value} is invalid, it cannot start with {prefix}"
    if problem:
        raise InvalidParameterException(clusterName=cluster_name, message=problem)


def _default_username(principal_arn: str, kind: str) -> str:
    if kind in _NODE_TYPES:
        return "system:node:{{EC2PrivateDNSName}}"
    prefix, name = principal_arn.replace(":iam::", ":sts::").split(":role/") if ":role/" in principal_arn else ("", "")
    return f"{prefix}:assumed-role/{name.rsplit('/', 1)[-1]}/{{{{SessionName}}}}" if prefix else principal_arn
