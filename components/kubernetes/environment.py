"""The environment inside its cluster: its namespaces, who may talk, who may act, and the status that gates the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.access import Access, AccessArgs
from components.kubernetes.labels import plane_labels
from components.kubernetes.namespace import Namespace, NamespaceArgs, NamespaceQuota
from components.kubernetes.traffic import Flow, Traffic, TrafficArgs
from domain.environment_status import EnvironmentStatus
from domain.plane import EnvironmentPlane, Plane

STATUS_RECORD = "environment-status"
_PREFIXES: dict[EnvironmentPlane, str] = {
    "environment": "env",
    "data": "data",
    "control": "apps",
    "execution": "execution",
    "egress": "egress",
}


@dataclass(frozen=True, kw_only=True)
class EnvironmentArgs:
    """What the environment is, how much it may use, and who may talk inside it."""

    environment: str
    """Its name."""
    tier: str
    """Its tier."""
    status: EnvironmentStatus
    """What its operators declare it to be."""
    quotas: Mapping[EnvironmentPlane, NamespaceQuota]
    """The quota of each of its namespaces; there is one namespace for each entry."""
    flows: Sequence[Flow]
    """Every permitted way between its pods, and to and from them."""
    holders_of: str
    """The environment whose access entries name the holders of the access policies: itself, or its cluster's owner."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Environment(Component):
    """Closed namespaces first, then traffic and access policies, then the status: workloads wait for the last."""

    status: pulumi.Output[str]
    """The recorded status; while there is no record the environment is provisioning."""
    namespaces: pulumi.Output[dict[str, str]]
    """The namespaces by plane, known once the status is recorded: what runs in them takes their names from here."""

    def __init__(self, name: str, args: EnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Environment", name, None, opts)
        self.inside = args.cluster
        closed: dict[EnvironmentPlane, pulumi.Output[str]] = {
            plane: self._namespace(name, args, plane) for plane in args.quotas
        }
        traffic = Traffic(
            f"{name}-traffic",
            TrafficArgs(
                flows=args.flows,
                namespaces={namespace_name(args.environment, plane): closed[plane] for plane in args.quotas},
                cluster=args.cluster,
            ),
            opts=self.child(),
        )
        access = Access(
            f"{name}-access",
            AccessArgs(
                environment=args.environment, holders_of=args.holders_of, namespaces=closed, cluster=args.cluster
            ),
            opts=self.child(),
        )
        # All namespaces, also one that no flow and no binding is written into: none may be open when `ready` is read.
        guarded = pulumi.Output.all(pulumi.Output.all(**closed), traffic.policies, access.groups)
        record = self._status_record(name, args, guarded.apply(lambda values: str(values[0]["environment"])))
        self.status = record.data.apply(lambda data: str(data["status"]))
        self.namespaces = pulumi.Output.all(record.id, pulumi.Output.all(**closed)).apply(
            lambda values: dict(values[1])
        )
        self.register()

    def _namespace(self, name: str, args: EnvironmentArgs, plane: EnvironmentPlane) -> pulumi.Output[str]:
        return Namespace(
            f"{name}-{plane}",
            NamespaceArgs(
                environment=args.environment,
                namespace=namespace_name(args.environment, plane),
                plane=plane,
                quota=args.quotas[plane],
                cluster=args.cluster,
            ),
            opts=self.child(),
        ).namespace

    def _status_record(self, name: str, args: EnvironmentArgs, namespace: pulumi.Output[str]) -> core.ConfigMap:
        return core.ConfigMap(
            f"{name}-status",
            metadata=meta.ObjectMetaArgs(
                name=STATUS_RECORD, namespace=namespace, labels=plane_labels(args.environment, "environment")
            ),
            data={"environment": args.environment, "tier": args.tier, "status": args.status},
            opts=self.child(),
        )


def namespace_name(environment: str, plane: Plane) -> str:
    """`apps-<environment>` for the control plane, and so on; the platform's own is `system` on every cluster."""
    return "system" if plane == "system" else f"{_PREFIXES[plane]}-{environment}"
