"""What the charts of NATS and of the controller of its streams are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.kubernetes.labels import COMPONENT
from components.kubernetes.workload import Placement
from components.naming import physical_name
from components.platform.chart_pods import RELEASE, owner_labels
from domain import ports
from domain.nats import (
    ACCOUNTS,
    CONTROLLER,
    CONTROLLER_TLS,
    EVENTS,
    KEEPING,
    NATS,
    RIGHTS,
    SERVERS_TLS,
    SYSTEM,
    servers_url,
    user_of,
)
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE

SERVER_CPU = CpuQuantity("100m")
"""What each server requests of the processor, and may use four times of."""

SERVER_MEMORY = MemoryQuantity("256Mi")
"""What each server requests of the memory, and is not let beyond."""

EXPORTER_CPU = CpuQuantity("10m")
EXPORTER_MEMORY = MemoryQuantity("32Mi")
RELOADER_CPU = CpuQuantity("10m")
RELOADER_MEMORY = MemoryQuantity("32Mi")
CONTROLLER_CPU = CpuQuantity("25m")
CONTROLLER_MEMORY = MemoryQuantity("64Mi")

_USER = 1000
_SMALL_LIMITS = {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": str(SMALL_STORAGE)}
_LOCKED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
_RESTRICTED = {
    "runAsNonRoot": True,
    "runAsUser": _USER,
    "runAsGroup": _USER,
    "fsGroup": _USER,
    "seccompProfile": {"type": "RuntimeDefault"},
}


@dataclass(frozen=True, kw_only=True)
class NatsSize:
    """How much of it there is."""

    replicas: int
    """The servers, which each have a copy of all that is kept: one, or three."""
    gibibytes: int = 10
    """What each can keep."""
    retained: bool = False
    """Whether the volumes stay when the servers are deleted."""


def nats_values(*, environment: str, size: NatsSize, placement: Placement) -> dict[str, Any]:
    """What differs from the chart's defaults."""
    several = size.replicas > 1
    return {
        "fullnameOverride": NATS,
        "global": {"labels": owner_labels(environment)},
        "tlsCA": {"enabled": True, "secretName": SERVERS_TLS},
        "config": {
            "cluster": {
                "enabled": several,
                "replicas": size.replicas,
                # Whoever joins the servers has to be one: it would get a copy of everything.
                "tls": {"enabled": True, "secretName": SERVERS_TLS, "merge": {"verify": True}},
            },
            "nats": {"tls": {"enabled": True, "secretName": SERVERS_TLS, "merge": {"verify_and_map": True}}},
            "jetstream": {
                "enabled": True,
                "fileStore": {
                    "pvc": {"size": f"{size.gibibytes}Gi", "storageClassName": physical_name(environment, "gp3")}
                },
            },
            "monitor": {"enabled": True, "port": ports.NATS_MONITOR},
            "merge": {"system_account": SYSTEM, "accounts": accounts(size), "max_payload": "<< 1MB >>"},
        },
        "container": {
            "env": {"GOMEMLIMIT": f"{SERVER_MEMORY.bytes * 8 // 10}B"},
            "merge": {
                "securityContext": _LOCKED,
                "resources": {
                    "requests": _requests(SERVER_CPU, SERVER_MEMORY),
                    "limits": {
                        "cpu": f"{SERVER_CPU.millicores * 4}m",
                        "memory": str(SERVER_MEMORY),
                        "ephemeral-storage": str(STORAGE),
                    },
                },
            },
        },
        "reloader": {"enabled": True, "merge": _beside(RELOADER_CPU, RELOADER_MEMORY)},
        "promExporter": {
            "enabled": True,
            "port": ports.NATS_METRICS,
            "merge": _beside(EXPORTER_CPU, EXPORTER_MEMORY),
        },
        "podTemplate": {
            "topologySpreadConstraints": _spread() if several else {},
            "merge": {
                "metadata": {
                    "annotations": {"prometheus.io/scrape": "true", "prometheus.io/port": str(ports.NATS_METRICS)}
                },
                "spec": {
                    "securityContext": _RESTRICTED,
                    "automountServiceAccountToken": False,
                    "nodeSelector": dict(placement.node_labels),
                },
            },
        },
        "podDisruptionBudget": {"enabled": several},
        "statefulSet": {
            "merge": {
                "spec": {
                    # Nothing else deletes the claims, and their volumes would outlive the cluster.
                    "persistentVolumeClaimRetentionPolicy": {
                        "whenDeleted": "Retain" if size.retained else "Delete",
                        "whenScaled": "Retain",
                    }
                }
            }
        },
        "serviceAccount": {"enabled": True},
        # A shell that may do everything has no place beside what it could do it to.
        "natsBox": {"enabled": False},
        "extraResources": [stream(size)],
    }


def accounts(size: NatsSize) -> Mapping[str, Any]:
    """An account for each plane, which sees nothing of another's; nobody has a password.

    A user is whoever shows a certificate of the platform's authority with the user's name.
    """
    # Every copy counts.
    kept = size.gibibytes * size.replicas * 8 // 10
    keeping = {
        "max_file": f"<< {kept}GB >>",
        "max_streams": 8,
        "max_consumers": 64,
        "max_bytes_required": True,
    }
    return {
        account: {
            "users": [_user(user) for user in users],
            **({"jetstream": keeping} if account == KEEPING else {}),
        }
        for account, users in ACCOUNTS.items()
    }


def _user(name: str) -> dict[str, Any]:
    rights = RIGHTS.get(name)
    if rights is None:
        return {"user": user_of(name)}
    permissions = {"publish": list(rights.publish), "subscribe": list(rights.subscribe)}
    return {"user": user_of(name), "permissions": permissions}


def stream(size: NatsSize) -> dict[str, Any]:
    """The stream of the events, which the outbox sends: what it sends again within the hour is kept once."""
    return {
        "apiVersion": "jetstream.nats.io/v1beta2",
        "kind": "Stream",
        "metadata": {
            "name": "portarium-events",
            "annotations": {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"},
        },
        "spec": {
            "name": EVENTS,
            "description": "CloudEvents of the control plane",
            "subjects": ["portarium.events.>"],
            "retention": "limits",
            "storage": "file",
            "replicas": size.replicas,
            "maxAge": "168h",
            "maxBytes": size.gibibytes * 2**30 // 2,
            "maxMsgSize": 2**20,
            "discard": "old",
            "duplicateWindow": "1h",
            "denyDelete": True,
            "preventDelete": True,
        },
    }


def controller_values(*, environment: str, namespace: str, placement: Placement) -> dict[str, Any]:
    """What differs from the defaults of the controller's chart: it makes streams of the platform's namespace."""
    return {
        "global": {"labels": owner_labels(environment)},
        "useLegacyNames": False,
        "namespaced": True,
        "jetstream": {
            "nats": {"url": servers_url(namespace)},
            "tls": {"enabled": True, "secretName": CONTROLLER_TLS},
            "controlLoop": True,
        },
        "securityContext": _RESTRICTED,
        "containerSecurityContext": _LOCKED,
        "nodeSelector": dict(placement.node_labels),
        "resources": {"requests": _requests(CONTROLLER_CPU, CONTROLLER_MEMORY), "limits": _SMALL_LIMITS},
    }


def _spread() -> dict[str, Any]:
    """In different zones and on different nodes: two servers on one node are a majority that ends with it."""
    return {
        key: {"maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    }


def _beside(cpu: CpuQuantity, memory: MemoryQuantity) -> dict[str, Any]:
    return {"securityContext": _LOCKED, "resources": {"requests": _requests(cpu, memory), "limits": _SMALL_LIMITS}}


def _requests(cpu: CpuQuantity, memory: MemoryQuantity) -> dict[str, str]:
    return {"cpu": str(cpu), "memory": str(memory), "ephemeral-storage": str(SMALL_STORAGE)}


CONTROLLERS: Mapping[str, str] = {RELEASE: CONTROLLER, COMPONENT: CONTROLLER}
"""Those of the controller's pod."""
