"""The right of a job to restart what reads a secret at its start, in a namespace that is not the environment's."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.api_groups import RBAC
from components.kubernetes.labels import plane_labels
from components.kubernetes.operations_schedule import Restarted, restart_rules


@dataclass(frozen=True, kw_only=True)
class RestartRightsArgs:
    """Who restarts what."""

    environment: str
    """The environment."""
    account: str
    """The service account of the job."""
    account_namespace: pulumi.Input[str]
    """Its namespace."""
    restarted: Restarted
    """What it restarts."""
    after: Sequence[pulumi.Resource] = ()
    """What the namespace comes with."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class RestartRights(Component):
    """A role for these objects by name, and its binding to the job's account."""

    role: pulumi.Output[str]
    """The name of the role."""

    def __init__(self, name: str, args: RestartRightsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:RestartRights", name, None, opts)
        self.inside = args.cluster
        metadata = meta.ObjectMetaArgs(
            name=args.account, namespace=args.restarted.namespace, labels=plane_labels(args.environment, "system")
        )
        role = rbac.Role(
            f"{name}-role",
            metadata=metadata,
            rules=restart_rules(args.restarted),
            opts=self.child(depends_on=args.after),
        )
        rbac.RoleBinding(
            f"{name}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(api_group=RBAC, kind="Role", name=role.metadata.name),
            subjects=[rbac.SubjectArgs(kind="ServiceAccount", name=args.account, namespace=args.account_namespace)],
            opts=self.child(),
        )
        self.role = role.metadata.name.apply(str)
        self.register()
