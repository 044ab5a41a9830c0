"""Temporal: what its pods are, whom they talk to, what they ask of the nodes, and its application."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from components.component import Component
from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT, plane_labels
from components.kubernetes.secret_store import READY
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.platform.argo_application import ArgoApplication
from components.platform.chart_pods import RELEASE
from components.platform.installation import Installation
from components.platform.platform_authority import API_VERSION
from components.platform.platform_certificate import certificate_spec
from components.platform.temporal_archive import ARCHIVE, BUCKET, ENDPOINT
from components.platform.temporal_values import (
    FRONTEND_CERTIFICATE,
    INTERNODE_CERTIFICATE,
    JOB_REQUESTS,
    PART,
    REQUESTS,
    TemporalSize,
    temporal_values,
)
from domain import ports
from domain.addresses import POD_IDENTITY_AGENT
from domain.chart import Chart
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.temporal import FRONTEND, TEMPORAL
from domain.temporal_size import SERVICES, SURGE
from domain.url import PLATFORM

HOSTS = ("docker.io", "*.docker.io", "*.docker.com", "*.r2.cloudflarestorage.com")
"""Where its images are."""

BETWEEN = (7233, 7234, 7235, 6933, 6934, 6935, 6939)
"""The ports by which its services call each other and find each other, as the chart has them."""

ARCHIVING = ("frontend", "history")
"""The services that ask S3: the second writes runs there, and the first reads them for whoever asks."""


@dataclass(frozen=True, kw_only=True)
class TemporalArgs:
    """How big it is, and where and when it is installed."""

    size: TemporalSize
    """What the settings say of it."""
    chart: Chart
    """Its chart."""
    installation: Installation
    """Its place and its turn."""
    namespace: pulumi.Input[str]
    """The platform's namespace, known once whom to believe that a server is the database's is there."""
    secret: pulumi.Input[str]
    """The secret that it signs in to the database with, known once it is filled."""
    archive: pulumi.Input[str]
    """The bucket that runs go to when they are over."""
    archive_endpoint: pulumi.Input[str]
    """S3 at an address of the network."""
    after: Sequence[pulumi.Resource] = ()
    """What makes its databases and their logins."""
    wait_seconds: int = 300
    """How long a certificate may take."""
    cluster: pulumi.Resource | None = None
    """The cluster of the same stack, if it has one."""


class Temporal(Component):
    """The application, the account of its pods and, where it speaks TLS, their certificates.

    What the job of its schema starts with is there before: a chart's own would come with the rest, after that job.
    """

    application: ArgoApplication
    """The application, for what comes in later waves."""
    synced: pulumi.Output[str]
    """The name of its application, known once the schema is there and all of it is healthy."""

    def __init__(self, name: str, args: TemporalArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("portarium:platform:Temporal", name, None, opts)
        self.inside = args.cluster
        self._args = args
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=meta.ObjectMetaArgs(
                name=TEMPORAL, namespace=args.namespace, labels=plane_labels(args.size.environment, "system")
            ),
            automount_service_account_token=False,
            opts=self.child(),
        )
        archive = core.ConfigMap(
            f"{name}-archive",
            metadata=meta.ObjectMetaArgs(
                name=ARCHIVE, namespace=args.namespace, labels=plane_labels(args.size.environment, "system")
            ),
            data={BUCKET: args.archive, ENDPOINT: args.archive_endpoint},
            opts=self.child(),
        )
        certificates = [
            self._certificate(f"{name}-{secret}", secret, names)
            for secret, names in certificate_names().items()
            if args.size.mutual_tls
        ]
        filled = pulumi.Output.all(args.installation.project, args.secret).apply(lambda values: str(values[0]))
        place = Installation(
            project=filled,
            namespace=args.installation.namespace,
            wave=args.installation.wave,
            wait_seconds=args.installation.wait_seconds,
            after=args.installation.after,
        )
        self.application = ArgoApplication(
            TEMPORAL,
            place.of(
                TEMPORAL,
                chart=args.chart,
                values=temporal_values(args.size),
                after=[account, archive, *certificates, *args.after],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.synced = self.application.synced
        self.register()

    def _certificate(self, name: str, secret: str, names: Sequence[str]) -> CustomResource:
        wait = f"{self._args.wait_seconds}s"
        return CustomResource(
            name,
            api_version=API_VERSION,
            kind="Certificate",
            metadata=meta.ObjectMetaArgs(name=secret, namespace=self._args.namespace, annotations=READY),
            spec=certificate_spec(secret, names, ["server auth", "client auth"]),
            opts=self.child(custom_timeouts=pulumi.CustomTimeouts(create=wait, update=wait)),
        )


def certificate_names() -> dict[str, tuple[str, ...]]:
    """The names that each certificate is for, by its secret."""
    return {
        FRONTEND_CERTIFICATE: (FRONTEND, f"{FRONTEND}{PLATFORM}"),
        INTERNODE_CERTIFICATE: (INTERNODE_CERTIFICATE,),
    }


def temporal_flows(
    database_blocks: pulumi.Input[Sequence[str]], aws_blocks: pulumi.Input[Sequence[str]]
) -> tuple[Flow, ...]:
    """Its ways among itself, to its database, its archive, and to who reads its metrics.

    Those of its clients are the platform's.
    """
    pods = Pods(namespace=namespace_name("", "system"), labels={RELEASE: TEMPORAL})
    return (
        Flow(
            name=f"{TEMPORAL}-to-{TEMPORAL}",
            source=pods,
            destination=pods,
            ports=BETWEEN,
            reason="its services call each other, and say which of them has which shards",
        ),
        Flow(
            name=f"{TEMPORAL}-to-database",
            source=pods,
            destination=Addresses(blocks=database_blocks),
            ports=(ports.DATABASE,),
            reason="runs are kept there, and the schema comes before them",
        ),
        *_ways_to_the_archive(aws_blocks),
        Flow(
            name=f"metrics-of-{TEMPORAL}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=pods,
            ports=(ports.METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def _ways_to_the_archive(aws_blocks: pulumi.Input[Sequence[str]]) -> list[Flow]:
    """Those of the services that write there and read there; the others have the same account, and no way to it."""
    return [
        Flow(
            name=f"{TEMPORAL}-{service}-to-{name}",
            source=Pods(namespace=namespace_name("", "system"), labels={RELEASE: TEMPORAL, PART: service}),
            destination=Addresses(blocks=blocks),
            ports=(port,),
            reason=reason,
        )
        for service in ARCHIVING
        for name, blocks, port, reason in (
            ("aws", aws_blocks, ports.HTTPS, "runs that are over are kept in S3"),
            ("pod-identity", (POD_IDENTITY_AGENT,), ports.POD_IDENTITY, "it gets the credentials of its role there"),
        )
    ]


def temporal_demand(replicas: int) -> list[PodDemand]:
    """What its pods request: a change of its configuration rolls all services at once, with three jobs beside."""
    lasting = [
        PodDemand(
            name=f"{TEMPORAL}-{service}",
            plane="system",
            replicas=replicas + SURGE,
            steady=replicas,
            cpu=REQUESTS[service][0],
            memory=REQUESTS[service][1],
            spread=replicas > 1,
        )
        for service in SERVICES
    ]
    cpu, memory = JOB_REQUESTS
    jobs = [
        PodDemand(name=f"{TEMPORAL}-{job}", plane="system", steady=0, cpu=cpu, memory=memory)
        for job in ("schema", "namespace", "namespace-settings")
    ]
    return [*lasting, *jobs]
