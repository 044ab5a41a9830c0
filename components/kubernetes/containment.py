"""The containment of an environment: every way that is open, and why; whatever is not listed here is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import BY_NAMES, Addresses, Flow, Pods
from domain import ports
from domain.addresses import ANYWHERE, KUBERNETES_API, NEVER_INTERNET, POD_IDENTITY_AGENT
from domain.component_names import BOOTSTRAP, MIGRATIONS, PROXY, RESOLVER, ROTATION, SECRETS_ROTATION
from domain.nats import NATS, SERVER_LABELS
from domain.plane import RUNNING_PLANES, EnvironmentPlane, WorkloadPlane
from domain.platform_services import COLLECTOR, NAMES, SCRAPER
from domain.temporal import FRONTEND, FRONTEND_LABELS
from domain.vault import VAULT


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What the environment's ways lead to."""

    environment: str
    """The environment."""
    service_ports: Sequence[int]
    """The ports that the control plane's components serve on."""
    entry_blocks: pulumi.Input[Sequence[str]]
    """Where the load balancer is that requests come in through."""
    metrics_ports: Mapping[EnvironmentPlane, Sequence[int]]
    """The ports of metrics, for each plane that has some."""
    database_users: Sequence[str]
    """The components of the control plane that use the database."""
    database_blocks: pulumi.Input[Sequence[str]]
    """Where the database is."""
    aws_users: Sequence[str]
    """The components of the control plane that call AWS."""
    aws_blocks: pulumi.Input[Sequence[str]]
    """Where the private endpoints of AWS are."""
    temporal_users: Sequence[tuple[WorkloadPlane, str]]
    """The components that call Temporal, with their planes."""
    nats_users: Sequence[tuple[WorkloadPlane, str]] = ()
    """The components that call NATS, with their planes."""
    vault_readers: Sequence[tuple[WorkloadPlane, str]] = ()
    """The components that Vault's agent writes files for, with their planes."""
    services: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    """The platform's components that the control plane calls besides, each with its ports."""


def permitted_flows(reach: Reach) -> tuple[Flow, ...]:
    """Every permitted way of an environment."""
    control, execution = _plane(reach, "control"), _plane(reach, "execution")
    proxy = Pods(namespace=namespace_name(reach.environment, "egress"), labels={COMPONENT: PROXY})
    return (
        Flow(
            name="entry-to-control",
            source=Addresses(blocks=reach.entry_blocks),
            destination=control,
            ports=reach.service_ports,
            reason="requests come in through the load balancer, which stands in the public subnets",
        ),
        Flow(
            name="control-to-control",
            source=control,
            destination=control,
            ports=reach.service_ports,
            reason="components of the control plane use each other",
        ),
        Flow(
            name=f"execution-to-{RESOLVER}",
            source=execution,
            destination=_platform(RESOLVER),
            # The CNI sees what leaves a pod before the service's port becomes that of the resolver's pods.
            ports=(ports.NAMES, ports.EXECUTION_NAMES),
            protocols=BY_NAMES,
            reason="a name is asked on until somebody outside reads it, and this resolver asks nobody",
        ),
        Flow(
            name="execution-to-proxy",
            source=execution,
            destination=proxy,
            ports=(ports.EGRESS_PROXY,),
            reason="workers act on the internet, on the hosts that are listed for them",
        ),
        Flow(
            name="control-to-proxy",
            source=control,
            destination=proxy,
            ports=(ports.EGRESS_PROXY_CONTROL,),
            reason="the identity provider's keys are fetched by name, from the hosts listed for the control plane",
        ),
        Flow(
            name=f"{NAMES}-to-proxy",
            source=_platform(NAMES),
            destination=proxy,
            ports=(ports.EGRESS_PROXY_CONTROL,),
            reason="Route 53 has no endpoint in the network, and nobody but the proxy a way out of it",
        ),
        Flow(
            name="proxy-to-internet",
            source=proxy,
            destination=Addresses(blocks=(ANYWHERE,), excluded=NEVER_INTERNET),
            ports=(ports.HTTPS,),
            reason="the proxy is the only pod with a way to the internet",
        ),
        *_to_database(reach),
        *_to_aws(reach),
        *_of_operations_jobs(reach),
        *_to_temporal(reach),
        *_to_nats(reach),
        *_to_vault(reach),
        *_to_platform(reach),
        *(
            Flow(
                name=f"metrics-of-{plane}",
                source=_platform(SCRAPER),
                destination=_plane(reach, plane),
                ports=served,
                reason="metrics are read from the pods",
            )
            for plane, served in reach.metrics_ports.items()
        ),
    )


def _plane(reach: Reach, plane: EnvironmentPlane) -> Pods:
    return Pods(namespace=namespace_name(reach.environment, plane))


def _component(reach: Reach, plane: EnvironmentPlane, component: str) -> Pods:
    return Pods(namespace=namespace_name(reach.environment, plane), labels={COMPONENT: component})


def _platform(component: str) -> Pods:
    # Another stack may own the platform: a review environment permits its own side only.
    return Pods(namespace=namespace_name("", "system"), labels={COMPONENT: component}, ours=False)


def _to_temporal(reach: Reach) -> list[Flow]:
    return [
        Flow(
            name=f"{component}-to-{FRONTEND}",
            source=_component(reach, plane, component),
            destination=Pods(namespace=namespace_name("", "system"), labels=FRONTEND_LABELS, ours=False),
            ports=(ports.TEMPORAL,),
            reason="runs are started and taken there" if plane == "control" else "workers fetch runs and report there",
        )
        for plane, component in reach.temporal_users
    ]


def _to_nats(reach: Reach) -> list[Flow]:
    return [
        Flow(
            name=f"{component}-to-{NATS}",
            source=_component(reach, plane, component),
            destination=Pods(namespace=namespace_name("", "system"), labels=SERVER_LABELS, ours=False),
            ports=(ports.NATS,),
            reason="its messages are sent and kept there",
        )
        for plane, component in reach.nats_users
    ]


def _to_vault(reach: Reach) -> list[Flow]:
    return [
        Flow(
            name=f"{component}-to-{VAULT}",
            source=_component(reach, plane, component),
            destination=_platform(VAULT),
            ports=(ports.VAULT,),
            reason="Vault's agent in its pods fetches their files there",
        )
        for plane, component in reach.vault_readers
    ]


def _to_platform(reach: Reach) -> list[Flow]:
    telemetry = [
        Flow(
            name=f"{plane}-to-{COLLECTOR}",
            source=_plane(reach, plane),
            destination=_platform(COLLECTOR),
            ports=(ports.TELEMETRY,),
            reason="what pods tell of themselves is collected there",
        )
        for plane in RUNNING_PLANES
    ]
    services = [
        Flow(
            name=f"control-to-{component}",
            source=_plane(reach, "control"),
            destination=_platform(component),
            ports=served,
            reason="the settings name it among the services of the control plane",
        )
        for component, served in reach.services.items()
    ]
    return [*telemetry, *services]


def _to_database(reach: Reach) -> list[Flow]:
    database = Addresses(blocks=reach.database_blocks)
    migrations = Flow(
        name=f"{MIGRATIONS}-to-database",
        source=_plane(reach, "data"),
        destination=database,
        ports=(ports.DATABASE,),
        reason="the logins are made and the schema is migrated before a release",
    )
    return [
        migrations,
        Flow(
            name=f"{MIGRATIONS}-to-pod-identity",
            source=_plane(reach, "data"),
            destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
            ports=(ports.POD_IDENTITY,),
            reason="whoever signs in by a token signs it with the credentials of its role",
        ),
        *(
            Flow(
                name=f"{component}-to-database",
                source=_component(reach, "control", component),
                destination=database,
                ports=(ports.DATABASE,),
                reason="its contract refers to the database",
            )
            for component in reach.database_users
        ),
    ]


def _of_operations_jobs(reach: Reach) -> list[Flow]:
    """What the jobs that write secrets need besides the ways that their whole namespace has."""
    restarting = {
        ROTATION: "it restarts the workloads whose password it has changed",
        SECRETS_ROTATION: "it restarts the workloads that read what it has changed, and sees what has arrived",
    }
    return [
        *(
            Flow(
                name=f"{component}-to-aws",
                source=_component(reach, "data", component),
                destination=Addresses(blocks=reach.aws_blocks),
                ports=(ports.HTTPS,),
                reason="it writes secrets, and tells of it, by AWS's private endpoints",
            )
            for component in (BOOTSTRAP, *restarting)
        ),
        *(
            Flow(
                name=f"{component}-to-kubernetes",
                source=_component(reach, "data", component),
                destination=Addresses(blocks=(KUBERNETES_API,)),
                ports=(ports.HTTPS,),
                reason=reason,
            )
            for component, reason in restarting.items()
        ),
    ]


def _to_aws(reach: Reach) -> list[Flow]:
    ways: list[Flow] = []
    for component in reach.aws_users:
        pods = _component(reach, "control", component)
        ways += [
            Flow(
                name=f"{component}-to-aws",
                source=pods,
                destination=Addresses(blocks=reach.aws_blocks),
                ports=(ports.HTTPS,),
                reason="it calls AWS by its private endpoints",
            ),
            Flow(
                name=f"{component}-to-pod-identity",
                source=pods,
                destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
                ports=(ports.POD_IDENTITY,),
                reason="it gets the credentials of its role there",
            ),
        ]
    return ways
