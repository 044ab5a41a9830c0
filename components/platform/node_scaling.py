"""The cluster autoscaler: it adds a node to a pool when a pod waits for one, and takes away what nobody needs."""

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
from components.naming import physical_name
from components.platform.argo_application import ArgoApplication
from components.platform.argo_project import ObjectKind
from components.platform.chart_pods import RELEASE, over_zones, owner_labels
from components.platform.installation import Installation
from domain import ports
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from domain.chart import Chart
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE

CLUSTER_AUTOSCALER = "cluster-autoscaler"
"""The chart, the release and the service account."""

CLUSTER_KINDS = (
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRole"),
    ObjectKind(group="rbac.authorization.k8s.io", kind="ClusterRoleBinding"),
)
"""The kinds without a namespace that its chart brings."""

HOSTS = ("registry.k8s.io", "*.pkg.dev")
"""Where its image is: Kubernetes' registry sends to Google's, or to a bucket of AWS's."""

_ANY_USER = 65534
_METRICS = 8085
_CPU = CpuQuantity("50m")
_MEMORY = MemoryQuantity("192Mi")


@dataclass(frozen=True, kw_only=True)
class NodeScalingArgs:
    """Whose nodes it scales, and how it is run."""

    environment: str
    """The environment that owns the cluster."""
    chart: Chart
    """The chart."""
    installation: Installation
    """Its place and its turn."""
    region: str
    """The region of the nodes."""
    account_id: pulumi.Input[str]
    """The account of the nodes."""
    cluster_name: pulumi.Input[str]
    """The cluster."""
    cluster_arn: pulumi.Input[str]
    """Its ARN."""
    replicas: int
    """How many pods; one of them works, the others wait to take over."""
    placement: Placement
    """Where it may run."""
    permissions_boundary: pulumi.Input[str]
    """The upper limit of its role."""


class NodeScaling(Component):
    """Its role, which moves the sizes of this cluster's node groups alone, and its application.

    The bounds are the node groups' own: it finds the groups by the tags that EKS gives them, and goes neither below
    their minimum nor above their maximum.
    """

    application: ArgoApplication
    """The application, for later waves to depend on."""

    def __init__(self, name: str, args: NodeScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:NodeScaling", name, None, opts)
        role = PodRole(
            f"{name}-role",
            PodRoleArgs(
                environment=args.environment,
                account_id=args.account_id,
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=namespace_name(args.environment, "system"),
                service_account=CLUSTER_AUTOSCALER,
                statements=scaling_statements(args),
                permissions_boundary=args.permissions_boundary,
            ),
            opts=self.child(),
        )
        self.application = ArgoApplication(
            f"{name}-release",
            args.installation.of(
                CLUSTER_AUTOSCALER,
                chart=args.chart,
                values=node_scaling_values(
                    environment=args.environment,
                    region=args.region,
                    replicas=args.replicas,
                    placement=args.placement,
                ),
                # A pod that starts before its association exists has no AWS identity, and ends at its first question.
                after=[role.association],
            ),
            opts=self.child(),
        )
        self.register()


def node_scaling_values(*, environment: str, region: str, replicas: int, placement: Placement) -> dict[str, Any]:
    """What differs from the chart's defaults."""
    return {
        "fullnameOverride": CLUSTER_AUTOSCALER,
        "autoDiscovery": {"clusterName": physical_name(environment)},
        "awsRegion": region,
        "replicaCount": replicas,
        "revisionHistoryLimit": 5,
        "additionalLabels": owner_labels(environment),
        "podLabels": owner_labels(environment),
        "podAnnotations": {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": str(_METRICS),
            "prometheus.io/path": "/metrics",
        },
        "nodeSelector": dict(placement.node_labels),
        "topologySpreadConstraints": over_zones(replicas, {RELEASE: CLUSTER_AUTOSCALER}),
        "rbac": {"serviceAccount": {"name": CLUSTER_AUTOSCALER}},
        "service": {"create": False},
        "resources": {
            "requests": {"cpu": str(_CPU), "memory": str(_MEMORY), "ephemeral-storage": str(SMALL_STORAGE)},
            "limits": {"cpu": "500m", "memory": "512Mi", "ephemeral-storage": str(STORAGE)},
        },
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _ANY_USER,
            "runAsGroup": _ANY_USER,
            "fsGroup": _ANY_USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containerSecurityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "extraArgs": {
            # Each pod of ours has a scratch volume: by default no node with such a pod is ever given back.
            "skip-nodes-with-local-storage": False,
            # The node of an add-on is given back too; budgets let one pod of it go at a time.
            "skip-nodes-with-system-pods": False,
        },
    }


def scaling_statements(args: NodeScalingArgs) -> list[Statement]:
    """It reads what there is, which AWS lets nobody ask for one group alone, and changes the cluster's own groups."""
    cluster = physical_name(args.environment)
    account = pulumi.Output.from_input(args.account_id)
    return [
        Statement(
            actions=[
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "autoscaling:DescribeTags",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
            ]
        ),
        Statement(
            actions=["eks:DescribeNodegroup"],
            resources=[pulumi.Output.concat(f"arn:aws:eks:{args.region}:", account, f":nodegroup/{cluster}/*")],
        ),
        Statement(
            actions=["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            # EKS calls a group after the node group that it is of.
            resources=[
                pulumi.Output.concat(
                    f"arn:aws:autoscaling:{args.region}:",
                    account,
                    f":autoScalingGroup:*:autoScalingGroupName/eks-{cluster}-*",
                )
            ],
            conditions={"StringEquals": {f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster}": "owned"}},
        ),
    ]


def node_scaling_flows(aws_blocks: pulumi.Input[Sequence[str]]) -> tuple[Flow, ...]:
    """Its ways: to the pods that wait, to the groups that grow, and to who says that it may."""
    pods = Pods(namespace=namespace_name("", "system"), labels={RELEASE: CLUSTER_AUTOSCALER})
    return (
        Flow(
            name=f"{CLUSTER_AUTOSCALER}-to-kubernetes",
            source=pods,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it sees there which pods wait, and drains the nodes that it gives back",
        ),
        Flow(
            name=f"{CLUSTER_AUTOSCALER}-to-aws",
            source=pods,
            destination=Addresses(blocks=aws_blocks),
            ports=(ports.HTTPS,),
            reason="it moves the size of node groups by private endpoints",
        ),
        Flow(
            name=f"{CLUSTER_AUTOSCALER}-to-pod-identity",
            source=pods,
            destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
            ports=(ports.POD_IDENTITY,),
            reason="it gets the credentials of its role there",
        ),
        Flow(
            name=f"metrics-of-{CLUSTER_AUTOSCALER}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(_METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def node_scaling_demand(replicas: int) -> list[PodDemand]:
    """What its pods request; a rollout adds one."""
    return [
        PodDemand(
            name=CLUSTER_AUTOSCALER,
            plane="system",
            replicas=replicas + 1,
            steady=replicas,
            cpu=_CPU,
            memory=_MEMORY,
            spread=replicas > 1,
        )
    ]
