"""What an access policy allows, as RBAC objects in the cluster.

EKS has an authorizer of its own for this, which shows nothing in the cluster.
Here each access entry is a group that the token review adds, and each of its policies a binding of that group.
"""

import fnmatch
from collections.abc import Iterable, Iterator
from hashlib import sha256

from portarium_sandbox.cloud.extension.eks_access import AccessEntry
from portarium_sandbox.cloud.extension.eks_access_policy import PolicyAssociation
from portarium_sandbox.cloud.extension.eks_cluster import SandboxCluster
from portarium_sandbox.cloud.view_policy import view_rules
from portarium_sandbox.kubernetes.client import KubernetesClient, Object

_FIELD_MANAGER = "sandbox-eks"
_LABEL = "sandbox.portarium.dev/access-policy"
_RBAC = "/apis/rbac.authorization.k8s.io/v1"
_GROUP = "rbac.authorization.k8s.io"
_ADMIN_VIEW = "eks:admin-view"
_VIEW = "eks:view"
_CLUSTER_ROLES = {
    "AmazonEKSAdminPolicy": "admin",
    "AmazonEKSAdminViewPolicy": _ADMIN_VIEW,
    "AmazonEKSClusterAdminPolicy": "cluster-admin",
    "AmazonEKSEditPolicy": "edit",
    "AmazonEKSViewPolicy": _VIEW,
}


def group_of(entry: AccessEntry) -> str:
    """Give the group that carries an entry's policies; EKS lets nobody name a group like this."""
    return f"eks:access-entry:{entry.principal_arn}"


def bindings_of(cluster: SandboxCluster, namespaces: Iterable[str]) -> dict[str, Object]:
    """Give the bindings of the access policies that are in force, by their path, given the cluster's namespaces."""
    present = sorted(namespaces)
    wanted = dict(_roles())
    for entry in cluster.access_entries.values():
        for policy in (policy for policy in entry.policies.values() if policy.in_force):
            if not policy.namespaces:
                wanted.update([_binding(entry, policy, "")])
            for pattern in policy.namespaces:
                wanted.update(_binding(entry, policy, name) for name in fnmatch.filter(present, pattern))
    return wanted


def some_are_pending(cluster: SandboxCluster) -> bool:
    """Say whether an access policy was given so lately that it is not in force yet."""
    return any(not policy.in_force for entry in cluster.access_entries.values() for policy in entry.policies.values())


def depends_on_namespaces(cluster: SandboxCluster) -> bool:
    """Say whether a namespace that comes or goes changes the bindings."""
    return any(policy.namespaces for entry in cluster.access_entries.values() for policy in entry.policies.values())


def namespaces_of(api: KubernetesClient) -> list[str]:
    """Give the names of the namespaces that can take a binding."""
    return [
        namespace["metadata"]["name"]
        for namespace in api.get("/api/v1/namespaces")["items"]
        if "deletionTimestamp" not in namespace["metadata"]
    ]


def bring_in_step(api: KubernetesClient, wanted: dict[str, Object]) -> None:
    """Make the bindings that are missing and remove those that nobody asks for any more."""
    present = {
        _path(kind, item["metadata"].get("namespace", ""), item["metadata"]["name"])
        for kind in ("clusterroles", "clusterrolebindings", "rolebindings")
        for item in api.get(f"{_RBAC}/{kind}", labelSelector=_LABEL)["items"]
    }
    for path in wanted.keys() - present:
        api.apply(path, wanted[path], fieldManager=_FIELD_MANAGER, force="true")
    for path in present - wanted.keys():
        api.remove(path)


def _binding(entry: AccessEntry, policy: PolicyAssociation, namespace: str) -> tuple[str, Object]:
    digest = sha256(entry.principal_arn.encode()).hexdigest()[:12]
    name = f"eks:{policy.policy_name}:{digest}"
    kind = "RoleBinding" if namespace else "ClusterRoleBinding"
    return _path(f"{kind.lower()}s", namespace, name), {
        "apiVersion": f"{_GROUP}/v1",
        "kind": kind,
        "metadata": {
            "name": name,
            "labels": {_LABEL: policy.policy_name},
            "annotations": {"sandbox.portarium.dev/principal": entry.principal_arn},
            **({"namespace": namespace} if namespace else {}),
        },
        "roleRef": {"apiGroup": _GROUP, "kind": "ClusterRole", "name": _CLUSTER_ROLES[policy.policy_name]},
        "subjects": [{"apiGroup": _GROUP, "kind": "Group", "name": group_of(entry)}],
    }


def _roles() -> Iterator[tuple[str, Object]]:
    """Give the roles that EKS has and Kubernetes has not: to see what EKS lists, and everything, secrets as well."""
    everything = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list", "watch"]}
    for name, policy, rules in (
        (_VIEW, "AmazonEKSViewPolicy", view_rules()),
        (_ADMIN_VIEW, "AmazonEKSAdminViewPolicy", [everything]),
    ):
        yield (
            _path("clusterroles", "", name),
            {
                "apiVersion": f"{_GROUP}/v1",
                "kind": "ClusterRole",
                "metadata": {"name": name, "labels": {_LABEL: policy}},
                "rules": rules,
            },
        )


def _path(kind: str, namespace: str, name: str) -> str:
    return f"{_RBAC}/namespaces/{namespace}/{kind}/{name}" if namespace else f"{_RBAC}/{kind}/{name}"
