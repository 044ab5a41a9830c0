"""What the chart of Vault is told: servers with storage of their own, sealed by a key of KMS, and the injector."""

from dataclasses import dataclass
from typing import Any

from components.kubernetes.workload import Placement
from components.naming import physical_name
from components.platform.chart_pods import RELEASE, over_zones, owner_labels
from components.platform.vault_configuration import CERTIFICATE_FOLDER, server_configuration, tending
from domain import ports
from domain.authority import AUTHORITY_KEY
from domain.plane import PLANE_KEY
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE
from domain.vault import INJECTED, INJECTOR, INJECTOR_TLS, SECRET_PLANES, SERVERS_TLS, VAULT
from domain.vault_agent import AGENT_CPU, AGENT_MEMORY

# The users of the chart's two images, which own nothing that is worth anything.
_USER = 100
_GROUP = 1000
# Unsealing and compacting take what there is, for a moment.
_CPU_LIMIT = 2000
TENDING_CPU = CpuQuantity("10m")
TENDING_MEMORY = MemoryQuantity("16Mi")
INJECTOR_CPU = CpuQuantity("25m")
INJECTOR_MEMORY = MemoryQuantity("64Mi")


@dataclass(frozen=True, kw_only=True)
class VaultSize:
    """How much of it there is."""

    replicas: int
    """How many servers: one, or an odd number of which more than half have to be up."""
    cpu: CpuQuantity
    """What each requests of the processor."""
    memory: MemoryQuantity
    """What each requests of the memory, and never gets more than."""
    storage: MemoryQuantity
    """How large the volume of each is."""
    audit: MemoryQuantity
    """How large the volume is that each writes down requests on."""

    @property
    def injectors(self) -> int:
        """How many injectors: one where nobody waits for it, else two."""
        return 1 if self.replicas == 1 else 2


@dataclass(frozen=True, kw_only=True)
class VaultChartArgs:
    """Whose it is, and where and how much of it runs."""

    environment: str
    """The environment that owns the cluster."""
    region: str
    """The region of the key that seals it."""
    namespace: str
    """The namespace that it is installed into."""
    version: str
    """The version of Vault, which is that of the chart."""
    size: VaultSize
    """How much of it there is."""
    retained: bool
    """Whether its volumes stay when it is deleted."""
    placement: Placement
    """Where it may run."""


def vault_values(args: VaultChartArgs) -> dict[str, Any]:
    """What differs from the chart's defaults."""
    return {
        "global": {"tlsDisable": False},
        "server": _server(args),
        "injector": _injector(args),
        "ui": {"enabled": False},
        "csi": {"enabled": False},
    }


def _server(args: VaultChartArgs) -> dict[str, Any]:
    size = args.size
    return {
        "enabled": True,
        "logFormat": "json",
        # A new server takes its turn by hand: all at once they would be sealed together.
        "updateStrategyType": "OnDelete",
        "serviceAccount": {"create": True, "name": VAULT},
        "extraLabels": owner_labels(args.environment),
        "extraEnvironmentVars": {"VAULT_CACERT": f"{CERTIFICATE_FOLDER}/{AUTHORITY_KEY}"},
        "extraVolumes": [{"type": "secret", "name": SERVERS_TLS}],
        # The chart writes its configuration there before it starts.
        "volumes": [{"name": "scratch", "emptyDir": {"sizeLimit": str(SMALL_STORAGE)}}],
        "volumeMounts": [{"name": "scratch", "mountPath": "/tmp"}],  # noqa: S108 - the pod's own empty volume
        "shareProcessNamespace": True,
        "extraContainers": [_tending(args)],
        "statefulSet": {"securityContext": {"pod": _pod_security(), "container": _container_security()}},
        "resources": {
            "requests": {
                "cpu": str(size.cpu),
                "memory": str(size.memory),
                "ephemeral-storage": str(SMALL_STORAGE),
            },
            "limits": {
                "cpu": f"{max(size.cpu.millicores, _CPU_LIMIT)}m",
                "memory": str(size.memory),
                "ephemeral-storage": str(STORAGE),
            },
        },
        # One that was never initialised is ready too: the job that initialises it waits for the release.
        "readinessProbe": {"path": "/v1/sys/health?standbyok=true&uninitcode=200"},
        "nodeSelector": dict(args.placement.node_labels),
        # The chart wants a node for each, of which there may be two: spread as far as they go is enough.
        "affinity": "",
        "topologySpreadConstraints": _spread(size.replicas, {RELEASE: VAULT, "component": "server"}),
        "dataStorage": _storage(args, size.storage),
        "auditStorage": _storage(args, size.audit),
        "persistentVolumeClaimRetentionPolicy": {
            "whenDeleted": "Retain" if args.retained else "Delete",
            "whenScaled": "Retain",
        },
        "ha": {
            "enabled": True,
            "replicas": size.replicas,
            # By its name, which the certificate has; the chart would say the pod's address.
            "apiAddr": f"https://$(VAULT_K8S_POD_NAME).{VAULT}-internal:{ports.VAULT}",
            # A budget for a single pod would forbid every drain of its node.
            "disruptionBudget": {"enabled": size.replicas > 1},
            "raft": {
                "enabled": True,
                "setNodeId": True,
                "config": server_configuration(
                    environment=args.environment, region=args.region, namespace=args.namespace, replicas=size.replicas
                ),
            },
        },
    }


def _injector(args: VaultChartArgs) -> dict[str, Any]:
    replicas = args.size.injectors
    return {
        "enabled": True,
        "replicas": replicas,
        "logFormat": "json",
        # It has a certificate, and so nothing to agree upon: the chart would let it read every secret here.
        "leaderElector": {"enabled": False},
        "certs": {"secretName": INJECTOR_TLS},
        "revokeOnShutdown": True,
        "agentDefaults": {
            "cpuRequest": str(AGENT_CPU),
            "cpuLimit": "250m",
            "memRequest": str(AGENT_MEMORY),
            "memLimit": "128Mi",
        },
        "webhook": {
            # Asked about pods alone that can do nothing without it, so that no other waits when it is down.
            "failurePolicy": "Fail",
            "timeoutSeconds": 10,
            "namespaceSelector": {
                "matchExpressions": [{"key": PLANE_KEY, "operator": "In", "values": sorted(SECRET_PLANES)}]
            },
            # As text, as the chart has it.
            "objectSelector": f"matchLabels:\n  {INJECTED}: {VAULT}\n",
            "annotations": {"cert-manager.io/inject-ca-from": f"{args.namespace}/{INJECTOR_TLS}"},
        },
        "extraLabels": owner_labels(args.environment),
        "securityContext": {"pod": _pod_security(), "container": _container_security()},
        "resources": {
            "requests": {
                "cpu": str(INJECTOR_CPU),
                "memory": str(INJECTOR_MEMORY),
                "ephemeral-storage": str(SMALL_STORAGE),
            },
            "limits": {"cpu": "250m", "memory": "128Mi", "ephemeral-storage": str(STORAGE)},
        },
        "nodeSelector": dict(args.placement.node_labels),
        "affinity": "",
        "topologySpreadConstraints": _spread(replicas, {"app.kubernetes.io/name": INJECTOR, RELEASE: VAULT}),
        "podDisruptionBudget": {"minAvailable": 1} if replicas > 1 else {},
    }


def _tending(args: VaultChartArgs) -> dict[str, Any]:
    """What tells the server of a new certificate: it reads its own at its start, and when it is told to."""
    return {
        "name": "tending",
        "image": f"hashicorp/vault:{args.version}",
        "command": ["/bin/sh", "-ec", tending()],
        "securityContext": _container_security(),
        "resources": {
            "requests": {
                "cpu": str(TENDING_CPU),
                "memory": str(TENDING_MEMORY),
                "ephemeral-storage": str(SMALL_STORAGE),
            },
            "limits": {"cpu": "100m", "memory": "32Mi", "ephemeral-storage": str(SMALL_STORAGE)},
        },
        "volumeMounts": [
            {"name": f"userconfig-{SERVERS_TLS}", "mountPath": CERTIFICATE_FOLDER, "readOnly": True},
            {"name": "audit", "mountPath": "/vault/audit"},
        ],
    }


def _storage(args: VaultChartArgs, size: MemoryQuantity) -> dict[str, Any]:
    return {"enabled": True, "size": str(size), "storageClass": physical_name(args.environment, "gp3")}


def _spread(replicas: int, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Over the zones, and over the nodes of each."""
    zones = over_zones(replicas, labels)
    return [*zones, *({**each, "topologyKey": "kubernetes.io/hostname"} for each in zones)]


def _pod_security() -> dict[str, Any]:
    return {
        "runAsNonRoot": True,
        "runAsUser": _USER,
        "runAsGroup": _GROUP,
        "fsGroup": _GROUP,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _container_security() -> dict[str, Any]:
    """Nothing at all: storage of its own wants memory that is not locked, and so no IPC_LOCK."""
    return {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
