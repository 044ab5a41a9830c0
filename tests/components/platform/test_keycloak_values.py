"""Keycloak is told what changes by a secret, and everything else by values that are the same wherever they are made."""

from typing import Any

import pytest
import yaml

from components.kubernetes.workload import Placement
from components.platform.keycloak_realm import REALM_FILE
from components.platform.keycloak_values import (
    ADMINISTRATOR_PASSWORD,
    HOST,
    PASSWORD,
    REALM_MAP,
    SECRET,
    USER,
    KeycloakPlan,
    keycloak_values,
)
from domain.database_authority import AUTHORITIES_FILE, AUTHORITY, AUTHORITY_PATH
from domain.keycloak import keycloak_clients
from tests.components.kubernetes.pod_standard import restricted_violations

PLAN = KeycloakPlan(
    environment="dev",
    version="26.5.6",
    host="identity.x-dev.portarium.example",
    placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
)
_TEXTS = ("extraEnv", "extraEnvFrom", "extraVolumes", "extraVolumeMounts")


def _listed(key: str) -> list[dict[str, Any]]:
    return yaml.safe_load(keycloak_values(PLAN)[key])


def _variables() -> dict[str, str]:
    return {each["name"]: each["value"] for each in _listed("extraEnv")}


@pytest.mark.parametrize("key", _TEXTS)
def test_text_for_the_chart_is_a_list_and_no_template(key: str) -> None:
    """Helm runs it as a template first, and puts what comes of it below the chart's own entries."""
    text = keycloak_values(PLAN)[key]
    assert "{{" not in text
    assert all(line.startswith("- ") for line in text.splitlines())
    assert len(_listed(key)) == len(text.splitlines())


def test_no_secret_stands_in_the_values() -> None:
    """They are in a config map of the cluster and in a state; what is secret comes by the name of a secret."""
    secret = {HOST, USER, PASSWORD, ADMINISTRATOR_PASSWORD}
    assert secret & set(_variables()) == set()
    assert set(keycloak_values(PLAN)["database"]) == {"vendor", "port", "database"}
    assert _listed("extraEnvFrom") == [{"secretRef": {"name": SECRET}}]


def test_the_databases_server_is_verified() -> None:
    """By its name and by RDS's authorities, which are mounted where the driver looks for them."""
    given = _variables()["KC_DB_URL_PROPERTIES"].removeprefix("?").split("&")
    assert given == ["sslmode=verify-full", f"sslrootcert={AUTHORITY_PATH}/{AUTHORITIES_FILE}"]
    mounts = {each["name"]: each["mountPath"] for each in _listed("extraVolumeMounts")}
    assert mounts[AUTHORITY] == AUTHORITY_PATH


def test_the_realm_is_mounted_where_it_is_imported_from() -> None:
    """A file alone: what else a mounted config map has would be taken for realms too."""
    [mount] = [each for each in _listed("extraVolumeMounts") if each["name"] == REALM_MAP]
    assert mount["mountPath"] == f"/opt/keycloak/data/import/{mount['subPath']}"
    assert mount["subPath"] == REALM_FILE
    assert "--import-realm" in keycloak_values(PLAN)["args"]


def test_its_pod_is_restricted() -> None:
    """As the namespace demands, though its root can't be read-only."""
    values = keycloak_values(PLAN)
    pod = {
        "securityContext": values["podSecurityContext"],
        "volumes": _listed("extraVolumes"),
        "containers": [{"name": "keycloak", "securityContext": values["securityContext"]}],
    }
    assert restricted_violations(pod) == []
    assert values["serviceAccount"]["automountServiceAccountToken"] is False


def test_it_opens_no_more_connections_than_are_counted() -> None:
    """The instance class is held against the sum."""
    [clients] = keycloak_clients()
    assert clients.most == keycloak_values(PLAN)["replicas"] * int(_variables()["KC_DB_POOL_MAX_SIZE"])


def test_tokens_name_the_host_whoever_asks() -> None:
    """Of a name that each request brings, somebody would make an issuer of their own."""
    assert _variables()["KC_HOSTNAME"] == "https://identity.x-dev.portarium.example"
    # As a load balancer of AWS tells who called.
    assert keycloak_values(PLAN)["proxy"] == {"mode": "xforwarded"}
