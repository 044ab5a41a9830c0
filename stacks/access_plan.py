"""The plan of who has access to the database: what the jobs of the operations image do and nothing else decides."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.kubernetes.environment import namespace_name
from domain.component_names import MIGRATION
from domain.container_variables import variables_secret
from domain.database_authority import AUTHORITIES_FILE, AUTHORITY_PATH
from domain.keycloak import ADMINISTRATOR_ITEM, KEYCLOAK, LOGIN
from domain.secret_purpose import MADE_UP
from domain.temporal import TEMPORAL
from domain.temporal_size import DEPLOYMENTS
from settings.model import Settings
from settings.sections.workloads import Workload
from stacks.secrets import platform_databases, temporal_stores

_EVERY_TENANT = "__global__"
"""As the application calls what is of no tenant."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known once the database and the secrets are there."""

    host: str
    """The name of the database's server."""
    port: int
    """Its port."""
    database: str
    """The database of the application."""
    master_secret: str
    """The ARN of the secret that RDS keeps its master password in."""
    logins: Mapping[str, str]
    """The ARN of the secret of each login."""
    generated: Mapping[str, str]
    """The ARN of each secret that nobody has to know, by what the contract calls it."""


def access_plan(settings: Settings, known: Known) -> str:
    """The plan as JSON, as `ops/operations/access_plan.py` reads it; a test holds the two together."""
    stores = temporal_stores(settings)
    owned = {MIGRATION: known.database, **platform_databases(settings)}
    plan: dict[str, Any] = {
        "region": str(settings.region),
        "server": {
            "host": known.host,
            "port": known.port,
            "authority": f"{AUTHORITY_PATH}/{AUTHORITIES_FILE}",
            "masterSecret": known.master_secret,
        },
        "databases": [{"name": name, "owner": owner} for owner, name in owned.items()],
        "logins": [
            {
                "name": name,
                "database": owned.get(name, known.database),
                "rights": "own" if name in owned else "write",
                "secret": secret,
            }
            for name, secret in sorted(known.logins.items())
        ],
        "generated": [known.generated[item] for item in sorted(known.generated)],
        "registration": {"login": MIGRATION, "tenants": registered_tenants(settings)},
        "restarts": [
            {
                "login": str(workload.name),
                "namespace": namespace_name(settings.environment.name, workload.plane),
                "externalSecret": variables_secret(str(workload.name)),
                "deployment": str(workload.name),
            }
            for workload in restarted(settings)
        ]
        + [
            {
                "login": store.login,
                "namespace": namespace_name(settings.environment.name, "system"),
                "externalSecret": variables_secret(TEMPORAL),
                "deployment": deployment,
            }
            for store in stores
            for deployment in DEPLOYMENTS
        ]
        + ([_keycloak(settings)] if settings.runs_keycloak else []),
    }
    return json.dumps(plan, indent=2) + "\n"


def _keycloak(settings: Settings) -> dict[str, str]:
    return {
        "login": LOGIN,
        "namespace": namespace_name(settings.environment.name, "system"),
        "externalSecret": variables_secret(KEYCLOAK),
        "kind": "statefulsets",
        "deployment": KEYCLOAK,
    }


def registered_tenants(settings: Settings) -> list[str]:
    """Whoever the application writes rows for: each tenant, the first workspace, and what is of nobody, each once."""
    application = settings.application
    wanted = (_EVERY_TENANT, application.first_workspace, *application.tenants)
    return list(dict.fromkeys(str(tenant) for tenant in wanted))


def restarted(settings: Settings) -> list[Workload]:
    """The workloads that read their password when they start, and so start again when it has changed."""
    return [workload for workload in settings.workloads if "database" in workload.uses]


def generated_items(settings: Settings) -> list[str]:
    """The secrets that are random text: nobody has to know them, and a job makes them up."""
    first = [ADMINISTRATOR_ITEM] if settings.runs_keycloak else []
    return [*(str(item.name) for item in settings.secrets_bundle.items if item.purpose in MADE_UP), *first]
