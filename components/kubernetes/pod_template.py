"""The pod of a workload: restricted, observable, spread over the zones, and on the nodes of its plane."""

from collections.abc import Mapping

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.kubernetes.container import Container, Probe, SecretKey, Step, VariableValue
from components.kubernetes.labels import METRICS_BEARER, VERSION, component_labels
from components.kubernetes.vault_client import client_mounts, client_volumes
from components.kubernetes.vault_injection import injected_annotations, injected_labels, token_volumes
from domain import ports
from domain.cluster_domain import CLUSTER_DOMAIN
from domain.platform_services import COLLECTOR
from domain.scratch_storage import SCRATCH, STORAGE
from domain.url import PLATFORM

FILES_PATH = "/etc/portarium"
"""Where a pod finds the files that it is given."""
# As Kubernetes itself tells pods: with fewer dots, a name is tried in the cluster first.
_DOTS_OF_THE_CLUSTER = "5"
# A pod is taken out of the service's endpoints while it already gets SIGTERM: it must answer until that has spread.
_DRAIN_SECONDS = 5


def pod_template(
    container: Container,
    *,
    service_account: pulumi.Input[str],
    node_labels: Mapping[str, str],
    tolerations: tuple[core.TolerationArgs, ...],
    files: pulumi.Input[str] | None,
    runs_once: bool = False,
    spread_required: bool = False,
) -> core.PodTemplateSpecArgs:
    """The template of the pods; `files` is the config map at /etc/portarium, `runs_once` is for jobs."""
    labels = component_labels(container.environment, container.plane, container.component)
    return core.PodTemplateSpecArgs(
        metadata=meta.ObjectMetaArgs(
            labels={**labels, VERSION: container.image_sha, **injected_labels(container.vault)},
            annotations=_annotations(container, runs_once=runs_once),
        ),
        spec=core.PodSpecArgs(
            service_account_name=service_account,
            automount_service_account_token=container.mounts_token,
            enable_service_links=False,
            image_pull_secrets=None
            if container.pull_secret is None
            else [core.LocalObjectReferenceArgs(name=container.pull_secret)],
            dns_policy=None if container.resolver is None else "None",
            dns_config=None if container.resolver is None else _names(container.resolver),
            # The API server keeps no empty list or map: one that is said is a change as long as an image is unknown.
            node_selector=dict(node_labels) or None,
            tolerations=list(tolerations) or None,
            termination_grace_period_seconds=container.termination_seconds,
            security_context=core.PodSecurityContextArgs(
                run_as_non_root=True,
                run_as_user=container.user,
                run_as_group=container.user,
                fs_group=container.user,
                seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
            ),
            topology_spread_constraints=spread(labels, required=spread_required),
            restart_policy="Never" if runs_once else "Always",
            init_containers=[_step(container, step, with_files=files is not None) for step in container.before] or None,
            containers=[_container(container, with_files=files is not None, serves=not runs_once)],
            volumes=_volumes(container, files),
        ),
    )


def _container(container: Container, *, with_files: bool, serves: bool) -> core.ContainerArgs:
    health = container.health
    return core.ContainerArgs(
        name=container.component,
        image=container.image,
        command=list(container.command) or None,
        args=list(container.arguments) or None,
        env=_env({**_told(container), **container.variables}),
        ports=_ports(container) if serves else None,
        resources=_resources(container),
        startup_probe=_probe(container, health.startup) if serves else None,
        liveness_probe=_probe(container, health.liveness) if serves else None,
        readiness_probe=_probe(container, health.readiness) if serves else None,
        lifecycle=core.LifecycleArgs(
            pre_stop=core.LifecycleHandlerArgs(sleep=core.SleepActionArgs(seconds=_DRAIN_SECONDS))
        )
        if serves
        else None,
        security_context=_restricted(),
        volume_mounts=_mounts(container, with_files=with_files),
    )


def _step(container: Container, step: Step, *, with_files: bool) -> core.ContainerArgs:
    return core.ContainerArgs(
        name=step.name,
        image=step.image,
        command=list(step.command) or None,
        args=list(step.arguments) or None,
        env=_env(step.variables) or None,
        # The scheduler takes the largest of the steps and the container: as much as that costs nothing more.
        resources=_resources(container),
        security_context=_restricted(),
        volume_mounts=_mounts(container, with_files=with_files),
    )


def _restricted() -> core.SecurityContextArgs:
    return core.SecurityContextArgs(
        allow_privilege_escalation=False,
        read_only_root_filesystem=True,
        capabilities=core.CapabilitiesArgs(drop=["ALL"]),
    )


def _ports(container: Container) -> list[core.ContainerPortArgs]:
    return [core.ContainerPortArgs(name=name, container_port=port) for name, port in named_ports(container).items()]


def named_ports(container: Container) -> dict[str, int]:
    """The ports that it opens, by name: metrics on the port that it serves are no port more."""
    served = {"http": container.port, **container.also_serves}
    if container.metrics is None or container.metrics.port == container.port:
        return served
    return {**served, "metrics": container.metrics.port}


def _resources(container: Container) -> core.ResourceRequirementsArgs:
    requests, limits = container.requests, container.limits
    return core.ResourceRequirementsArgs(
        requests={"cpu": requests.cpu, "memory": requests.memory, "ephemeral-storage": str(SCRATCH)},
        limits={"cpu": limits.cpu, "memory": limits.memory, "ephemeral-storage": str(STORAGE)},
    )


def _mounts(container: Container, *, with_files: bool) -> list[core.VolumeMountArgs]:
    # One volume with a limit for all that it writes, a folder of it for each path.
    paths = list(container.writable_paths)
    written = [
        core.VolumeMountArgs(
            name="scratch", mount_path=path, sub_path=path.strip("/").replace("/", "-") if len(paths) > 1 else None
        )
        for path in paths
    ]
    others = (*container.mounts.items(), *container.certificates.items())
    read = [core.VolumeMountArgs(name=name, mount_path=path, read_only=True) for path, name in others]
    files = [core.VolumeMountArgs(name="files", mount_path=FILES_PATH, read_only=True)] if with_files else []
    return [*written, *read, *files, *(client_mounts() if container.asks_vault else [])]


def _volumes(container: Container, files: pulumi.Input[str] | None) -> list[core.VolumeArgs]:
    volumes = [core.VolumeArgs(name="scratch", empty_dir=core.EmptyDirVolumeSourceArgs(size_limit=str(SCRATCH)))]
    if files is not None:
        volumes.append(core.VolumeArgs(name="files", config_map=core.ConfigMapVolumeSourceArgs(name=files)))
    return [
        *volumes,
        *(
            core.VolumeArgs(name=name, config_map=core.ConfigMapVolumeSourceArgs(name=name))
            for name in container.mounts.values()
        ),
        *(
            # A renewed one is there a minute later, for whoever reads the files again.
            core.VolumeArgs(name=name, secret=core.SecretVolumeSourceArgs(secret_name=name))
            for name in container.certificates.values()
        ),
        *token_volumes(container.vault),
        *(client_volumes() if container.asks_vault else []),
    ]


def _env(variables: Mapping[str, VariableValue]) -> list[core.EnvVarArgs]:
    return [
        core.EnvVarArgs(
            name=name,
            value_from=core.EnvVarSourceArgs(
                secret_key_ref=core.SecretKeySelectorArgs(name=value.secret, key=value.key)
            ),
        )
        if isinstance(value, SecretKey)
        else core.EnvVarArgs(name=name, value=value)
        for name, value in variables.items()
    ]


def _probe(container: Container, probe: Probe) -> core.ProbeArgs:
    return core.ProbeArgs(
        http_get=core.HTTPGetActionArgs(path=probe.path, port=container.health.port or container.port),
        period_seconds=probe.period_seconds,
        failure_threshold=probe.failures,
        timeout_seconds=probe.timeout_seconds,
    )


def _names(resolver: pulumi.Input[str]) -> core.PodDNSConfigArgs:
    return core.PodDNSConfigArgs(
        nameservers=[resolver],
        # The program names services `<component>.<namespace>.svc`, which the first of these completes.
        searches=[CLUSTER_DOMAIN, f"svc.{CLUSTER_DOMAIN}"],
        options=[core.PodDNSConfigOptionArgs(name="ndots", value=_DOTS_OF_THE_CLUSTER)],
    )


def spread(labels: Mapping[str, str], *, required: bool) -> list[core.TopologySpreadConstraintArgs]:
    """Keep the pods of a release in as many zones as there are, and within a zone on as many nodes.

    `required` is for environments that survive a zone: a pod waits for a node of the zone that has fewest, and the
    node scaling sees it wait.
    """
    return [
        _evenly(labels, "topology.kubernetes.io/zone", required=required),
        # One full node must not keep the others from running what is asked for.
        _evenly(labels, "kubernetes.io/hostname", required=False),
    ]


def _evenly(labels: Mapping[str, str], over: str, *, required: bool) -> core.TopologySpreadConstraintArgs:
    return core.TopologySpreadConstraintArgs(
        max_skew=1,
        topology_key=over,
        when_unsatisfiable="DoNotSchedule" if required else "ScheduleAnyway",
        # A node that is being drained, or that nobody hears of any more, is no place to wait for: its zone doesn't
        # count as empty, and what ran there runs in the others. A zone without nodes never counts.
        node_taints_policy="Honor",
        label_selector=meta.LabelSelectorArgs(match_labels=dict(labels)),
        # Without it the old release's pods count, and the new one ends up lopsided.
        match_label_keys=["pod-template-hash"],
    )


def _told(container: Container) -> dict[str, str]:
    """Who it is to telemetry, and where that is sent."""
    return {
        "OTEL_SERVICE_NAME": f"portarium-{container.component}",
        "OTEL_RESOURCE_ATTRIBUTES": (
            f"service.version={container.image_sha},deployment.environment.name={container.environment},"
            f"portarium.plane={container.plane}"
        ),
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{COLLECTOR}{PLATFORM}:{ports.TELEMETRY}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    }


def _annotations(container: Container, *, runs_once: bool) -> dict[str, pulumi.Input[str]] | None:
    injected = injected_annotations(container.vault, user=container.user, runs_once=runs_once)
    # The API server keeps no empty map.
    return {**({} if runs_once else _scraped(container)), **injected} or None


def _scraped(container: Container) -> dict[str, pulumi.Input[str]]:
    metrics = container.metrics
    if metrics is None:
        return {}
    scraped: dict[str, pulumi.Input[str]] = {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(metrics.port),
        "prometheus.io/path": metrics.path,
    }
    if metrics.bearer is None:
        return scraped
    # Where whoever scrapes finds the token: the name of a place, and not what lies there.
    return {**scraped, METRICS_BEARER: pulumi.Output.concat(metrics.bearer.secret, "/", metrics.bearer.key)}
