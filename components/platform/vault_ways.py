"""Who talks to Vault, and to whom it talks; and what its pods ask of their nodes."""

from collections.abc import Sequence

import pulumi

from components.kubernetes.environment import namespace_name
from components.kubernetes.labels import COMPONENT
from components.kubernetes.traffic import Addresses, Flow, Pods
from components.platform.vault_values import (
    INJECTOR_CPU,
    INJECTOR_MEMORY,
    TENDING_CPU,
    TENDING_MEMORY,
    VaultSize,
)
from domain import ports
from domain.addresses import KUBERNETES_API, POD_IDENTITY_AGENT
from domain.operations_size import OPERATIONS_CPU, OPERATIONS_MEMORY
from domain.plane import PLANE_KEY
from domain.platform_services import SCRAPER
from domain.pod_demand import PodDemand
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.vault import CONFIGURATION, INJECTED, INJECTOR, SECRET_PLANES, SNAPSHOTS, VAULT

_MEBIBYTE = 2**20


def vault_flows(
    *, aws_blocks: pulumi.Input[Sequence[str]], control_plane_blocks: pulumi.Input[Sequence[str]]
) -> tuple[Flow, ...]:
    """Its ways, on the platform's side.

    `control_plane_blocks` are the subnets that the interfaces of the cluster's control plane stand in.
    """
    servers = _ours(VAULT)
    return (
        *(
            Flow(
                name=f"{plane}-to-{VAULT}",
                source=Pods(namespace_labels={PLANE_KEY: plane}, labels={INJECTED: VAULT}, ours=False),
                destination=servers,
                ports=(ports.VAULT,),
                reason="Vault's agent fetches secrets there, in the pods that it was asked into",
            )
            for plane in SECRET_PLANES
        ),
        Flow(
            name=f"{VAULT}-to-{VAULT}",
            source=servers,
            destination=servers,
            ports=(ports.VAULT, ports.VAULT_CLUSTER),
            reason="servers find each other and keep their copies the same",
        ),
        *(
            Flow(
                name=f"{job}-to-{VAULT}",
                source=_ours(job),
                destination=servers,
                ports=(ports.VAULT,),
                reason=reason,
            )
            for job, reason in (
                (CONFIGURATION, "it initialises and configures Vault"),
                (SNAPSHOTS, "it takes the snapshots"),
            )
        ),
        *(
            Flow(
                name=f"{component}-to-aws",
                source=_ours(component),
                destination=Addresses(blocks=aws_blocks),
                ports=(ports.HTTPS,),
                reason=reason,
            )
            for component, reason in (
                (VAULT, "it is sealed by a key of KMS"),
                (CONFIGURATION, "recovery keys are kept in Secrets Manager"),
                (SNAPSHOTS, "snapshots are kept in S3"),
            )
        ),
        *(
            Flow(
                name=f"{component}-to-pod-identity",
                source=_ours(component),
                destination=Addresses(blocks=(POD_IDENTITY_AGENT,)),
                ports=(ports.POD_IDENTITY,),
                reason="it gets the credentials of its role there",
            )
            for component in (VAULT, CONFIGURATION, SNAPSHOTS)
        ),
        *(
            Flow(
                name=f"{component}-to-kubernetes",
                source=_ours(component),
                destination=Addresses(blocks=(KUBERNETES_API,)),
                ports=(ports.HTTPS,),
                reason=reason,
            )
            for component, reason in (
                (VAULT, "it asks there whose a token is, and marks the server that leads"),
                (INJECTOR, "it asks at its start which webhooks there are"),
            )
        ),
        Flow(
            name=f"kubernetes-to-{INJECTOR}",
            source=Addresses(blocks=control_plane_blocks),
            destination=_ours(INJECTOR),
            ports=(ports.VAULT_INJECTOR,),
            reason="the API server shows it the pods that want an agent",
        ),
        Flow(
            name=f"metrics-of-{VAULT}",
            source=_ours(SCRAPER),
            destination=servers,
            ports=(ports.VAULT,),
            reason="metrics are read from the servers",
        ),
    )


def vault_demand(size: VaultSize) -> list[PodDemand]:
    """What its pods request: servers are never one more than they are, injectors are while they roll, and
    both jobs can meet."""
    several = size.replicas > 1
    return [
        PodDemand(
            name=VAULT,
            plane="system",
            replicas=size.replicas,
            cpu=CpuQuantity(f"{size.cpu.millicores + TENDING_CPU.millicores}m"),
            memory=MemoryQuantity(f"{(size.memory.bytes + TENDING_MEMORY.bytes) // _MEBIBYTE}Mi"),
            spread=several,
        ),
        PodDemand(
            name=INJECTOR,
            plane="system",
            replicas=size.injectors + 1,
            steady=size.injectors,
            cpu=INJECTOR_CPU,
            memory=INJECTOR_MEMORY,
            spread=several,
        ),
        *(
            PodDemand(name=job, plane="system", steady=0, cpu=OPERATIONS_CPU, memory=OPERATIONS_MEMORY)
            for job in (CONFIGURATION, SNAPSHOTS)
        ),
    ]


def _ours(component: str) -> Pods:
    return Pods(namespace=namespace_name("", "system"), labels={COMPONENT: component})
