"""What Keycloak's chart is told: its database, its host, the realm that it starts with, and how its pod is kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from components.kubernetes.workload import Placement
from components.platform.chart_pods import owner_labels
from components.platform.keycloak_realm import REALM_FILE
from domain import ports
from domain.container_variables import variables_secret
from domain.database_authority import AUTHORITIES_FILE, AUTHORITY, AUTHORITY_PATH
from domain.keycloak import ADMINISTRATOR, DATABASE, KEYCLOAK, POOL
from domain.quantity import CpuQuantity, MemoryQuantity
from domain.scratch_storage import SMALL_STORAGE, STORAGE

SECRET = variables_secret(KEYCLOAK)
"""The secret that has how it comes to its database, and its first administrator's password, as variables."""

HOST, USER, PASSWORD, ADMINISTRATOR_PASSWORD = (
    "KC_DB_URL_HOST",
    "KC_DB_USERNAME",
    "KC_DB_PASSWORD",  # pragma: allowlist secret
    "KC_BOOTSTRAP_ADMIN_PASSWORD",  # pragma: allowlist secret
)
"""The variables in it, as Keycloak calls them."""

REALM_MAP = f"{KEYCLOAK}-realm"
"""The config map that has the realm."""

CPU, MEMORY = CpuQuantity("250m"), MemoryQuantity("1250Mi")
"""What its pod is guaranteed; of the memory it gets no more. Keycloak's own guide says 1,250 MB for one that is idle
and has some thousands of sessions; of what it may have, its heap takes seven tenths."""

_USER = 1000
_IMPORTED = "/opt/keycloak/data/import"


@dataclass(frozen=True, kw_only=True)
class KeycloakPlan:
    """What the settings say of it, as plain data."""

    environment: str
    """The environment that owns the cluster."""
    version: str
    """The version of the server, which is that of the chart."""
    host: str
    """The name by which people come to it."""
    placement: Placement
    """Where its pod runs."""


def keycloak_values(plan: KeycloakPlan) -> dict[str, Any]:
    """What differs from the chart's defaults.

    What the chart takes as text is a template of Helm's that becomes YAML: a list, each entry of which is JSON.
    """
    return {
        "fullnameOverride": KEYCLOAK,
        "nameOverride": KEYCLOAK,
        # The chart's schema wants both, though its defaults have them.
        "image": {"repository": "quay.io/keycloak/keycloak", "tag": plan.version},
        "replicas": 1,
        # The realm is imported where there is none of its name; one that is there stays as people have made it.
        "args": ["start", "--import-realm"],
        "serviceAccount": {"name": KEYCLOAK, "automountServiceAccountToken": False},
        "enableServiceLinks": False,
        "revisionHistoryLimit": 5,
        "podLabels": owner_labels(plan.environment),
        "podSecurityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        # It writes what it is built into beside its own libraries, so that its root can't be read-only.
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
        "resources": {
            "requests": {"cpu": str(CPU), "memory": str(MEMORY), "ephemeral-storage": str(SMALL_STORAGE)},
            # At its start it builds itself for its database, and takes as long as it has processors for.
            "limits": {"cpu": "2", "memory": str(MEMORY), "ephemeral-storage": str(STORAGE)},
        },
        "nodeSelector": dict(plan.placement.node_labels),
        # There is one pod, which has nobody to keep away from.
        "affinity": "",
        # Nor has it anybody to share its cache with.
        "cache": {"stack": "custom"},
        "http": {"relativePath": "/"},
        "proxy": {"mode": "xforwarded"},
        "database": {"vendor": "postgres", "port": ports.DATABASE, "database": DATABASE},
        "extraEnv": _listed({"name": name, "value": value} for name, value in _variables(plan).items()),
        "extraEnvFrom": _listed([{"secretRef": {"name": SECRET}}]),
        "extraVolumes": _listed(
            [
                {"name": AUTHORITY, "configMap": {"name": AUTHORITY}},
                {"name": REALM_MAP, "configMap": {"name": REALM_MAP}},
            ]
        ),
        "extraVolumeMounts": _listed(
            [
                {"name": AUTHORITY, "mountPath": AUTHORITY_PATH, "readOnly": True},
                {"name": REALM_MAP, "mountPath": f"{_IMPORTED}/{REALM_FILE}", "subPath": REALM_FILE, "readOnly": True},
            ]
        ),
    }


def _variables(plan: KeycloakPlan) -> Mapping[str, str]:
    return {
        "KC_HOSTNAME": f"https://{plan.host}",
        "KC_CACHE": "local",
        "KC_DB_URL_PROPERTIES": f"?sslmode=verify-full&sslrootcert={AUTHORITY_PATH}/{AUTHORITIES_FILE}",
        "KC_DB_POOL_INITIAL_SIZE": "1",
        "KC_DB_POOL_MIN_SIZE": "1",
        "KC_DB_POOL_MAX_SIZE": str(POOL),
        "KC_LOG_CONSOLE_OUTPUT": "json",
        "KC_BOOTSTRAP_ADMIN_USERNAME": ADMINISTRATOR,
    }


def _listed(entries: Iterable[Mapping[str, Any]]) -> str:
    return "".join(f"- {json.dumps(entry)}\n" for entry in entries)
