"""The variables of workloads: a reference that leads nowhere or too far is one line, and so is one that is missing."""

# A row of the tables holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from domain.container_variables import FOR_DEVELOPMENT, SET_BY_THE_PROGRAM
from tests.settings.configuration import REMOVED, WITH_GATEWAY, contract, problems, resolved

_VARIABLE, _ARGUMENT = "workloads.0.variables.", "workloads.0.migrations.arguments."

REFUSED: list[tuple[dict[str, object], str]] = [
    ({_VARIABLE + "LEVEL": {"setting": "identity.isuer"}}, "workloads[0].variables.LEVEL.setting: identity.isuer is no setting of a single value; did you mean identity.issuer?"),
    ({_VARIABLE + "LEVEL": {"setting": "identity"}}, "workloads[0].variables.LEVEL.setting: identity is no setting of a single value; docs/settings.md lists the known ones"),
    ({_VARIABLE + "LEVEL": {"setting": "database.instanceClass"}}, "workloads[0].variables.LEVEL.setting: database.instanceClass is no setting of a single value; docs/settings.md lists the known ones"),
    ({_VARIABLE + "LEVEL": {"text": "a", "given": "services.rediss"}}, "workloads[0].variables.LEVEL.given: services.rediss is no setting; did you mean services.redis.url?"),
    ({_VARIABLE + "PASSWORD": "x"}, "workloads[0].variables.PASSWORD: looks like a secret; write {secret: <item>/<key>}, no setting is one"),
    ({_VARIABLE + "URL": {"secret": "database/migration"}}, "workloads[0].variables.URL.secret: database has the logins to the database; write {database: url} for one"),
    ({_VARIABLE + "API_TOKEN": {"setting": "identity.audience"}}, "workloads[0].variables.API_TOKEN: looks like a secret; write {secret: <item>/<key>}, no setting is one"),
    ({"workloads.1.variables.HOST": {"database": "host"}}, "workloads[1].variables.HOST: the execution plane has no way to the database"),
    ({"workloads.1.variables.DATABASE_URL": {"database": "url"}}, "workloads[1].variables.DATABASE_URL: the execution plane has no way to the database"),
    ({"workloads.1.variables.BUCKET": {"evidence": "bucket"}}, "workloads[1].variables.BUCKET: the execution plane has no way to the evidence store, and no identity of AWS's"),
    ({"workloads.0.metrics.bearer": "NODE_ENV"}, "workloads[0].metrics.bearer: NODE_ENV is no variable of the workload with a secret"),
    ({"workloads.0.metrics.bearer": "NOBODY"}, "workloads[0].metrics.bearer: NOBODY is no variable of the workload with a secret"),
    ({"workloads.0.metrics.bearer": "PORTARIUM_OPENFGA_API_TOKEN"}, "workloads[0].metrics.bearer: PORTARIUM_OPENFGA_API_TOKEN is no variable of the workload with a secret"),
    ({"workloads.0.migrations.variables": {}}, "workloads[0].migrations.variables: none refers to the database, so that there is nothing to migrate"),
    ({"workloads.0.migrations.variables.ADDRESS": {"temporal": "address"}}, "workloads[0].migrations.variables.ADDRESS: a migration has a way to the database only"),
    ({_ARGUMENT + "1": "--phase=expand"}, "workloads[0].migrations.arguments[1]: a flag and its value are two words; joined, the program would not see the value"),
    ({_ARGUMENT + "0": {"secret": "a/b"}}, "workloads[0].migrations.arguments[0]: an argument is text, or a setting; everybody may read it"),
    ({_ARGUMENT + "4": {"setting": "identity.cockpit.issuer"}}, "identity.cockpit.issuer: missing; the migration of control-plane takes it"),
    ({"workloads.0.migrations.status.1": "--tenants=a"}, "workloads[0].migrations.status[1]: a flag and its value are two words; joined, the program would not see the value"),
    ({"workloads.0.migrations.status.0": {"secret": "a/b"}}, "workloads[0].migrations.status[0]: an argument is text, or a setting; everybody may read it"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line"), REFUSED)
def test_a_reference_that_does_not_hold_is_refused(changes: dict[str, object], line: str) -> None:
    """The line says where it stands, what is wrong with it and, where something is near, what would be right."""
    assert problems("prod", changes) == [f"Pulumi.prod.yaml: {line}"]


@pytest.mark.parametrize("name", sorted(SET_BY_THE_PROGRAM))
def test_nothing_is_set_twice(name: str) -> None:
    """What the program sets itself no contract sets as well, because the one would silently win."""
    line = f"Pulumi.prod.yaml: workloads[0].variables.{name}: the program sets it itself; remove it"

    assert problems("prod", {_VARIABLE + name: "x"}) == [line]


@pytest.mark.parametrize("stack", ["staging", "prod"])
@pytest.mark.parametrize("name", sorted(FOR_DEVELOPMENT))
def test_strict_environments_have_no_variable_for_development(stack: str, name: str) -> None:
    """Neither in plain nor out of a secret; dev may have them."""
    changes: dict[str, object] = {_VARIABLE + name: {"secret": "openfga/api-token"}}

    assert problems(stack, changes) == [
        f"Pulumi.{stack}.yaml: workloads[0].variables.{name}: is for development, and {stack} promises more; remove it"
    ]
    assert problems("dev", changes) == []


@pytest.mark.parametrize(
    ("index", "name"), [(index, name) for index, entry in enumerate(contract()) for name in entry["required"]]
)
def test_a_required_variable_that_is_left_out_is_refused(index: int, name: str) -> None:
    """Every single one, before anything is made."""
    assert problems("prod", {f"workloads.{index}.variables.{name}": REMOVED}) == [
        f"Pulumi.prod.yaml: workloads[{index}].variables.{name}: missing; the workload does not start without it"
    ]


def test_a_required_variable_without_its_setting_is_refused() -> None:
    """The line names the setting that has to be given, and who needs it."""
    assert problems("prod", {"identity": REMOVED}) == [
        f"Pulumi.prod.yaml: identity.{key}: missing; control-plane does not start without {name}, which takes it"
        for key, name in (
            ("audience", "PORTARIUM_JWT_AUDIENCE"),
            ("authorizedParty", "PORTARIUM_JWT_AUTHORIZED_PARTY"),
            ("issuer", "PORTARIUM_JWT_ISSUER"),
            ("jwksUri", "PORTARIUM_JWKS_URI"),
            ("tokenType", "PORTARIUM_JWT_REQUIRED_TOKEN_TYPE"),
            ("trustedIssuers", "PORTARIUM_JWT_TRUSTED_ISSUERS"),
        )
    ]


def test_a_required_variable_may_come_from_the_one_service_that_brings_it() -> None:
    """Without the service it is refused, with it accepted."""
    changes: dict[str, object] = {"workloads.0.required": ["REDIS_URL"]}
    line = "services.redis.url: missing; control-plane does not start without REDIS_URL, which takes it"

    assert problems("dev", changes) == [f"Pulumi.dev.yaml: {line}"]
    assert problems("dev", {**changes, "services.redis.url": "redis://redis.system.svc"}) == []


def test_metrics_may_be_on_the_port_that_serves() -> None:
    """The application has them there."""
    assert problems("prod", {"workloads.0.metrics.port": 8080}) == []


SERVICES = [
    ("services.redis", {"url": "redis://redis.system.svc:6379"}, {"RATE_LIMIT_STORE", "QUERY_CACHE_STORE", "REDIS_URL"}),
    ("services.gateway", {"url": "https://gateway.portarium.example"}, {"OPENCLAW_GATEWAY_BASE_URL", "OPENCLAW_GATEWAY_BEARER_TOKEN"}),
    (
        "services.openFga",
        {"url": "http://openfga.system.svc:8080", "storeId": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"PORTARIUM_OPENFGA_API_URL", "PORTARIUM_OPENFGA_STORE_ID", "PORTARIUM_OPENFGA_API_TOKEN"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "value", "brought"), SERVICES)
def test_one_setting_brings_all_variables_of_a_service(setting: str, value: object, brought: set[str]) -> None:
    """None of them is there without it."""
    without, given = (
        set(map(str, resolved("prod", {"secretsBundle.items": WITH_GATEWAY, **changes}).workloads[0].variables))
        for changes in ({}, {setting: value})
    )

    assert given - without == brought
    assert without < given


def test_lists_are_joined_with_commas() -> None:
    """As the application reads them."""
    issuers = ["https://a.example", "https://b.example"]
    changes: dict[str, object] = {"identity.issuer": issuers[0], "identity.trustedIssuers": issuers}

    variables = resolved("prod", changes).workloads[0].variables

    assert {str(name): variable.text for name, variable in variables.items()}[
        "PORTARIUM_JWT_TRUSTED_ISSUERS"
    ] == "https://a.example,https://b.example"
