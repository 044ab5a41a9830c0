"""The access policies of an environment, as RBAC."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.access_rules import ACCESS_POLICIES, AccessPolicy
from components.kubernetes.labels import ENVIRONMENT, MANAGED_BY
from domain.access_role import AccessRole, access_group
from domain.plane import EnvironmentPlane


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """Where the policies hold, and whose holders they are given to."""

    environment: str
    """The environment that the policies are for."""
    holders_of: str
    """The environment whose access entries name the holders: its own, or the one whose cluster it shares."""
    namespaces: Mapping[EnvironmentPlane, pulumi.Input[str]]
    """The namespaces, by plane."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Access(Component):
    """A cluster role for each access policy, bound where it holds, to a group and never to a person."""

    groups: pulumi.Output[list[str]]
    """The groups, known once all bindings are in force."""

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Access", name, None, opts)
        self.inside = args.cluster
        bindings = [
            binding
            for role, access_policy in ACCESS_POLICIES.items()
            for binding in self._policy(name, args, role, access_policy)
        ]
        groups = [access_group(args.holders_of, role) for role in ACCESS_POLICIES]
        self.groups = pulumi.Output.all(*(binding.id for binding in bindings)).apply(lambda _: groups)
        self.register()

    def _policy(
        self, name: str, args: AccessArgs, role: AccessRole, access_policy: AccessPolicy
    ) -> list[rbac.RoleBinding]:
        labels = {ENVIRONMENT: args.environment, MANAGED_BY: "pulumi"}
        # A cluster role, so that the rules are written once; it grants nothing until a namespace binds it.
        cluster_role = rbac.ClusterRole(
            f"{name}-{role}",
            metadata=meta.ObjectMetaArgs(name=access_group(args.environment, role), labels=labels),
            rules=[
                rbac.PolicyRuleArgs(
                    api_groups=list(rule.groups), resources=list(rule.resources), verbs=list(rule.verbs)
                )
                for rule in access_policy.rules
            ],
            opts=self.child(),
        )
        return [
            rbac.RoleBinding(
                f"{name}-{role}-{plane}",
                metadata=meta.ObjectMetaArgs(name=f"access-{role}", namespace=args.namespaces[plane], labels=labels),
                role_ref=rbac.RoleRefArgs(
                    api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=cluster_role.metadata.name
                ),
                subjects=[
                    rbac.SubjectArgs(
                        api_group="rbac.authorization.k8s.io", kind="Group", name=access_group(args.holders_of, role)
                    )
                ],
                opts=self.child(),
            )
            for plane in access_policy.planes
        ]
