"""A workload: one component of Portarium, rolled out by its image."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.autoscaling import v2 as autoscaling
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.policy import v1 as policy

from components.component import Component
from components.kubernetes.container import Container
from components.kubernetes.labels import VERSION, component_labels
from components.kubernetes.pod_template import named_ports, pod_template


@dataclass(frozen=True, kw_only=True)
class Autoscaling:
    """A number of pods that follows the processor's load."""

    minimum: int
    """The fewest."""
    maximum: int
    """The most."""
    cpu_percent: int
    """The load, in percent of the requests, that it keeps to."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where the pods may run."""

    node_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """The labels a node must have."""
    taints: Mapping[str, str] = field(default_factory=dict[str, str])
    """The taints, by key and value, that the pods accept."""


@dataclass(frozen=True, kw_only=True)
class WorkloadArgs:
    """What runs, how often, and where."""

    container: Container
    """What each pod runs."""
    namespace: pulumi.Input[str]
    """The namespace it runs in."""
    replicas: int | None = None
    """How many pods; exactly one of this and `autoscaling`, because the two would fight over the number."""
    autoscaling: Autoscaling | None = None
    """What decides how many pods there are."""
    placement: Placement = field(default_factory=Placement)
    """Where they may run."""
    spread_required: bool = False
    """Whether a pod waits for a node of the zone that has fewest, instead of running in another."""
    files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Files that the container finds at /etc/portarium; a change of one rolls the pods."""
    sticky: bool = False
    """Whether the same pod answers the same caller, by the caller's address."""
    rollout_seconds: int = 300
    """How long a rollout may make no progress before it counts as failed."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""

    def __post_init__(self) -> None:
        """Refuse none or both of the two ways to say how many."""
        if (self.replicas is None) == (self.autoscaling is None):
            raise ValueError(f"workload {self.container.component}: give either replicas or autoscaling")


class Workload(Component):
    """A deployment with its own service account, service, disruption budget and, if asked for, autoscaler."""

    image: pulumi.Output[str]
    """The image that its pods run, known once they all are ready."""
    host: pulumi.Output[str]
    """The name under which the cluster finds it."""
    service_account: pulumi.Output[str]
    """The name of its service account."""

    def __init__(self, name: str, args: WorkloadArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:Workload", name, None, opts)
        self.inside = args.cluster
        container = args.container
        self._labels = component_labels(container.environment, container.plane, container.component)
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=self._metadata(args),
            automount_service_account_token=container.mounts_token,
            opts=self.child(),
        )
        files = self._files(name, args)
        service = self._service(name, args)
        budget = self._disruption_budget(name, args)
        deployment = self._deployment(name, args, account.metadata.name, files, depends_on=[service, budget])
        if args.autoscaling:
            self._autoscaler(name, args, args.autoscaling, deployment.metadata.name)
        self.image = deployment.spec.template.spec.apply(lambda pod: str(pod.containers[0].image) if pod else "")
        self.host = pulumi.Output.concat(container.component, ".", args.namespace, ".svc")
        self.service_account = account.metadata.name.apply(str)
        self.register()

    def _metadata(self, args: WorkloadArgs) -> meta.ObjectMetaArgs:
        return meta.ObjectMetaArgs(name=args.container.component, namespace=args.namespace, labels=self._labels)

    def _files(self, name: str, args: WorkloadArgs) -> core.ConfigMap | None:
        if not args.files:
            return None
        # Its name is made from its content by Pulumi's auto-naming and replacement: immutable, so a change is a new
        # map under a new name, the pods roll to it, and those still running keep the old one until they are gone.
        return core.ConfigMap(
            f"{name}-files",
            metadata=meta.ObjectMetaArgs(namespace=args.namespace, labels=self._labels),
            data=dict(args.files),
            immutable=True,
            opts=self.child(),
        )

    def _service(self, name: str, args: WorkloadArgs) -> core.Service:
        return core.Service(
            f"{name}-service",
            # Workloads of one environment may need each other to become ready: none waits for another's endpoints.
            metadata=meta.ObjectMetaArgs(
                name=args.container.component,
                namespace=args.namespace,
                labels=self._labels,
                annotations={"pulumi.com/skipAwait": "true"},
            ),
            spec=core.ServiceSpecArgs(
                selector=self._labels,
                session_affinity="ClientIP" if args.sticky else None,
                ports=[
                    core.ServicePortArgs(name=name, port=port, target_port=name)
                    for name, port in named_ports(args.container).items()
                ],
            ),
            opts=self.child(),
        )

    def _disruption_budget(self, name: str, args: WorkloadArgs) -> policy.PodDisruptionBudget:
        return policy.PodDisruptionBudget(
            f"{name}-disruption-budget",
            metadata=self._metadata(args),
            # One at a time: a share of a single replica would forbid every drain of its node.
            spec=policy.PodDisruptionBudgetSpecArgs(
                max_unavailable=1, selector=meta.LabelSelectorArgs(match_labels=self._labels)
            ),
            opts=self.child(),
        )

    def _deployment(
        self,
        name: str,
        args: WorkloadArgs,
        service_account: pulumi.Output[str],
        files: core.ConfigMap | None,
        depends_on: list[pulumi.Resource],
    ) -> apps.Deployment:
        return apps.Deployment(
            f"{name}-deployment",
            metadata=meta.ObjectMetaArgs(
                name=args.container.component,
                namespace=args.namespace,
                labels={**self._labels, VERSION: args.container.image_sha},
            ),
            spec=apps.DeploymentSpecArgs(
                # With an autoscaler the field stays unset: server-side apply would take it back at every `up`.
                replicas=args.replicas,
                revision_history_limit=5,
                progress_deadline_seconds=args.rollout_seconds,
                selector=meta.LabelSelectorArgs(match_labels=self._labels),
                # The old pods serve until new ones are ready, so a failing image takes nothing away.
                strategy=apps.DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=apps.RollingUpdateDeploymentArgs(max_surge=1, max_unavailable=0),
                ),
                template=pod_template(
                    args.container,
                    service_account=service_account,
                    node_labels=args.placement.node_labels,
                    tolerations=tuple(
                        core.TolerationArgs(key=key, operator="Equal", value=value, effect="NoSchedule")
                        for key, value in args.placement.taints.items()
                    ),
                    files=files.metadata.name if files else None,
                    spread_required=args.spread_required,
                ),
            ),
            opts=self.child(
                depends_on=depends_on,
                custom_timeouts=pulumi.CustomTimeouts(
                    create=f"{args.rollout_seconds + 60}s", update=f"{args.rollout_seconds + 60}s"
                ),
            ),
        )

    def _autoscaler(
        self, name: str, args: WorkloadArgs, scaling: Autoscaling, deployment: pulumi.Output[str]
    ) -> autoscaling.HorizontalPodAutoscaler:
        target = autoscaling.MetricTargetArgs(type="Utilization", average_utilization=scaling.cpu_percent)
        return autoscaling.HorizontalPodAutoscaler(
            f"{name}-autoscaler",
            metadata=self._metadata(args),
            spec=autoscaling.HorizontalPodAutoscalerSpecArgs(
                scale_target_ref=autoscaling.CrossVersionObjectReferenceArgs(
                    api_version="apps/v1", kind="Deployment", name=deployment
                ),
                min_replicas=scaling.minimum,
                max_replicas=scaling.maximum,
                metrics=[
                    autoscaling.MetricSpecArgs(
                        type="Resource", resource=autoscaling.ResourceMetricSourceArgs(name="cpu", target=target)
                    )
                ],
            ),
            opts=self.child(),
        )
