"""What a preview reads of a cluster beyond what EKS's view policy shows."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.labels import ENVIRONMENT, MANAGED_BY
from domain.access_role import preview_group

READ: Mapping[str, tuple[str, ...]] = {
    "admissionregistration.k8s.io": ("validatingadmissionpolicies", "validatingadmissionpolicybindings"),
    "argoproj.io": ("applications", "appprojects"),
    "cert-manager.io": ("certificates", "issuers"),
    "external-secrets.io": ("externalsecrets", "secretstores"),
    "policies.kyverno.io": ("imagevalidatingpolicies",),
    "rbac.authorization.k8s.io": ("clusterrolebindings", "clusterroles", "rolebindings", "roles"),
    "storage.k8s.io": ("storageclasses",),
}
"""The kinds of the program that the view policy leaves out, by API group; what a secret holds is in none of them."""


@dataclass(frozen=True, kw_only=True)
class PreviewAccessArgs:
    """Whose previews."""

    environment: str
    """The environment that owns the cluster; previews of those that share it are its own."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class PreviewAccess(Component):
    """A cluster role for the group that the access entry of previews names.

    A refresh reads one object at a time, each by its name, so nothing is listed.
    """

    group: pulumi.Output[str]
    """The group, known once it may read."""

    def __init__(self, name: str, args: PreviewAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:PreviewAccess", name, None, opts)
        self.inside = args.cluster
        group = preview_group(args.environment)
        metadata = meta.ObjectMetaArgs(name=group, labels={ENVIRONMENT: args.environment, MANAGED_BY: "pulumi"})
        role = rbac.ClusterRole(
            f"{name}-role",
            metadata=metadata,
            rules=[
                rbac.PolicyRuleArgs(api_groups=[api_group], resources=list(resources), verbs=["get"])
                for api_group, resources in READ.items()
            ],
            opts=self.child(),
        )
        binding = rbac.ClusterRoleBinding(
            f"{name}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(
                api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=role.metadata.name
            ),
            subjects=[rbac.SubjectArgs(api_group="rbac.authorization.k8s.io", kind="Group", name=group)],
            opts=self.child(),
        )
        self.group = binding.id.apply(lambda _: group)
        self.register()
