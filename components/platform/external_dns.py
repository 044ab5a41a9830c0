"""external-dns: the names of ingresses, in the environment's own zone and in no other."""

from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws.pod_role import PodRole, PodRoleArgs
from components.aws.policy_document import Statement
from components.component import Component
from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.kubernetes.workload import Placement
from components.platform.argo_project import ObjectKind
from components.platform.chart_pods import owner_labels
from domain import ports
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from domain.component_names import PROXY
from domain.platform_services import NAMES, SCRAPER
from domain.pod_demand import PodDemand
from domain.public_entry import CLASS, OWNER_PREFIX
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE

CLUSTER_KINDS = (
    ObjectKind(group="apiextensions.k8s.io", kind="CustomResourceDefinition"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRoleBinding"),
)
"""The kinds without a namespace that its chart brings."""

HOSTS = ("registry.k8s.io", "*.pkg.dev", "*.amazonaws.com")
"""Where its image is, and the stores that the registry sends on to."""

NAMES_HOSTS = ("route53.amazonaws.com",)
"""What it calls through the proxy: the API of Route 53, which is one for all regions."""

_METRICS = 7979
_CPU = CpuQuantity("25m")
_MEMORY = MemoryQuantity("64Mi")


@dataclass(frozen=True, kw_only=True)
class ExternalDnsArgs:
    """Whose names it writes, and where."""

    environment: str
    """The environment that owns the cluster."""
    account_id: pulumi.Input[str]
    """The account."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """Its ARN."""
    zone_id: pulumi.Input[str]
    """The zone of the environment's public names."""
    permissions_boundary: pulumi.Input[str]
    """The upper limit of its role."""


class ExternalDns(Component):
    """The role of external-dns: it changes records of one zone, and the boundary keeps it to names of its domain."""

    role: PodRole
    """The role, for pods to come after."""
    role_arn: pulumi.Output[str]
    """Its ARN."""

    def __init__(self, name: str, args: ExternalDnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:ExternalDns", name, None, opts)
        self.role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=namespace_name(args.environment, "system"),
                service_account=NAMES,
                statements=naming_statements(args.zone_id),
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        self.role_arn = self.role.role_arn
        self.register()


def naming_statements(zone_id: pulumi.Input[str]) -> list[Statement]:
    """It lists zones to find its own, and writes there alone."""
    return [
        Statement(actions=["route53:ListHostedZones", "route53:ListHostedZonesByName"]),
        Statement(
            actions=[
                "route53:ChangeResourceRecordSets",
                "route53:ListResourceRecordSets",
                "route53:ListTagsForResource",
            ],
            resources=[pulumi.Output.concat("arn:aws:route53:::hostedzone/", zone_id)],
        ),
    ]


def external_dns_values(*, environment: str, domain: str, region: str, placement: Placement) -> dict[str, Any]:
    """What differs from the chart's defaults.

    It deletes what it made when the ingress goes (`sync`), and only that: a record of its own says so beside each.
    """
    proxy = f"http://{PROXY}.{namespace_name(environment, 'egress')}.svc:{ports.EGRESS_PROXY_CONTROL}"
    near = ",".join((KUBERNETES_API.removesuffix("/32"), POD_IDENTITY_AGENT.removesuffix("/32")))
    return {
        "fullnameOverride": NAMES,
        "serviceAccount": {"name": NAMES},
        "podLabels": owner_labels(environment),
        "podAnnotations": {"prometheus.io/scrape": "true", "prometheus.io/port": str(_METRICS)},
        "nodeSelector": dict(placement.node_labels),
        "revisionHistoryLimit": 5,
        "provider": {"name": "aws"},
        "env": [
            {"name": "AWS_REGION", "value": region},
            {"name": "HTTPS_PROXY", "value": proxy},
            {"name": "NO_PROXY", "value": near},
        ],
        "sources": ["ingress"],
        "extraArgs": {"ingress-class": CLASS, "aws-zone-type": "public"},
        "domainFilters": [domain],
        "policy": "sync",
        "registry": "txt",
        "txtOwnerId": environment,
        "txtPrefix": OWNER_PREFIX,
        "managedRecordTypes": ["A", "AAAA"],
        "interval": "5m",
        "triggerLoopOnEvent": True,
        "logFormat": "json",
        "resources": {
            "requests": {"cpu": str(_CPU), "memory": str(_MEMORY), "ephemeral-storage": str(SMALL_STORAGE)},
            "limits": {"cpu": "250m", "memory": "128Mi", "ephemeral-storage": str(STORAGE)},
        },
    }


def external_dns_flows(environment: str) -> tuple[Flow, ...]:
    """Its ways: to what it reads, to who says that it may, and through the environment's proxy to Route 53."""
    pods = Pods(namespace=namespace_name("", "system"), labels={COMPONENT: NAMES})
    proxy = Pods(namespace=namespace_name(environment, "egress"), labels={COMPONENT: PROXY}, ours=False)
    return (
        Flow(
            name=f"{NAMES}-to-kubernetes",
            source=pods,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads there which hosts there are",
        ),
        Flow(
            name=f"{NAMES}-to-pod-identity",
            source=pods,
            destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
            ports=(ports.POD_IDENTITY,),
            reason="it gets the credentials of its role there",
        ),
        Flow(
            name=f"{NAMES}-to-proxy",
            source=pods,
            destination=proxy,
            ports=(ports.EGRESS_PROXY_CONTROL,),
            reason="Route 53 has no endpoint in the network, and nobody but the proxy a way out of it",
        ),
        Flow(
            name=f"metrics-of-{NAMES}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(_METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def external_dns_demand() -> list[PodDemand]:
    """One pod, which goes before its successor comes: two would undo each other's records."""
    return [PodDemand(name=NAMES, plane="system", cpu=_CPU, memory=_MEMORY)]
