"""The variables without which nothing starts, and those with which nothing may."""

import pytest

from tests.application.conftest import IDENTITY
from tests.application.variables import MARK, REQUIRED, control_plane_refusal, takes_runs, worker_refusal

COMPLETE = {
    **IDENTITY,
    "PORTARIUM_USE_POSTGRES_STORES": "true",
    "PORTARIUM_DATABASE_URL": "postgresql://host/portarium",
}
DEVELOPER = {
    "NODE_ENV": "development",
    "ENABLE_DEV_AUTH": "true",
    "DEV_STUB_STORES": "true",
    "PORTARIUM_DEV_TOKEN": "x",
    "PORTARIUM_DEV_WORKSPACE_ID": "ws-local-dev",
}


def test_a_complete_control_plane_starts() -> None:
    """With the stores, the DSN and the six of the identity provider."""
    assert control_plane_refusal(COMPLETE) is None


@pytest.mark.parametrize("name", REQUIRED)
def test_each_missing_variable_is_named(name: str) -> None:
    """Left out or empty, its name comes after the mark."""
    for variables in ({other: value for other, value in COMPLETE.items() if other != name}, {**COMPLETE, name: " "}):
        refusal = control_plane_refusal(variables) or ""
        assert refusal.startswith(MARK)
        assert name in refusal


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTARIUM_JWT_REQUIRED_TOKEN_TYPE", "jwt"),
        ("PORTARIUM_JWT_TRUSTED_ISSUERS", "https://other.example"),
        ("PORTARIUM_JWT_AUDIENCE", "http://localhost:8080"),
        ("PORTARIUM_USE_POSTGRES_STORES", "yes"),
        ("PORTARIUM_CORS_ALLOWED_ORIGINS", "*"),
        ("ENABLE_DEV_AUTH", "true"),
        ("DEV_STUB_STORES", "true"),
    ],
)
def test_each_wrong_variable_is_named(name: str, value: str) -> None:
    """What contradicts the others, what is nothing, and what is for development."""
    assert name in (control_plane_refusal({**COMPLETE, name: value}) or "")


def test_a_developer_needs_none_of_them() -> None:
    """But in an environment that promises something the same is refused."""
    assert control_plane_refusal(DEVELOPER) is None
    for environment in ("prod", "Staging", "live"):
        assert "ENABLE_DEV_AUTH" in (control_plane_refusal({**DEVELOPER, "PORTARIUM_ENVIRONMENT": environment}) or "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTARIUM_TENANT_ISOLATION_MODE", "shared"),
        ("PORTARIUM_SANDBOX_ASSERTIONS", "none"),
        ("PORTARIUM_EGRESS_ALLOWLIST", "http://api.example"),
    ],
)
def test_a_worker_refuses_what_opens_it(name: str, value: str) -> None:
    """It needs no variable, and some must not be just anything."""
    assert worker_refusal({}) is None
    assert name in (worker_refusal({name: value}) or "")


@pytest.mark.parametrize(("value", "takes"), [("true", True), ("1", True), ("off", False), ("", False)])
def test_a_worker_works_when_it_is_switched_on(value: str, *, takes: bool) -> None:
    """Without the switch it answers probes and takes nothing."""
    assert takes_runs({"PORTARIUM_ENABLE_TEMPORAL_WORKER": value}) is takes
