"""The namespace that objects without one land in: every cluster has it, and nothing may run there."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.namespace import default_account, pod_standard_labels
from domain.component_names import DEFAULT


@dataclass(frozen=True, kw_only=True)
class DefaultNamespaceArgs:
    """Whose namespace it is."""

    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class DefaultNamespace(Component):
    """A quota of no pods, the restricted standard, and no token: three answers to a manifest without a namespace.

    Kubernetes makes the namespace and refuses to delete it, so it is patched: what goes with the patch are its labels.
    """

    namespace: pulumi.Output[str]
    """Its name, known once it is closed."""

    def __init__(self, name: str, args: DefaultNamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:DefaultNamespace", name, None, opts)
        self.inside = args.cluster
        closed = [
            core.NamespacePatch(
                f"{name}-standard",
                metadata=meta.ObjectMetaPatchArgs(name=DEFAULT, labels=pod_standard_labels("restricted")),
                opts=self.child(),
            ),
            core.ResourceQuota(
                f"{name}-quota",
                metadata=meta.ObjectMetaArgs(name="quota", namespace=DEFAULT),
                spec=core.ResourceQuotaSpecArgs(
                    hard={"pods": "0", "services.loadbalancers": "0", "services.nodeports": "0"}
                ),
                opts=self.child(),
            ),
            default_account(f"{name}-account", DEFAULT, self.child()),
        ]
        self.namespace = pulumi.Output.all(*(guard.id for guard in closed)).apply(lambda _: DEFAULT)
        self.register()
