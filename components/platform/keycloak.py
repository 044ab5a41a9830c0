"""Keycloak: its realm, the service that control planes and the load balancer come by, its ways, and its application."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT, plane_labels
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.platform.argo_application import ArgoApplication
from components.platform.chart_pods import RELEASE
from components.platform.installation import Installation
from components.platform.keycloak_realm import REALM_FILE, RealmPlan, realm_file
from components.platform.keycloak_values import CPU, MEMORY, REALM_MAP, KeycloakPlan, keycloak_values
from domain import ports
from domain.chart import Chart
from domain.keycloak import KEYCLOAK
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand


@dataclass(frozen=True, kw_only=True)
class KeycloakArgs:
    """What it is told, and where and when it is installed."""

    plan: KeycloakPlan
    """What the settings say of it."""
    realm: RealmPlan
    """The realm that it starts with."""
    chart: Chart
    """Its chart."""
    installation: Installation
    """Its place and its turn."""
    namespace: pulumi.Input[str]
    """The platform's namespace, known once whom to believe that a server is the database's is there."""
    secret: pulumi.Input[str]
    """The secret that it signs in to the database with, known once it is filled."""
    after: Sequence[pulumi.Resource] = ()
    """What makes its database and its login."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Keycloak(Component):
    """The application, the realm beside it, and a service whose port is that of the pod.

    The chart's own service has another port, and another name than its pods; a way is opened by both.
    """

    application: ArgoApplication
    """The application."""
    service: pulumi.Output[str]
    """The service, known once its pod is ready."""

    def __init__(self, name: str, args: KeycloakArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:Keycloak", name, None, opts)
        self.inside = args.cluster
        labels = plane_labels(args.plan.environment, "system")
        realm = core.ConfigMap(
            f"{name}-realm",
            metadata=meta.ObjectMetaArgs(name=REALM_MAP, namespace=args.namespace, labels=labels),
            data={REALM_FILE: realm_file(args.realm)},
            opts=self.child(),
        )
        service = core.Service(
            f"{name}-service",
            metadata=meta.ObjectMetaArgs(
                name=KEYCLOAK,
                namespace=args.namespace,
                labels={**labels, COMPONENT: KEYCLOAK},
                # Its pod comes with the application, which waits for nothing of the service's.
                annotations={"pulumi.com/skipAwait": "true"},
            ),
            spec=core.ServiceSpecArgs(
                selector={RELEASE: KEYCLOAK, COMPONENT: KEYCLOAK},
                ports=[core.ServicePortArgs(name="http", port=ports.KEYCLOAK, target_port="http")],
            ),
            opts=self.child(),
        )
        filled = pulumi.Output.all(args.installation.project, args.secret).apply(lambda values: str(values[0]))
        place = Installation(
            project=filled,
            namespace=args.installation.namespace,
            wave=args.installation.wave,
            wait_seconds=args.installation.wait_seconds,
            after=args.installation.after,
        )
        self.application = ArgoApplication(
            KEYCLOAK,
            place.of(
                KEYCLOAK, chart=args.chart, values=keycloak_values(args.plan), after=[realm, service, *args.after]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.service = pulumi.Output.all(service.metadata.name, self.application.synced).apply(
            lambda values: str(values[0])
        )
        self.register()


def keycloak_flows(
    *, database_blocks: pulumi.Input[Sequence[str]], entry_blocks: pulumi.Input[Sequence[str]]
) -> tuple[Flow, ...]:
    """Its ways: to its database, from people, and to who reads its metrics; control planes come as to any service.

    It calls nobody: no mail is sent, and no other provider is asked.
    """
    pods = Pods(namespace=namespace_name("", "system"), labels={COMPONENT: KEYCLOAK})
    return (
        Flow(
            name=f"{KEYCLOAK}-to-database",
            source=pods,
            destination=Addresses(blocks=database_blocks),
            ports=(ports.DATABASE,),
            reason="users, sessions and the keys that tokens are signed with are kept there",
        ),
        Flow(
            name=f"entry-to-{KEYCLOAK}",
            source=Addresses(blocks=entry_blocks),
            destination=pods,
            ports=(ports.KEYCLOAK,),
            reason="people sign in through the load balancer, which stands in the public subnets",
        ),
        Flow(
            name=f"metrics-of-{KEYCLOAK}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(ports.KEYCLOAK_MANAGEMENT,),
            reason="metrics are read from the pods",
        ),
    )


def keycloak_demand() -> list[PodDemand]:
    """What its pod requests; it is gone before the one that takes its place comes."""
    return [PodDemand(name=KEYCLOAK, plane="system", replicas=1, steady=1, cpu=CPU, memory=MEMORY)]
