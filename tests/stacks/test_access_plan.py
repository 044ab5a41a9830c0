"""The plan that the stack renders is one that the commands read, and says what the settings mean."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.plan_files import PLAN_FILE
from domain.temporal_size import DEPLOYMENTS
from ops.operations.access_plan import AccessPlan, read_plan
from stacks.access_plan import Known, access_plan, generated_items, registered_tenants
from stacks.secrets import database_logins
from tests.settings.configuration import REMOVED, resolved
from tests.stacks.recorded import ENVIRONMENTS, STACKS, recorded

_SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret"


def _rendered(changes: dict[str, object] | None = None) -> str:
    settings = resolved("prod", changes or {})
    return access_plan(
        settings,
        Known(
            host="database.example",
            port=5432,
            database="portarium",
            master_secret=f"{_SECRET}:rds!db-1-aB3dEf",
            logins={name: f"{_SECRET}:portarium/prod/database/{name}-aB3dEf" for name in database_logins(settings)},
            generated={item: f"{_SECRET}:portarium/prod/{item}-aB3dEf" for item in generated_items(settings)},
        ),
    )


def _read(text: str, folder: Path) -> AccessPlan:
    file = folder / PLAN_FILE
    file.write_text(text, encoding="utf-8")
    return read_plan(file)


@pytest.mark.parametrize("stack", STACKS)
def test_every_stacks_plan_is_read(stack: str, tmp_path: Path) -> None:
    """As it lies in the config map that the jobs mount."""
    made = recorded(stack).recording.one("kubernetes:core/v1:ConfigMap", "access-plan-files").inputs
    plan = _read(made["data"][PLAN_FILE], tmp_path)
    temporal = ["temporal", "temporal-visibility"] if stack in ENVIRONMENTS else []
    keycloak = ["keycloak"] if stack == "dev" else []
    assert [login.name for login in plan.logins] == ["control-plane", *keycloak, "migration", *temporal]
    assert {restart.login for restart in plan.restarts} == {"control-plane", *keycloak, *temporal}
    # What nobody has to know of the bundle, and what Keycloak starts with.
    assert len(plan.generated) == 2 + len(keycloak)


def test_the_owner_of_the_schema_is_the_migration_alone(tmp_path: Path) -> None:
    """Whoever else signs in reads and writes rows."""
    plan = _read(_rendered(), tmp_path)
    rights = {login.name: login.rights for login in plan.logins if login.database == "portarium"}
    assert rights == {"control-plane": "write", "migration": "own"}


def test_temporal_has_two_databases_that_nobody_else_enters(tmp_path: Path) -> None:
    """Its runs and what they are searched in: a login of each owns it, and is let into no other."""
    plan = _read(_rendered(), tmp_path)
    owners = {database.name: database.owner for database in plan.databases if database.name != "portarium"}
    assert owners == {"temporal": "temporal", "temporal_visibility": "temporal-visibility"}
    for name, owner in owners.items():
        assert [login.name for login in plan.logins if login.database == name] == [owner]


def test_a_new_password_of_temporals_restarts_all_its_services(tmp_path: Path) -> None:
    """Each of them signs in to both databases, and reads how when it starts."""
    plan = _read(_rendered(), tmp_path)
    for login in ("temporal", "temporal-visibility"):
        found = [restart for restart in plan.restarts if restart.login == login]
        assert {restart.deployment for restart in found} == set(DEPLOYMENTS)
        assert {(restart.namespace, restart.external_secret) for restart in found} == {("system", "temporal-variables")}


@pytest.mark.parametrize(
    "changes",
    [
        {"workloads.0.migrations": REMOVED},
        {"workloads.0.variables.PORTARIUM_DATABASE_URL": REMOVED, "workloads.0.required": []},
        {"workloads.0.metrics": REMOVED},
    ],
)
def test_a_contract_with_less_has_a_plan_as_well(changes: dict[str, object], tmp_path: Path) -> None:
    """A schema that somebody else migrates, a database that nobody uses yet, no metrics: there is a plan to read."""
    assert _read(_rendered(changes), tmp_path).registration is not None


def test_each_tenant_is_registered_once() -> None:
    """The first workspace may be a tenant, and what is of nobody has an entry of its own."""
    tenants = {"tenants": ["one", "two"], "firstWorkspace": "two", "systemWorkspace": "one"}
    settings = resolved("prod", {f"application.{key}": value for key, value in tenants.items()})
    assert registered_tenants(settings) == ["__global__", "two", "one"]


def test_a_plan_holds_no_secret() -> None:
    """Places of secrets, and nothing else that looks like one: the config map is read by whoever sees the namespace."""
    plan: dict[str, Any] = json.loads(_rendered())
    found = [login["secret"] for login in plan["logins"]] + plan["generated"] + [plan["server"]["masterSecret"]]
    assert all(each.startswith(_SECRET) for each in found)
    assert "password" not in json.dumps(plan).lower()
