"""The ways of Argo CD: its namespace is closed, and these are all."""

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.platform.argo_cd_values import (
    CONTROLLER,
    CONTROLLER_METRICS,
    PASSWORD_JOB,
    REDIS,
    REPOSITORY_METRICS,
    REPOSITORY_SERVER,
    SERVER,
    SERVER_METRICS,
)
from domain import ports
from domain.addresses import ANYWHERE, KUBERNETES_API, NEVER_INTERNET
from domain.gitops import GITOPS
from domain.platform_services import SCRAPER

_REPOSITORIES = 8081
_METRICS = {CONTROLLER: CONTROLLER_METRICS, REPOSITORY_SERVER: REPOSITORY_METRICS}


def argo_cd_flows(*, signed_in: bool) -> tuple[Flow, ...]:
    """Its ways; those of its web page only where people sign in."""
    pages = (SERVER,) if signed_in else ()
    metrics = {**_METRICS, **dict.fromkeys(pages, SERVER_METRICS)}
    return (
        *(
            Flow(
                name=f"{component}-to-kubernetes",
                source=_ours(component),
                destination=Addresses(blocks=(KUBERNETES_API,)),
                ports=(ports.HTTPS,),
                reason=reason,
            )
            for component, reason in {
                CONTROLLER: "it compares there, and installs",
                PASSWORD_JOB: "it keeps the password of Redis there",
                **dict.fromkeys(pages, "it shows there what is installed"),
            }.items()
        ),
        *(
            _between(component, REPOSITORY_SERVER, _REPOSITORIES, "charts are rendered there")
            for component in (CONTROLLER, *pages)
        ),
        *(
            _between(component, REDIS, ports.REDIS, "what was rendered is kept there")
            for component in (CONTROLLER, REPOSITORY_SERVER, *pages)
        ),
        Flow(
            name=f"{REPOSITORY_SERVER}-to-internet",
            source=_ours(REPOSITORY_SERVER),
            destination=Addresses(blocks=(ANYWHERE,), excluded=NEVER_INTERNET),
            ports=(ports.HTTPS,),
            reason="charts are fetched from the listed repositories, whose names alone are resolved",
        ),
        *(
            Flow(
                name=f"{page}-to-internet",
                source=_ours(page),
                destination=Addresses(blocks=(ANYWHERE,), excluded=NEVER_INTERNET),
                ports=(ports.HTTPS,),
                reason="the identity provider says there whose signatures are its own",
            )
            for page in pages
        ),
        *(
            Flow(
                name=f"metrics-of-{component}",
                source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
                destination=_ours(component),
                ports=(port,),
                reason="metrics are read from the pods",
            )
            for component, port in metrics.items()
        ),
    )


def _between(source: str, destination: str, port: int, reason: str) -> Flow:
    return Flow(
        name=f"{source}-to-{destination}",
        source=_ours(source),
        destination=_ours(destination),
        ports=(port,),
        reason=reason,
    )


def _ours(component: str) -> Pods:
    return Pods(namespace=GITOPS, labels={COMPONENT: component})
