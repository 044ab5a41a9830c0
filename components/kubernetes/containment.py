"""The containment of an environment: every way that is open, and why; whatever is not listed here is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import BY_NAMES, Addresses, Flow, Pods
from domain import ports
from domain.addresses import ANYWHERE, KUBERNETES_API, POD_IDENTITY_AGENT
from domain.component_names import MIGRATIONS, PROXY, RESOLVER
from domain.plane import PLANE_KEY, SERVING_PLANES, EnvironmentPlane

_NEVER_INTERNET = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8")
_RUNNING_PLANES: tuple[EnvironmentPlane, ...] = (*SERVING_PLANES, "data")
_INGRESS = "ingress-nginx"
_SCRAPER = "prometheus"
_PLATFORM_SERVICES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("opentelemetry-collector", (ports.TELEMETRY, ports.TELEMETRY_HTTP)),
    ("vault", (ports.VAULT,)),
)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What the environment's ways lead to."""

    environment: str
    """The environment."""
    service_ports: Sequence[int]
    """The ports that the control plane's components serve on."""
    metrics_ports: Sequence[int]
    """The ports of all components' metrics."""
    database_users: Sequence[str]
    """The components of the control plane that use the database."""
    database_blocks: pulumi.Input[Sequence[str]]
    """Where the database is."""
    aws_users: Sequence[str]
    """The components of the control plane that call AWS."""
    aws_blocks: pulumi.Input[Sequence[str]]
    """Where the private endpoints of AWS are."""


def permitted_flows(reach: Reach) -> tuple[Flow, ...]:
    """Every permitted way of an environment."""
    control, execution = _plane(reach, "control"), _plane(reach, "execution")
    proxy = Pods(namespace=namespace_name(reach.environment, "egress"), labels={COMPONENT: PROXY})
    return (
        # Requests come in through the platform's ingress, and the components of the control plane use each other.
        Flow(
            name="ingress-to-control",
            source=_platform(_INGRESS),
            destination=control,
            ports=reach.service_ports,
        ),
        Flow(name="control-to-control", source=control, destination=control, ports=reach.service_ports),
        # Workers fetch their work and report its end; nothing in the control plane ever calls a worker.
        Flow(name="execution-to-control", source=execution, destination=control, ports=reach.service_ports),
        # A name is asked on from one resolver to the next until somebody outside reads it: theirs asks nobody.
        Flow(
            name=f"execution-to-{RESOLVER}",
            source=execution,
            destination=_platform(RESOLVER),
            ports=(ports.EXECUTION_NAMES,),
            protocols=BY_NAMES,
        ),
        # The only way of the execution plane to the internet, and the only pods that have one.
        Flow(name="execution-to-proxy", source=execution, destination=proxy, ports=(ports.EGRESS_PROXY,)),
        Flow(
            name="proxy-to-internet",
            source=proxy,
            destination=Addresses(blocks=(ANYWHERE,), excluded=_NEVER_INTERNET),
            ports=(ports.HTTPS,),
        ),
        *_to_database(reach),
        *_to_aws(reach),
        *_to_platform(reach),
        *(
            Flow(
                name=f"metrics-of-{plane}",
                source=_platform(_SCRAPER),
                destination=_plane(reach, plane),
                ports=reach.metrics_ports,
            )
            for plane in SERVING_PLANES
        ),
    )


def platform_flows(service_ports: Sequence[int], metrics_ports: Sequence[int]) -> tuple[Flow, ...]:
    """The platform's side of the ways between it and the planes of every environment on its cluster."""
    system = namespace_name("", "system")
    into = [
        Flow(
            name=f"{plane}-to-{component}",
            source=_any_environment(plane),
            destination=Pods(namespace=system, labels={COMPONENT: component}),
            ports=served,
        )
        for plane in _RUNNING_PLANES
        for component, served in _PLATFORM_SERVICES
    ]
    scraped = [
        Flow(
            name=f"metrics-of-{plane}",
            source=Pods(namespace=system, labels={COMPONENT: _SCRAPER}),
            destination=_any_environment(plane),
            ports=metrics_ports,
        )
        for plane in SERVING_PLANES
    ]
    ingress = Flow(
        name="ingress-to-control",
        source=Pods(namespace=system, labels={COMPONENT: _INGRESS}),
        destination=_any_environment("control"),
        ports=service_ports,
    )
    return (*into, *scraped, ingress, *_of_the_resolver(system))


def _of_the_resolver(system: str) -> list[Flow]:
    """The execution plane asks, Kubernetes says what the cluster has, and nobody else is asked."""
    resolver = Pods(namespace=system, labels={COMPONENT: RESOLVER})
    return [
        Flow(
            name=f"execution-to-{RESOLVER}",
            source=_any_environment("execution"),
            destination=resolver,
            ports=(ports.EXECUTION_NAMES,),
            protocols=BY_NAMES,
        ),
        Flow(
            name=f"{RESOLVER}-to-kubernetes",
            source=resolver,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
        ),
        Flow(
            name=f"metrics-of-{RESOLVER}",
            source=Pods(namespace=system, labels={COMPONENT: _SCRAPER}),
            destination=resolver,
            ports=(ports.RESOLVER_METRICS,),
        ),
    ]


def _plane(reach: Reach, plane: EnvironmentPlane) -> Pods:
    return Pods(namespace=namespace_name(reach.environment, plane))


def _any_environment(plane: EnvironmentPlane) -> Pods:
    return Pods(namespace_labels={PLANE_KEY: plane}, ours=False)


def _platform(component: str) -> Pods:
    # Another stack may own the platform: a review environment permits its own side only.
    return Pods(namespace=namespace_name("", "system"), labels={COMPONENT: component}, ours=False)


def _to_platform(reach: Reach) -> list[Flow]:
    return [
        Flow(
            name=f"{plane}-to-{component}",
            source=_plane(reach, plane),
            destination=_platform(component),
            ports=served,
        )
        for plane in _RUNNING_PLANES
        for component, served in _PLATFORM_SERVICES
    ]


def _to_database(reach: Reach) -> list[Flow]:
    database = Addresses(blocks=reach.database_blocks)
    migrations = Flow(
        name=f"{MIGRATIONS}-to-database",
        source=_plane(reach, "data"),
        destination=database,
        ports=(ports.DATABASE,),
    )
    return [
        migrations,
        # Its password is a token, signed with the credentials of its role.
        Flow(
            name=f"{MIGRATIONS}-to-pod-identity",
            source=_plane(reach, "data"),
            destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
            ports=(ports.POD_IDENTITY,),
        ),
        *(
            Flow(
                name=f"{component}-to-database",
                source=Pods(namespace=namespace_name(reach.environment, "control"), labels={COMPONENT: component}),
                destination=database,
                ports=(ports.DATABASE,),
            )
            for component in reach.database_users
        ),
    ]


def _to_aws(reach: Reach) -> list[Flow]:
    ways: list[Flow] = []
    for component in reach.aws_users:
        pods = Pods(namespace=namespace_name(reach.environment, "control"), labels={COMPONENT: component})
        ways += [
            Flow(
                name=f"{component}-to-aws",
                source=pods,
                destination=Addresses(blocks=reach.aws_blocks),
                ports=(ports.HTTPS,),
            ),
            Flow(
                name=f"{component}-to-pod-identity",
                source=pods,
                destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
                ports=(ports.POD_IDENTITY,),
            ),
        ]
    return ways
