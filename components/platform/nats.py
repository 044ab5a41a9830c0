"""Who talks to NATS, what its servers are called, and what its pods ask of their nodes."""

from collections.abc import Sequence

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.platform.argo_project import ObjectKind
from components.platform.nats_values import (
    CONTROLLER_CPU,
    CONTROLLER_MEMORY,
    CONTROLLERS,
    EXPORTER_CPU,
    EXPORTER_MEMORY,
    RELOADER_CPU,
    RELOADER_MEMORY,
    SERVER_CPU,
    SERVER_MEMORY,
    NatsSize,
)
from domain import ports
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from domain.nats import CONTROLLER, NATS, RESTORE, SERVER_LABELS, SNAPSHOTS
from domain.operations_size import OPERATIONS_CPU, OPERATIONS_MEMORY
from domain.plane import PLANE_KEY, WORKLOAD_PLANES
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity

CONTROLLER_KINDS = (ObjectKind(group="apiextensions.k8s.io", kind="CustomResourceDefinition"),)
"""The kinds without a namespace that the chart of the streams' controller brings; that of NATS brings none."""

_MEBIBYTE = 2**20


def server_names(namespace: str) -> list[str]:
    """Every name by which clients call a server, and servers each other."""
    services = (NATS, f"{NATS}.{namespace}", f"{NATS}.{namespace}.svc")
    return [*services, f"*.{NATS}-headless", f"*.{NATS}-headless.{namespace}.svc"]


def nats_flows(aws_blocks: pulumi.Input[Sequence[str]]) -> tuple[Flow, ...]:
    """Its ways, on the platform's side; a workload gets to its own when its settings say that it calls NATS."""
    servers = Pods(namespace=namespace_name("", "system"), labels=SERVER_LABELS)
    return (
        *(
            Flow(
                name=f"{plane}-to-{NATS}",
                source=Pods(namespace_labels={PLANE_KEY: plane}, ours=False),
                destination=servers,
                ports=(ports.NATS,),
                reason="messages of a plane are sent and kept there, in an account of its own",
            )
            for plane in WORKLOAD_PLANES
        ),
        Flow(
            name=f"{NATS}-to-{NATS}",
            source=servers,
            destination=servers,
            ports=(ports.NATS_CLUSTER,),
            reason="servers find each other and keep their copies the same",
        ),
        *_flows_of_copies(servers, aws_blocks),
        Flow(
            name=f"metrics-of-{NATS}",
            source=Pods(namespace=namespace_name("", "system"), labels={COMPONENT: SCRAPER}),
            destination=servers,
            ports=(ports.NATS_METRICS,),
            reason="metrics are read from the pods",
        ),
    )


def _flows_of_copies(servers: Pods, aws_blocks: pulumi.Input[Sequence[str]]) -> list[Flow]:
    """Those of the jobs that copy streams and bring copies back."""
    jobs = {job: Pods(namespace=namespace_name("", "system"), labels={COMPONENT: job}) for job in (SNAPSHOTS, RESTORE)}
    return [
        Flow(name=f"{job}-to-{name}", source=source, destination=destination, ports=(port,), reason=reason)
        for job, source in jobs.items()
        for name, destination, port, reason in (
            (NATS, servers, ports.NATS, "streams are read or made there"),
            ("aws", Addresses(blocks=aws_blocks), ports.HTTPS, "copies of streams are kept in S3"),
            (
                "pod-identity",
                Addresses(blocks=(POD_IDENTITY_AGENT,)),
                ports.POD_IDENTITY,
                "it gets the credentials of its role there",
            ),
        )
    ]


def controller_flows() -> tuple[Flow, ...]:
    """The ways of the streams' controller: to what is asked for, and to where it is made."""
    controller = Pods(namespace=namespace_name("", "system"), labels=CONTROLLERS)
    return (
        Flow(
            name=f"{CONTROLLER}-to-kubernetes",
            source=controller,
            destination=Addresses(blocks=(KUBERNETES_API,)),
            ports=(ports.HTTPS,),
            reason="it reads there which streams there are to be",
        ),
        Flow(
            name=f"{CONTROLLER}-to-{NATS}",
            source=controller,
            destination=Pods(namespace=namespace_name("", "system"), labels=SERVER_LABELS),
            ports=(ports.NATS,),
            reason="it makes streams there",
        ),
    )


def nats_demand(size: NatsSize) -> list[PodDemand]:
    """What its pods request: a server's with what runs beside it, and never one more than there are servers.

    One is copied at night, and another may be brought back meanwhile.
    """
    cpu = sum(each.millicores for each in (SERVER_CPU, RELOADER_CPU, EXPORTER_CPU))
    memory = sum(each.bytes for each in (SERVER_MEMORY, RELOADER_MEMORY, EXPORTER_MEMORY))
    return [
        PodDemand(
            name=NATS,
            plane="system",
            replicas=size.replicas,
            cpu=CpuQuantity(f"{cpu}m"),
            memory=MemoryQuantity(f"{memory // _MEBIBYTE}Mi"),
            spread=size.replicas > 1,
        ),
        *(
            PodDemand(name=job, plane="system", steady=0, cpu=OPERATIONS_CPU, memory=OPERATIONS_MEMORY)
            for job in (SNAPSHOTS, RESTORE)
        ),
    ]


def controller_demand() -> list[PodDemand]:
    """What the pod of the streams' controller requests, with the one that a rollout adds."""
    return [
        PodDemand(name=CONTROLLER, plane="system", replicas=2, steady=1, cpu=CONTROLLER_CPU, memory=CONTROLLER_MEMORY)
    ]
