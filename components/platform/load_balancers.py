"""The AWS Load Balancer Controller: it makes the load balancer that requests come in through."""

from collections.abc import Sequence
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
from components.naming import physical_name, tags
from components.platform.argo_project import ObjectKind
from components.platform.chart_pods import RELEASE, over_zones, owner_labels
from domain import ports
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from domain.plane import PLANE_KEY, Plane
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.public_entry import CLASS
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE
from domain.tier import Tier

LOAD_BALANCERS = "aws-load-balancer-controller"
"""The chart, the release, the service account and the name that its pods are selected by."""

CLUSTER_KINDS = (
    ObjectKind(group="apiextensions.k8s.io", kind="CustomResourceDefinition"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRoleBinding"),
    ObjectKind(group="admissionregistration.k8s.io", kind="MutatingWebhookConfiguration"),
    ObjectKind(group="admissionregistration.k8s.io", kind="ValidatingWebhookConfiguration"),
    ObjectKind(group="networking.k8s.io", kind="IngressClass"),
    ObjectKind(group="elbv2.k8s.aws", kind="IngressClassParams"),
)
"""The kinds without a namespace that its chart brings."""

HOSTS = ("public.ecr.aws", "*.cloudfront.net")
"""Where its image is, and the store that the registry sends on to."""

_OWNER_TAG = "elbv2.k8s.aws/cluster"
"""The tag that the controller gives to all that it makes, with the cluster's name."""
_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_METRICS = 8080
_CPU = CpuQuantity("50m")
_MEMORY = MemoryQuantity("128Mi")

_MADE = ("elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup")
_CHANGED = (
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:DeleteLoadBalancer",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DeregisterTargets",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:ModifyListenerAttributes",
    "elasticloadbalancing:ModifyLoadBalancerAttributes",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:ModifyTargetGroupAttributes",
    "elasticloadbalancing:RegisterTargets",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:SetRulePriorities",
    "elasticloadbalancing:SetSecurityGroups",
    "elasticloadbalancing:SetSubnets",
)


@dataclass(frozen=True, kw_only=True)
class LoadBalancersArgs:
    """Whose load balancers it makes."""

    environment: str
    """The environment that owns the cluster."""
    account_id: pulumi.Input[str]
    """The account."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """Its ARN."""
    permissions_boundary: pulumi.Input[str]
    """The upper limit of its role."""


class LoadBalancers(Component):
    """The role of the controller: it makes load balancers with the cluster's tag, and touches no others.

    It has no right to security groups, firewalls and certificates, of which it is told by name.
    """

    role: PodRole
    """The role, for pods to come after."""
    role_arn: pulumi.Output[str]
    """Its ARN."""

    def __init__(self, name: str, args: LoadBalancersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:LoadBalancers", name, None, opts)
        self.role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=namespace_name(args.environment, "system"),
                service_account=LOAD_BALANCERS,
                statements=balancing_statements(physical_name(args.environment)),
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        self.role_arn = self.role.role_arn
        self.register()


def balancing_statements(cluster: str) -> list[Statement]:
    """What is made has the cluster's tag, and what is changed has it already."""
    return [
        Statement(actions=["ec2:Describe*", "elasticloadbalancing:Describe*"]),
        Statement(actions=_MADE, conditions={"StringEquals": {f"aws:RequestTag/{_OWNER_TAG}": cluster}}),
        Statement(
            actions=["elasticloadbalancing:AddTags"],
            conditions={
                "StringEquals": {f"aws:RequestTag/{_OWNER_TAG}": cluster},
                "Null": {"elasticloadbalancing:CreateAction": "false"},
            },
        ),
        Statement(actions=_CHANGED, conditions={"StringEquals": {f"aws:ResourceTag/{_OWNER_TAG}": cluster}}),
    ]


def load_balancers_values(
    *,
    environment: str,
    tier: Tier,
    region: str,
    replicas: int,
    placement: Placement,
    served: Sequence[Plane] = ("control",),
) -> dict[str, Any]:
    """What differs from the chart's defaults.

    The class says what an ingress can't say otherwise: which load balancer, for whom, and how it speaks TLS.
    """
    several = replicas > 1
    labels = {RELEASE: LOAD_BALANCERS, COMPONENT: LOAD_BALANCERS}
    return {
        "fullnameOverride": LOAD_BALANCERS,
        "clusterName": physical_name(environment),
        "region": region,
        # Of the instance's metadata, which pods don't reach, it would ask which network it is in.
        "vpcTags": {"Name": physical_name(environment)},
        "replicaCount": replicas,
        "podDisruptionBudget": {"maxUnavailable": 1} if several else {},
        "serviceAccount": {"name": LOAD_BALANCERS},
        "podLabels": owner_labels(environment),
        "nodeSelector": dict(placement.node_labels),
        "configureDefaultAffinity": False,
        "topologySpreadConstraints": over_zones(replicas, labels),
        "resources": {
            "requests": {"cpu": str(_CPU), "memory": str(_MEMORY), "ephemeral-storage": str(SMALL_STORAGE)},
            "limits": {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": str(STORAGE)},
        },
        "securityContext": {"capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}},
        # A certificate that Helm makes up would be another one each time that Argo CD looks.
        "enableCertManager": True,
        "enableServiceMutatorWebhook": False,
        "enableBackendSecurityGroup": False,
        "enableShield": False,
        "enableWaf": False,
        "enableWafv2": False,
        "disableIngressClassAnnotation": True,
        "disableIngressGroupNameAnnotation": True,
        "defaultTargetType": "ip",
        "defaultTags": tags(environment, tier),
        "ingressClass": CLASS,
        "ingressClassParams": {"create": True, "name": CLASS, "spec": class_parameters(environment, served)},
    }


def class_parameters(environment: str, served: Sequence[Plane] = ("control",)) -> dict[str, Any]:
    """What holds for every ingress: one load balancer for all environments of the cluster, and only for those.

    Namespaces of the `served` planes may have one.
    """
    return {
        "group": {"name": physical_name(environment)},
        "namespaceSelector": {"matchExpressions": [{"key": PLANE_KEY, "operator": "In", "values": sorted(served)}]},
        "scheme": "internet-facing",
        "targetType": "ip",
        "sslPolicy": _TLS,
        "sslRedirectPort": "443",
        "loadBalancerAttributes": [
            {"key": "routing.http.drop_invalid_header_fields.enabled", "value": "true"},
            {"key": "routing.http.desync_mitigation_mode", "value": "defensive"},
            # As long as it has a request to keep alive, such as a stream of events.
            {"key": "idle_timeout.timeout_seconds", "value": "120"},
        ],
    }


def load_balancers_flows(
    control_plane_blocks: pulumi.Input[Sequence[str]], aws_blocks: pulumi.Input[Sequence[str]]
) -> tuple[Flow, ...]:
    """Its ways: to what it serves, to what it makes, and from the API server, which asks it about each ingress."""
    pods = Pods(namespace=namespace_name("", "system"), labels={COMPONENT: LOAD_BALANCERS})
    return (
        Flow(
            name=f"{LOAD_BALANCERS}-to-kubernetes",
            source=pods,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads there which hosts lead to which pods",
        ),
        Flow(
            name=f"{LOAD_BALANCERS}-to-aws",
            source=pods,
            destination=Addresses(blocks=aws_blocks),
            ports=(ports.HTTPS,),
            reason="it makes load balancers by the private endpoints of EC2 and Elastic Load Balancing",
        ),
        Flow(
            name=f"{LOAD_BALANCERS}-to-pod-identity",
            source=pods,
            destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
            ports=(ports.POD_IDENTITY,),
            reason="it gets the credentials of its role there",
        ),
        Flow(
            name=f"kubernetes-to-{LOAD_BALANCERS}",
            source=Addresses(blocks=control_plane_blocks),
            destination=pods,
            ports=(ports.BALANCER_WEBHOOK,),
            reason="the API server asks it whether an ingress is well formed",
        ),
        Flow(
            name=f"metrics-of-{LOAD_BALANCERS}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(_METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def load_balancers_demand(replicas: int) -> list[PodDemand]:
    """What its pods request, with the one that a rollout adds."""
    return [
        PodDemand(
            name=LOAD_BALANCERS,
            plane="system",
            replicas=replicas + 1,
            steady=replicas,
            cpu=_CPU,
            memory=_MEMORY,
            spread=replicas > 1,
        )
    ]
