"""Temporal is told what changes by a secret, and everything else by values that are the same wherever they are made."""

from dataclasses import replace
from typing import Any

import pytest

from components.kubernetes.workload import Placement
from components.platform.temporal_values import SECRET, TemporalSize, temporal_values
from domain.temporal_size import SERVICES
from domain.temporal_store import STORES
from settings.charts import chart
from tests.components.kubernetes.pod_standard import restricted_violations

SIZE = TemporalSize(
    environment="prod",
    region="eu-central-1",
    version="1.31.2",
    namespace="portarium-prod",
    shards=512,
    replicas=3,
    store_pool=20,
    visibility_pool=5,
    retention_days=30,
    mutual_tls=False,
    placement=Placement(node_labels={"portarium.io/serves-system": "true"}),
)


def _stores(size: TemporalSize = SIZE) -> dict[str, Any]:
    found = temporal_values(size)["server"]["config"]["persistence"]["datastores"]
    return {name: store["sql"] for name, store in found.items()}


def _steps(size: TemporalSize = SIZE) -> list[dict[str, Any]]:
    return temporal_values(size)["admintools"]["additionalInitContainers"]


def test_the_server_reads_who_it_is_from_its_environment() -> None:
    """The user changes with each rotation and the host is AWS's: values would have to change with them."""
    for name, sql in _stores().items():
        assert sql["user"] == f'{{{{ env "{name.upper()}_STORE_USER" }}}}'
        assert sql["connectAddr"] == '{{ env "DATABASE_HOST" }}:5432'
        assert sql["existingSecret"] == temporal_values(SIZE)["server"]["additionalEnvSecretName"] == SECRET
        assert "password" not in sql


def test_the_database_is_verified_by_the_server_and_by_its_schema() -> None:
    """Whoever connects knows whom to believe, by the same mounted file."""
    mounts = temporal_values(SIZE)["server"]["additionalVolumeMounts"]
    for sql in _stores().values():
        assert sql["tls"] == {
            "enabled": True,
            "caFile": f"{mounts[0]['mountPath']}/rds-authorities.pem",
            "enableHostVerification": True,
        }
    for step in _steps():
        variables = {each["name"]: each.get("value") for each in step["env"]}
        assert variables["SQL_TLS"] == "true"
        assert variables["SQL_TLS_CA_FILE"] == _stores()["default"]["tls"]["caFile"]
        assert "SQL_TLS_DISABLE_HOST_VERIFICATION" not in variables
        assert step["volumeMounts"] == mounts


def test_the_schema_is_brought_to_the_servers_version() -> None:
    """Each store has a step, with the tools of that version and the login of that store."""
    for store, step in zip(STORES, _steps(), strict=True):
        assert step["image"] == "temporalio/admin-tools:1.31.2"
        assert f"/postgresql/v12/{store.schema}/versioned" in step["args"][0]
        keys = {each["name"]: each["valueFrom"]["secretKeyRef"] for each in step["env"] if "valueFrom" in each}
        assert keys["SQL_USER"] == {"name": SECRET, "key": store.user}
        assert keys["SQL_PASSWORD"] == {"name": SECRET, "key": store.password}


def test_the_chart_neither_makes_databases_nor_manages_schemas_itself() -> None:
    """Its own steps can't read the user from a secret, and its login may make no database."""
    assert not any(sql["createDatabase"] or sql["manageSchema"] for sql in _stores().values())


def test_its_pods_are_restricted() -> None:
    """As the namespace demands: the server's, and the job's with its steps."""
    values = temporal_values(SIZE)
    for service in SERVICES:
        container = {"name": service, "securityContext": values["server"][service]["containerSecurityContext"]}
        assert (
            restricted_violations(
                {
                    "securityContext": values["server"]["securityContext"],
                    "volumes": values["server"]["additionalVolumes"],
                    "containers": [container],
                }
            )
            == []
        )
    done = {"name": "done", "securityContext": values["schema"]["containerSecurityContext"]}
    assert (
        restricted_violations(
            {"securityContext": values["schema"]["securityContext"], "initContainers": _steps(), "containers": [done]}
        )
        == []
    )


@pytest.mark.parametrize("service", SERVICES)
def test_copies_lie_in_different_zones_and_one_may_go(service: str) -> None:
    """A single one has neither a constraint nor a budget, which would forbid every drain."""
    several = temporal_values(SIZE)["server"][service]
    [constraint] = several["topologySpreadConstraints"]
    assert constraint["labelSelector"]["matchLabels"]["app.kubernetes.io/component"] == service
    assert several["podDisruptionBudget"] == {"maxUnavailable": 1}
    single = temporal_values(replace(SIZE, replicas=1))["server"][service]
    assert (single["topologySpreadConstraints"], single["podDisruptionBudget"]) == ([], {})


def test_certificates_are_asked_for_where_the_setting_says_so() -> None:
    """The public worker has none: without the setting it is spoken to in plain, inside of the fence."""
    assert "tls" not in temporal_values(SIZE)["server"]
    tls = temporal_values(replace(SIZE, mutual_tls=True))["server"]["tls"]
    assert tls["frontend"]["requireClientAuth"] is True
    assert tls["internode"]["enabled"] is True


def test_the_tools_are_of_the_charts_own_version() -> None:
    """Of another one they would bring a schema that the server refuses."""
    assert chart("temporal").app_version == SIZE.version
