"""What Temporal's chart is told: its database, its services, and the jobs that make its schema and its namespace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.kubernetes.labels import COMPONENT, ENVIRONMENT
from components.kubernetes.workload import Placement
from components.platform.chart_pods import over_zones
from components.platform.temporal_archive import archive_values, namespace_job
from domain import ports
from domain.container_variables import variables_secret
from domain.database_authority import AUTHORITIES_FILE, AUTHORITY, AUTHORITY_PATH
from domain.plane import PLANE_KEY
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE
from domain.temporal import TEMPORAL
from domain.temporal_size import SERVICES, SURGE
from domain.temporal_store import DATABASE_HOST, STORE, STORES, VISIBILITY, Store

PART = "app.kubernetes.io/component"
"""The label that tells the services apart."""

SECRET = variables_secret(TEMPORAL)
"""The secret that has what the server signs in to its database with, as variables."""

FRONTEND_CERTIFICATE, INTERNODE_CERTIFICATE = f"{TEMPORAL}-frontend-tls", f"{TEMPORAL}-internode-tls"
"""The secrets that have the certificates, where it speaks TLS."""

_TOOLS = "temporalio/admin-tools"
_USER = 1000
# As PostgreSQL is spoken to by 1.31; the name is that of the oldest version that it fits.
_PLUGIN = "postgres12"
_SCHEMAS = "/etc/temporal/schema/postgresql/v12"
# The path of a certificate is read again so often: cert-manager renews it while the server runs.

REQUESTS: Mapping[str, tuple[CpuQuantity, MemoryQuantity]] = {
    "frontend": (CpuQuantity("100m"), MemoryQuantity("192Mi")),
    "history": (CpuQuantity("150m"), MemoryQuantity("320Mi")),
    "matching": (CpuQuantity("100m"), MemoryQuantity("192Mi")),
    "worker": (CpuQuantity("50m"), MemoryQuantity("128Mi")),
}
"""What a pod of each service requests: histories are kept in memory, and the others pass on."""

JOB_REQUESTS = (CpuQuantity("50m"), MemoryQuantity("64Mi"))
"""What the pod of a job requests."""


@dataclass(frozen=True, kw_only=True)
class TemporalSize:
    """What the settings say of Temporal, as plain data."""

    environment: str
    """The environment that owns the cluster."""
    region: str
    """Its region, where runs are archived."""
    version: str
    """The version of the server, which is that of its tools."""
    namespace: str
    """The namespace of its runs."""
    shards: int
    """The shards of its histories; for life."""
    replicas: int
    """The pods of each service."""
    store_pool: int
    """The connections of each pod to the store of runs."""
    visibility_pool: int
    """The connections of each pod to the store that runs are searched in."""
    retention_days: int
    """How long the history of a run that is over is kept."""
    mutual_tls: bool
    """Whether everybody who calls shows a certificate."""
    placement: Placement
    """Where its pods run."""


def temporal_values(size: TemporalSize) -> dict[str, Any]:
    """What differs from the chart's defaults."""
    node_labels = dict(size.placement.node_labels)
    return {
        # The chart writes whose part it is itself, and no label may be given twice.
        "additionalLabels": {ENVIRONMENT: size.environment, PLANE_KEY: "system"},
        # The account is ours: the chart's would be handed a token of the Kubernetes API, which nothing here calls.
        "serviceAccount": {"create": False, "name": TEMPORAL},
        "web": {"enabled": False},
        "extraObjects": [_namespace_job(size, node_labels)],
        "server": {
            "replicaCount": size.replicas,
            "deploymentStrategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": SURGE, "maxUnavailable": 0},
            },
            "nodeSelector": node_labels,
            "securityContext": _pod_security(),
            "additionalEnvSecretName": SECRET,
            "additionalVolumes": [_volume()],
            "additionalVolumeMounts": [_mount()],
            **({"tls": _tls()} if size.mutual_tls else {}),
            **archive_values(size.region),
            "config": _config(size),
            **{service: _service(service, size) for service in SERVICES},
        },
        "admintools": {
            # No pod of them waits for anybody; the jobs run on their image.
            "enabled": False,
            "nodeSelector": node_labels,
            "additionalVolumes": [_volume()],
            "additionalInitContainers": [_schema_step(store, size) for store in STORES],
        },
        "schema": {
            "backoffLimit": 4,
            "activeDeadlineSeconds": 900,
            "resources": _resources(*JOB_REQUESTS, cpu="500m", memory="256Mi"),
            "securityContext": _pod_security(),
            "containerSecurityContext": _container_security(),
        },
    }


def _config(size: TemporalSize) -> dict[str, Any]:
    return {
        "logLevel": "info",
        "persistence": {
            "defaultStore": STORE.name,
            "visibilityStore": VISIBILITY.name,
            "numHistoryShards": size.shards,
            "datastores": {
                STORE.name: {"sql": _sql(STORE, size.store_pool)},
                VISIBILITY.name: {"sql": _sql(VISIBILITY, size.visibility_pool)},
            },
        },
        "namespaces": {
            "create": True,
            "namespace": [{"name": size.namespace, "retention": _retention(size)}],
        },
        **({"tls": {"refreshInterval": "1h"}} if size.mutual_tls else {}),
    }


def _sql(store: Store, pool: int) -> dict[str, Any]:
    """How the server comes to a store.

    Who it is and where the server is, it reads from its environment: both are in a secret, and the user changes with
    each rotation. The steps that the chart has for the schema can't, so that it has steps of ours.
    """
    return {
        "createDatabase": False,
        "manageSchema": False,
        "pluginName": _PLUGIN,
        "databaseName": store.database,
        "connectAddr": f"{_variable(DATABASE_HOST)}:{ports.DATABASE}",
        "connectProtocol": "tcp",
        "user": _variable(store.user),
        "existingSecret": SECRET,
        "secretKey": store.password,
        "maxConns": pool,
        "maxIdleConns": pool,
        "maxConnLifetime": "1h",
        "tls": {
            "enabled": True,
            "caFile": f"{AUTHORITY_PATH}/{AUTHORITIES_FILE}",
            "enableHostVerification": True,
        },
    }


def _retention(size: TemporalSize) -> str:
    return f"{size.retention_days}d"


def _namespace_job(size: TemporalSize, node_labels: Mapping[str, str]) -> str:
    return namespace_job(
        environment=size.environment,
        namespace=size.namespace,
        retention=_retention(size),
        image=f"{_TOOLS}:{size.version}",
        certificate=FRONTEND_CERTIFICATE if size.mutual_tls else None,
        node_labels=node_labels,
        resources=_resources(*JOB_REQUESTS, cpu="500m", memory="256Mi"),
        security=(_pod_security(), _container_security()),
    )


def _variable(name: str) -> str:
    """How the server's configuration refers to a variable: it is a template that the server itself fills."""
    return f'{{{{ env "{name}" }}}}'


def _service(service: str, size: TemporalSize) -> dict[str, Any]:
    cpu, memory = REQUESTS[service]
    return {
        "resources": _resources(cpu, memory, cpu="1", memory=str(memory.times(3))),
        "containerSecurityContext": _container_security(),
        "topologySpreadConstraints": over_zones(size.replicas, {COMPONENT: TEMPORAL, PART: service}),
        # A budget for a single pod would forbid every drain of its node.
        "podDisruptionBudget": {"maxUnavailable": 1} if size.replicas > 1 else {},
    }


def _schema_step(store: Store, size: TemporalSize) -> dict[str, Any]:
    """A step of the chart's job that brings a store's schema to this version; one that is there stays as it is."""
    schema = f"{_SCHEMAS}/{store.schema}/versioned"
    return {
        "name": f"schema-{store.name}",
        "image": f"{_TOOLS}:{size.version}",
        "command": ["sh", "-c"],
        "args": [f"temporal-sql-tool setup-schema -v 0.0 && temporal-sql-tool update-schema --schema-dir {schema}"],
        "env": [
            {"name": "SQL_PLUGIN", "value": _PLUGIN},
            {"name": "SQL_PORT", "value": str(ports.DATABASE)},
            {"name": "SQL_DATABASE", "value": store.database},
            {"name": "SQL_TLS", "value": "true"},
            {"name": "SQL_TLS_CA_FILE", "value": f"{AUTHORITY_PATH}/{AUTHORITIES_FILE}"},
            *(
                {"name": name, "valueFrom": {"secretKeyRef": {"name": SECRET, "key": key}}}
                for name, key in (
                    ("SQL_HOST", DATABASE_HOST),
                    ("SQL_USER", store.user),
                    ("SQL_PASSWORD", store.password),
                )
            ),
        ],
        "resources": _resources(*JOB_REQUESTS, cpu="500m", memory="256Mi"),
        "securityContext": _container_security(),
        "volumeMounts": [_mount()],
    }


def _tls() -> dict[str, Any]:
    """Certificates of the platform's own authority, between the services and for whoever calls."""
    return {
        "internode": {"enabled": True, "secretName": INTERNODE_CERTIFICATE, "serverName": INTERNODE_CERTIFICATE},
        "frontend": {
            "enabled": True,
            "secretName": FRONTEND_CERTIFICATE,
            "serverName": f"{TEMPORAL}-frontend",
            "requireClientAuth": True,
        },
    }


def _volume() -> dict[str, Any]:
    return {"name": AUTHORITY, "configMap": {"name": AUTHORITY}}


def _mount() -> dict[str, Any]:
    return {"name": AUTHORITY, "mountPath": AUTHORITY_PATH, "readOnly": True}


def _resources(
    requested_cpu: CpuQuantity, requested_memory: MemoryQuantity, *, cpu: str, memory: str
) -> dict[str, Any]:
    return {
        "requests": {
            "cpu": str(requested_cpu),
            "memory": str(requested_memory),
            "ephemeral-storage": str(SMALL_STORAGE),
        },
        "limits": {"cpu": cpu, "memory": memory, "ephemeral-storage": str(STORAGE)},
    }


def _pod_security() -> dict[str, Any]:
    return {
        "runAsNonRoot": True,
        "runAsUser": _USER,
        "runAsGroup": _USER,
        "fsGroup": _USER,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _container_security() -> dict[str, Any]:
    return {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
