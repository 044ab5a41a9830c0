"""The resolver of the execution plane: it knows the services of the cluster, and asks nobody about other names."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.policy import v1 as policy
from pulumi_kubernetes.rbac import v1 as rbac

from components.component import Component
from components.kubernetes.labels import component_labels
from components.kubernetes.pod_template import spread
from components.kubernetes.resolver_configuration import COREFILE, resolver_configuration
from components.kubernetes.traffic import BY_NAMES
from components.kubernetes.workload import Placement
from components.naming import physical_name
from domain import ports
from domain.addresses import EXECUTION_RESOLVER
from domain.component_names import RESOLVER
from domain.resolver_size import RESOLVER_CPU, RESOLVER_MEMORY, RESOLVER_REPLICAS
from domain.scratch_storage import SMALL_STORAGE, STORAGE

_ANY_USER = 65532
_FILES_PATH = "/etc/coredns"
_FILES = "files"
_REQUESTS = {"cpu": str(RESOLVER_CPU), "memory": str(RESOLVER_MEMORY), "ephemeral-storage": str(SMALL_STORAGE)}
# As EKS limits its own.
_LIMITS = {"cpu": "500m", "memory": "170Mi", "ephemeral-storage": str(STORAGE)}


@dataclass(frozen=True, kw_only=True)
class ExecutionResolverArgs:
    """Whose cluster it is, and how the resolver is run."""

    environment: str
    """The environment that owns the cluster; the execution planes of all environments on it ask this resolver."""
    image: str
    """CoreDNS, as EKS builds it."""
    namespace: pulumi.Input[str]
    """The platform's namespace: it holds a token for the Kubernetes API, which no namespace of an environment may."""
    placement: Placement
    """Where it may run; never on the nodes of those who ask."""
    spread_required: bool = False
    """Whether a pod waits for a node of the zone that has fewest."""
    rollout_seconds: int = 300
    """How long a rollout may make no progress."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class ExecutionResolver(Component):
    """Two pods of CoreDNS that answer for the cluster's services, and deny every other name without asking on.

    They read services, their endpoints and namespaces, and nothing else of the cluster.
    """

    address: pulumi.Output[str]
    """Where it answers, known once it does."""

    def __init__(self, name: str, args: ExecutionResolverArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:kubernetes:ExecutionResolver", name, None, opts)
        self.inside = args.cluster
        self._prefix = name
        self._labels = component_labels(args.environment, "system", RESOLVER)
        self._metadata = meta.ObjectMetaArgs(name=RESOLVER, namespace=args.namespace, labels=self._labels)
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=self._metadata,
            # The token is the pod's to ask for: another pod that names this account gets none by itself.
            automount_service_account_token=False,
            opts=self.child(),
        )
        reading = self._reading(args, account)
        budget = policy.PodDisruptionBudget(
            f"{name}-disruption-budget",
            metadata=self._metadata,
            spec=policy.PodDisruptionBudgetSpecArgs(
                max_unavailable=1, selector=meta.LabelSelectorArgs(match_labels=self._labels)
            ),
            opts=self.child(),
        )
        deployment = self._deployment(args, account, depends_on=[reading, budget])
        service = self._service(deployment)
        self.address = service.spec.cluster_ip.apply(str)
        self.register()

    def _reading(self, args: ExecutionResolverArgs, account: core.ServiceAccount) -> rbac.ClusterRoleBinding:
        metadata = meta.ObjectMetaArgs(name=physical_name(args.environment, RESOLVER), labels=self._labels)
        role = rbac.ClusterRole(
            f"{self._prefix}-role",
            metadata=metadata,
            rules=[
                rbac.PolicyRuleArgs(api_groups=[group], resources=resources, verbs=["list", "watch"])
                for group, resources in (("", ["namespaces", "services"]), ("discovery.k8s.io", ["endpointslices"]))
            ],
            opts=self.child(),
        )
        return rbac.ClusterRoleBinding(
            f"{self._prefix}-binding",
            metadata=metadata,
            role_ref=rbac.RoleRefArgs(
                api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=role.metadata.name
            ),
            subjects=[
                rbac.SubjectArgs(
                    kind="ServiceAccount", name=account.metadata.name, namespace=account.metadata.namespace
                )
            ],
            opts=self.child(),
        )

    def _deployment(
        self, args: ExecutionResolverArgs, account: core.ServiceAccount, depends_on: list[pulumi.Resource]
    ) -> apps.Deployment:
        # Under a name of its own for each content, as the files of a workload are.
        files = core.ConfigMap(
            f"{self._prefix}-files",
            metadata=meta.ObjectMetaArgs(namespace=args.namespace, labels=self._labels),
            data={COREFILE: resolver_configuration()},
            immutable=True,
            opts=self.child(),
        )
        return apps.Deployment(
            f"{self._prefix}-deployment",
            metadata=self._metadata,
            spec=apps.DeploymentSpecArgs(
                replicas=RESOLVER_REPLICAS,
                revision_history_limit=5,
                progress_deadline_seconds=args.rollout_seconds,
                selector=meta.LabelSelectorArgs(match_labels=self._labels),
                strategy=apps.DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=apps.RollingUpdateDeploymentArgs(max_surge=1, max_unavailable=0),
                ),
                template=_pods(args, self._labels, account.metadata.name, files.metadata.name),
            ),
            opts=self.child(
                depends_on=depends_on,
                custom_timeouts=pulumi.CustomTimeouts(
                    create=f"{args.rollout_seconds + 60}s", update=f"{args.rollout_seconds + 60}s"
                ),
            ),
        )

    def _service(self, deployment: apps.Deployment) -> core.Service:
        return core.Service(
            f"{self._prefix}-service",
            metadata=self._metadata,
            spec=core.ServiceSpecArgs(
                cluster_ip=EXECUTION_RESOLVER,
                selector=self._labels,
                ports=[
                    # The number and no name: policies find the service by the port that they permit of its pods.
                    core.ServicePortArgs(
                        name=f"names-{protocol.lower()}",
                        protocol=protocol,
                        port=ports.NAMES,
                        target_port=ports.EXECUTION_NAMES,
                    )
                    for protocol in BY_NAMES
                ],
            ),
            opts=self.child(depends_on=[deployment]),
        )


def _pods(
    args: ExecutionResolverArgs, labels: dict[str, str], account: pulumi.Input[str], files: pulumi.Input[str]
) -> core.PodTemplateSpecArgs:
    return core.PodTemplateSpecArgs(
        metadata=meta.ObjectMetaArgs(
            labels=labels,
            annotations={
                "prometheus.io/scrape": "true",
                "prometheus.io/port": str(ports.RESOLVER_METRICS),
                "prometheus.io/path": "/metrics",
            },
        ),
        spec=core.PodSpecArgs(
            service_account_name=account,
            automount_service_account_token=True,
            enable_service_links=False,
            # The node's own, which no policy lets it ask: it needs no name itself, and least of all through another.
            dns_policy="Default",
            node_selector=dict(args.placement.node_labels) or None,
            termination_grace_period_seconds=30,
            security_context=core.PodSecurityContextArgs(
                run_as_non_root=True,
                run_as_user=_ANY_USER,
                run_as_group=_ANY_USER,
                fs_group=_ANY_USER,
                seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
            ),
            topology_spread_constraints=spread(labels, required=args.spread_required),
            containers=[_container(args.image)],
            volumes=[core.VolumeArgs(name=_FILES, config_map=core.ConfigMapVolumeSourceArgs(name=files))],
        ),
    )


def _container(image: str) -> core.ContainerArgs:
    return core.ContainerArgs(
        name=RESOLVER,
        image=image,
        args=["-conf", f"{_FILES_PATH}/{COREFILE}"],
        ports=[
            *(
                core.ContainerPortArgs(
                    name=f"names-{protocol.lower()}", protocol=protocol, container_port=ports.EXECUTION_NAMES
                )
                for protocol in BY_NAMES
            ),
            core.ContainerPortArgs(name="metrics", container_port=ports.RESOLVER_METRICS),
        ],
        resources=core.ResourceRequirementsArgs(requests=_REQUESTS, limits=_LIMITS),
        liveness_probe=_probe("/health", ports.RESOLVER_HEALTH, period=10),
        readiness_probe=_probe("/ready", ports.RESOLVER_READY, period=5),
        security_context=core.SecurityContextArgs(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            # It listens above 1024; its program is marked with this capability, and doesn't start where it is denied.
            capabilities=core.CapabilitiesArgs(drop=["ALL"], add=["NET_BIND_SERVICE"]),
        ),
        volume_mounts=[core.VolumeMountArgs(name=_FILES, mount_path=_FILES_PATH, read_only=True)],
    )


def _probe(path: str, port: int, *, period: int) -> core.ProbeArgs:
    return core.ProbeArgs(
        http_get=core.HTTPGetActionArgs(path=path, port=port),
        period_seconds=period,
        failure_threshold=3,
        timeout_seconds=2,
    )
