"""A Keycloak for those who work on an environment, whose login is in a secret."""

from components.kubernetes.workload import Placement
from components.platform.installation import Installation
from components.platform.keycloak import Keycloak, KeycloakArgs
from components.platform.keycloak_realm import RealmPlan
from components.platform.keycloak_values import KeycloakPlan
from settings.charts import chart

Keycloak(
    "keycloak",
    KeycloakArgs(
        plan=KeycloakPlan(
            environment="dev",
            version="26.5.6",
            host="identity.dev.portarium.example",
            placement=Placement(),
        ),
        realm=RealmPlan(
            client="portarium-cockpit",
            audience="portarium-api",
            typed=True,
            redirects=["https://dev.portarium.example/*"],
        ),
        chart=chart("keycloakx"),
        installation=Installation(project="platform", namespace="system", wave=2, wait_seconds=900),
        namespace="system",
        secret="keycloak-variables",
    ),
)
