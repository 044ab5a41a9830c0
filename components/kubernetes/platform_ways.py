"""The platform's side of the ways between it and the planes of every environment on its cluster, and why."""

from collections.abc import Mapping, Sequence

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import BY_NAMES, Addresses, Flow, Pods
from domain import ports
from domain.addresses import KUBERNETES_API
from domain.component_names import RESOLVER
from domain.plane import PLANE_KEY, RUNNING_PLANES, WORKLOAD_PLANES, EnvironmentPlane
from domain.platform_services import COLLECTOR, SCRAPER
from domain.temporal import FRONTEND, FRONTEND_LABELS


def platform_flows(
    metrics_ports: Mapping[EnvironmentPlane, Sequence[int]],
    services: Mapping[str, Sequence[int]] | None = None,
) -> tuple[Flow, ...]:
    """Every way into the platform's namespace, and out of it to an environment's."""
    scraped = [
        Flow(
            name=f"metrics-of-{plane}",
            source=_ours(SCRAPER),
            destination=_any_environment(plane),
            ports=served,
            reason="metrics are read from the pods",
        )
        for plane, served in metrics_ports.items()
    ]
    return (
        *(
            _into(plane, COLLECTOR, (ports.TELEMETRY,), "what pods tell of themselves is collected")
            for plane in RUNNING_PLANES
        ),
        *(
            Flow(
                name=f"{plane}-to-{FRONTEND}",
                source=_any_environment(plane),
                destination=Pods(namespace=namespace_name("", "system"), labels=FRONTEND_LABELS),
                ports=(ports.TEMPORAL,),
                reason="runs are kept there",
            )
            for plane in WORKLOAD_PLANES
        ),
        *(
            _into("control", component, served, "the settings name it among the services of the control plane")
            for component, served in (services or {}).items()
        ),
        *scraped,
        *_of_the_resolver(),
    )


def _of_the_resolver() -> list[Flow]:
    """The execution plane asks, Kubernetes says what the cluster has, and nobody else is asked."""
    return [
        Flow(
            name=f"execution-to-{RESOLVER}",
            source=_any_environment("execution"),
            destination=_ours(RESOLVER),
            ports=(ports.EXECUTION_NAMES,),
            protocols=BY_NAMES,
            reason="a name is asked on until somebody outside reads it, and this resolver asks nobody",
        ),
        Flow(
            name=f"{RESOLVER}-to-kubernetes",
            source=_ours(RESOLVER),
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads which services the cluster has",
        ),
        Flow(
            name=f"metrics-of-{RESOLVER}",
            source=_ours(SCRAPER),
            destination=_ours(RESOLVER),
            ports=(ports.RESOLVER_METRICS,),
            reason="metrics are read from the pods",
        ),
    ]


def _into(plane: EnvironmentPlane, component: str, served: Sequence[int], reason: str) -> Flow:
    return Flow(
        name=f"{plane}-to-{component}",
        source=_any_environment(plane),
        destination=_ours(component),
        ports=served,
        reason=reason,
    )


def _ours(component: str) -> Pods:
    return Pods(namespace=namespace_name("", "system"), labels={COMPONENT: component})


def _any_environment(plane: EnvironmentPlane) -> Pods:
    return Pods(namespace_labels={PLANE_KEY: plane}, ours=False)
