"""A namespace that holds its pods to a quota, to limits, to the restricted pod standard and to silence."""

from dataclasses import dataclass
from typing import get_args

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking

from components.component import Component
from components.kubernetes.labels import COMPONENT, NAMESPACE_NAME, plane_labels
from components.kubernetes.traffic import name_ports
from domain.component_names import DEFAULT, RESOLVER
from domain.plane import Plane
from domain.pod_standard import EXCEPTION_REASON, AdmissionMode, PodStandard, pod_standard_label
from domain.scratch_storage import SMALL_STORAGE, STORAGE
from domain.system_namespace import KUBE_SYSTEM
from domain.volume_class import UNENCRYPTED_CLASS

_DEFAULT_REQUEST = {"cpu": "50m", "memory": "64Mi", "ephemeral-storage": str(SMALL_STORAGE)}
_DEFAULT_LIMIT = {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": str(STORAGE)}


@dataclass(frozen=True, kw_only=True)
class NamespaceQuota:
    """What all pods of a namespace may ask for together."""

    cpu: str
    """The sum of the processor requests."""
    memory: str
    """The sum of the memory requests."""
    pods: int
    """How many pods there may be."""


@dataclass(frozen=True, kw_only=True)
class NamespaceArgs:
    """Which namespace, for what, and how much of the cluster it may have."""

    environment: str
    """The environment it belongs to."""
    namespace: str
    """Its name in the cluster."""
    plane: Plane
    """What it is for; traffic policies select by it."""
    quota: NamespaceQuota
    """What its pods may ask for."""
    pod_standard: PodStandard = "restricted"
    """The pod security standard that admission enforces."""
    exception_reason: str = ""
    """Why the standard is not `restricted`; required in that case, and written on the namespace."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""

    def __post_init__(self) -> None:
        """Refuse an unexplained exception."""
        if self.pod_standard != "restricted" and not self.exception_reason:
            raise ValueError(f"namespace {self.namespace}: pod standard {self.pod_standard} needs an exception_reason")


class Namespace(Component):
    """A namespace in which nothing runs unlimited, nothing runs privileged and nobody talks before being allowed to."""

    namespace: pulumi.Output[str]
    """Its name, known once quota, limits and the default deny are in force: what is put into it comes after them."""

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Namespace", name, None, opts)
        self.inside = args.cluster
        namespace = core.Namespace(
            f"{name}-namespace",
            metadata=meta.ObjectMetaArgs(
                name=args.namespace,
                labels={**plane_labels(args.environment, args.plane), **pod_standard_labels(args.pod_standard)},
                annotations={EXCEPTION_REASON: args.exception_reason} if args.exception_reason else None,
            ),
            opts=self.child(),
        )
        guards: list[pulumi.CustomResource] = [
            self._quota(name, args, namespace.metadata.name),
            self._limits(name, namespace.metadata.name),
            self._deny(name, namespace.metadata.name),
            default_account(f"{name}-default-account", namespace.metadata.name, self.child()),
        ]
        # The cluster's resolver asks on whatever it doesn't know: the execution plane has its own, which doesn't.
        if args.plane != "execution":
            guards.append(self._resolve_names(name, args, namespace.metadata.name))
        self.namespace = pulumi.Output.all(namespace.metadata.name, *(guard.id for guard in guards)).apply(
            lambda values: str(values[0])
        )
        self.register()

    def _quota(self, name: str, args: NamespaceArgs, namespace: pulumi.Output[str]) -> core.ResourceQuota:
        return core.ResourceQuota(
            f"{name}-quota",
            metadata=meta.ObjectMetaArgs(name="quota", namespace=namespace),
            spec=core.ResourceQuotaSpecArgs(
                hard={
                    "requests.cpu": args.quota.cpu,
                    "requests.memory": args.quota.memory,
                    "requests.ephemeral-storage": str(STORAGE.times(args.quota.pods)),
                    "pods": str(args.quota.pods),
                    # Either would open a way into the namespace that no network policy of ours describes.
                    "services.loadbalancers": "0",
                    "services.nodeports": "0",
                    f"{UNENCRYPTED_CLASS}.storageclass.storage.k8s.io/persistentvolumeclaims": "0",
                }
            ),
            opts=self.child(),
        )

    def _limits(self, name: str, namespace: pulumi.Output[str]) -> core.LimitRange:
        return core.LimitRange(
            f"{name}-limits",
            metadata=meta.ObjectMetaArgs(name="limits", namespace=namespace),
            spec=core.LimitRangeSpecArgs(
                limits=[
                    core.LimitRangeItemArgs(type="Container", default=_DEFAULT_LIMIT, default_request=_DEFAULT_REQUEST)
                ]
            ),
            opts=self.child(),
        )

    def _deny(self, name: str, namespace: pulumi.Output[str]) -> networking.NetworkPolicy:
        return networking.NetworkPolicy(
            f"{name}-deny",
            metadata=meta.ObjectMetaArgs(name="deny-by-default", namespace=namespace),
            # Both directions: a policy for egress alone leaves ingress open.
            spec=networking.NetworkPolicySpecArgs(
                pod_selector=meta.LabelSelectorArgs(), policy_types=["Ingress", "Egress"]
            ),
            opts=self.child(),
        )

    def _resolve_names(self, name: str, args: NamespaceArgs, namespace: pulumi.Output[str]) -> networking.NetworkPolicy:
        resolver = networking.NetworkPolicyPeerArgs(
            namespace_selector=meta.LabelSelectorArgs(match_labels={NAMESPACE_NAME: KUBE_SYSTEM}),
            pod_selector=meta.LabelSelectorArgs(match_labels={"k8s-app": "kube-dns"}),
        )
        # Were it to ask the other, names would leave through both.
        own_resolver = meta.LabelSelectorRequirementArgs(key=COMPONENT, operator="NotIn", values=[RESOLVER])
        return networking.NetworkPolicy(
            f"{name}-resolve-names",
            metadata=meta.ObjectMetaArgs(name="resolve-names", namespace=namespace),
            spec=networking.NetworkPolicySpecArgs(
                pod_selector=meta.LabelSelectorArgs(
                    match_expressions=[own_resolver] if args.plane == "system" else None
                ),
                policy_types=["Egress"],
                egress=[
                    networking.NetworkPolicyEgressRuleArgs(
                        to=[resolver],
                        ports=name_ports(),
                    )
                ],
            ),
            opts=self.child(),
        )


def pod_standard_labels(standard: PodStandard) -> dict[str, str]:
    """The labels by which the API server's own admission holds pods to a standard."""
    return {pod_standard_label(mode): standard for mode in get_args(AdmissionMode)}


def default_account(name: str, namespace: pulumi.Input[str], opts: pulumi.ResourceOptions) -> core.ServiceAccountPatch:
    """The account of pods that name none, without a token; Kubernetes makes it, so only this field of it is ours."""
    return core.ServiceAccountPatch(
        name,
        metadata=meta.ObjectMetaPatchArgs(name=DEFAULT, namespace=namespace),
        automount_service_account_token=False,
        opts=opts,
    )
