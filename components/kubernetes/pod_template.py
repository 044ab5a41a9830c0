"""The pod of a workload: restricted, observable, spread over the zones, and on the nodes of its plane."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.labels import VERSION, component_labels
from domain import ports
from domain.cluster_domain import CLUSTER_DOMAIN
from domain.plane import EnvironmentPlane
from domain.scratch_storage import SCRATCH, STORAGE

_ANY_USER = 65532
_FILES_PATH = "/etc/portarium"
_METRICS_PATH = "/metrics"
# As Kubernetes itself tells pods: with fewer dots, a name is tried in the cluster first.
_DOTS_OF_THE_CLUSTER = "5"
# A pod is taken out of the service's endpoints while it already gets SIGTERM: it must answer until that has spread.
_DRAIN_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Amount:
    """An amount of processor and memory."""

    cpu: str
    """Cores, or thousandths of one such as `250m`."""
    memory: str
    """Bytes with a binary suffix."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """Where the kubelet asks how a pod is."""

    liveness: str = "/healthz"
    """Fails when only a restart helps."""
    readiness: str = "/readyz"
    """Fails while no request should come."""
    startup_seconds: int = 60
    """How long it may take to start before liveness counts."""
    port: int | None = None
    """The port that answers, where it is not the one it serves on."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """What a workload runs and what it needs to run it."""

    environment: str
    """The environment it runs in."""
    component: str
    """The name of the component."""
    plane: EnvironmentPlane
    """The plane it belongs to."""
    image: pulumi.Input[str]
    """The full name of its image, by git SHA."""
    image_sha: str
    """The git SHA alone: the version that telemetry and labels carry."""
    port: int
    """The port it serves on."""
    requests: Amount
    """What the scheduler sets aside for it."""
    limits: Amount
    """What it never gets more than."""
    metrics_port: int = ports.METRICS
    """The port of `/metrics`."""
    health: Health = field(default_factory=Health)
    """The probes."""
    arguments: tuple[str, ...] = ()
    """The arguments of its command."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Plain environment variables: references to other components, never secrets."""
    vault_role: str = ""
    """The role under which the Vault agent fetches its secrets; none means no agent."""
    resolver: pulumi.Input[str] | None = None
    """The only resolver that it asks, by its address; none means the cluster's."""
    termination_seconds: int = 60
    """How long it may finish what it does."""
    mounts_token: bool = False
    """Whether it gets a token for the Kubernetes API."""


def pod_template(
    container: Container,
    *,
    service_account: pulumi.Input[str],
    node_labels: Mapping[str, str],
    tolerations: tuple[core.TolerationArgs, ...],
    files: pulumi.Input[str] | None,
    runs_once: bool = False,
) -> core.PodTemplateSpecArgs:
    """The template of the pods; `files` is the config map at /etc/portarium, `runs_once` is for jobs."""
    labels = component_labels(container.environment, container.plane, container.component)
    return core.PodTemplateSpecArgs(
        metadata=meta.ObjectMetaArgs(
            labels={**labels, VERSION: container.image_sha}, annotations=_annotations(container)
        ),
        spec=core.PodSpecArgs(
            service_account_name=service_account,
            automount_service_account_token=container.mounts_token,
            enable_service_links=False,
            dns_policy=None if container.resolver is None else "None",
            dns_config=None if container.resolver is None else _names(container.resolver),
            # The API server keeps no empty list or map: one that is said is a change as long as an image is unknown.
            node_selector=dict(node_labels) or None,
            tolerations=list(tolerations) or None,
            termination_grace_period_seconds=container.termination_seconds,
            security_context=core.PodSecurityContextArgs(
                run_as_non_root=True,
                run_as_user=_ANY_USER,
                run_as_group=_ANY_USER,
                fs_group=_ANY_USER,
                seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
            ),
            topology_spread_constraints=[spread_over_zones(labels)],
            restart_policy="Never" if runs_once else "Always",
            containers=[_container(container, with_files=files is not None, serves=not runs_once)],
            volumes=_volumes(files),
        ),
    )


def _container(container: Container, *, with_files: bool, serves: bool) -> core.ContainerArgs:
    mounts = [core.VolumeMountArgs(name="scratch", mount_path="/tmp")]  # noqa: S108 - the pod's own empty volume
    health = container.health
    if with_files:
        mounts.append(core.VolumeMountArgs(name="files", mount_path=_FILES_PATH, read_only=True))
    return core.ContainerArgs(
        name=container.component,
        image=container.image,
        args=list(container.arguments) or None,
        env=[core.EnvVarArgs(name=key, value=value) for key, value in _variables(container).items()],
        ports=[
            core.ContainerPortArgs(name="http", container_port=container.port),
            core.ContainerPortArgs(name="metrics", container_port=container.metrics_port),
        ],
        resources=core.ResourceRequirementsArgs(
            requests={
                "cpu": container.requests.cpu,
                "memory": container.requests.memory,
                "ephemeral-storage": str(SCRATCH),
            },
            limits={
                "cpu": container.limits.cpu,
                "memory": container.limits.memory,
                "ephemeral-storage": str(STORAGE),
            },
        ),
        startup_probe=_probe(container, health.liveness, failures=health.startup_seconds) if serves else None,
        liveness_probe=_probe(container, health.liveness, period=10) if serves else None,
        readiness_probe=_probe(container, health.readiness, period=5) if serves else None,
        lifecycle=core.LifecycleArgs(
            pre_stop=core.LifecycleHandlerArgs(sleep=core.SleepActionArgs(seconds=_DRAIN_SECONDS))
        )
        if serves
        else None,
        security_context=core.SecurityContextArgs(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=core.CapabilitiesArgs(drop=["ALL"]),
        ),
        volume_mounts=mounts,
    )


def _volumes(files: pulumi.Input[str] | None) -> list[core.VolumeArgs]:
    volumes = [core.VolumeArgs(name="scratch", empty_dir=core.EmptyDirVolumeSourceArgs(size_limit=str(SCRATCH)))]
    if files is not None:
        volumes.append(core.VolumeArgs(name="files", config_map=core.ConfigMapVolumeSourceArgs(name=files)))
    return volumes


def _probe(container: Container, path: str, *, period: int = 1, failures: int = 3) -> core.ProbeArgs:
    return core.ProbeArgs(
        http_get=core.HTTPGetActionArgs(path=path, port=container.health.port or container.port),
        period_seconds=period,
        failure_threshold=failures,
        timeout_seconds=2,
    )


def _names(resolver: pulumi.Input[str]) -> core.PodDNSConfigArgs:
    return core.PodDNSConfigArgs(
        nameservers=[resolver],
        # The program names services `<component>.<namespace>.svc`, which the first of these completes.
        searches=[CLUSTER_DOMAIN, f"svc.{CLUSTER_DOMAIN}"],
        options=[core.PodDNSConfigOptionArgs(name="ndots", value=_DOTS_OF_THE_CLUSTER)],
    )


def spread_over_zones(labels: Mapping[str, str]) -> core.TopologySpreadConstraintArgs:
    """Keep the pods of a release in as many zones as there are."""
    return core.TopologySpreadConstraintArgs(
        max_skew=1,
        topology_key="topology.kubernetes.io/zone",
        # A zone that is down must not keep the others from running what is asked for.
        when_unsatisfiable="ScheduleAnyway",
        label_selector=meta.LabelSelectorArgs(match_labels=dict(labels)),
        # Without it the old release's pods count, and the new one ends up lopsided.
        match_label_keys=["pod-template-hash"],
    )


def _variables(container: Container) -> dict[str, pulumi.Input[str]]:
    return {
        "PORT": str(container.port),
        "METRICS_PORT": str(container.metrics_port),
        "OTEL_SERVICE_NAME": f"portarium-{container.component}",
        "OTEL_RESOURCE_ATTRIBUTES": (
            f"service.version={container.image_sha},deployment.environment.name={container.environment},"
            f"portarium.plane={container.plane}"
        ),
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://opentelemetry-collector.system.svc:{ports.TELEMETRY}",
        **container.variables,
    }


def _annotations(container: Container) -> dict[str, str]:
    scraped = {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(container.metrics_port),
        "prometheus.io/path": _METRICS_PATH,
    }
    if not container.vault_role:
        return scraped
    return {
        **scraped,
        "vault.hashicorp.com/agent-inject": "true",
        "vault.hashicorp.com/role": container.vault_role,
        "vault.hashicorp.com/agent-inject-secret-config": (
            f"portarium/data/{container.environment}/{container.plane}/{container.component}"
        ),
        # The injected containers must pass the restricted standard and the read-only root as ours do.
        "vault.hashicorp.com/agent-run-as-user": str(_ANY_USER),
        "vault.hashicorp.com/agent-set-security-context": "true",
    }
