"""An account as which Argo CD installs the applications of one project: its rights are all that they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.api_groups import RBAC
from components.kubernetes.labels import plane_labels
from components.naming import physical_name
from components.platform.argo_rules import Rule
from domain.gitops import GITOPS


@dataclass(frozen=True, kw_only=True)
class ArgoAccountArgs:
    """Whose account, and what it may do where."""

    environment: str
    """The environment that owns the cluster."""
    account: str
    """Its name."""
    namespace: pulumi.Input[str]
    """The namespace of Argo CD."""
    rules: Mapping[str, Sequence[Rule]]
    """What it may do in each namespace, by what that is for."""
    namespaces: Mapping[str, pulumi.Input[str]]
    """The names of those namespaces, known once each is there."""
    cluster_rules: Sequence[Rule] = ()
    """What it may do outside of namespaces."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class ArgoAccount(Component):
    """A service account without a token: nothing runs as it, and Argo CD acts as it for the project that names it."""

    account: pulumi.Output[str]
    """Its name, known once it has all of its rights."""

    def __init__(self, name: str, args: ArgoAccountArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:ArgoAccount", name, None, opts)
        self.inside = args.cluster
        self._prefix = name
        self._labels = plane_labels(args.environment, "system")
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=meta.ObjectMetaArgs(name=args.account, namespace=args.namespace, labels=self._labels),
            automount_service_account_token=False,
            opts=self.child(),
        )
        bound: list[pulumi.Resource] = [
            self._in_namespace(args, whose, rules, account) for whose, rules in args.rules.items()
        ]
        if args.cluster_rules:
            bound.append(self._outside(args, account))
        self.account = pulumi.Output.all(account.metadata.name, *(each.urn for each in bound)).apply(
            lambda values: str(values[0])
        )
        self.register()

    def _in_namespace(
        self, args: ArgoAccountArgs, whose: str, rules: Sequence[Rule], account: core.ServiceAccount
    ) -> rbac.RoleBinding:
        metadata = meta.ObjectMetaArgs(
            name=physical_name(args.environment, GITOPS, args.account),
            namespace=args.namespaces[whose],
            labels=self._labels,
        )
        role = rbac.Role(f"{self._prefix}-{whose}-role", metadata=metadata, rules=_given(rules), opts=self.child())
        return rbac.RoleBinding(
            f"{self._prefix}-{whose}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(api_group=RBAC, kind="Role", name=role.metadata.name),
            subjects=[_subject(account)],
            opts=self.child(),
        )

    def _outside(self, args: ArgoAccountArgs, account: core.ServiceAccount) -> rbac.ClusterRoleBinding:
        metadata = meta.ObjectMetaArgs(name=physical_name(args.environment, GITOPS, args.account), labels=self._labels)
        role = rbac.ClusterRole(
            f"{self._prefix}-cluster-role", metadata=metadata, rules=_given(args.cluster_rules), opts=self.child()
        )
        return rbac.ClusterRoleBinding(
            f"{self._prefix}-cluster-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(api_group=RBAC, kind="ClusterRole", name=role.metadata.name),
            subjects=[_subject(account)],
            opts=self.child(),
        )


def _subject(account: core.ServiceAccount) -> rbac.SubjectArgs:
    return rbac.SubjectArgs(kind="ServiceAccount", name=account.metadata.name, namespace=account.metadata.namespace)


def _given(rules: Sequence[Rule]) -> list[rbac.PolicyRuleArgs]:
    return [
        rbac.PolicyRuleArgs(
            api_groups=list(rule.groups),
            resources=list(rule.resources),
            verbs=list(rule.verbs),
            resource_names=list(rule.names) or None,
        )
        for rule in rules
    ]
