"""The rule variables-hold-no-secret, with what it accepts, refuses and leaves out."""

from typing import Any

from policies.rules.variables_hold_no_secret import RULE
from tests.policies.subjects import PASSED, UNKNOWN, answer, deployment, subject


def test_plain_settings_pass() -> None:
    """So does a name that only sounds like a secret, and a reference."""
    variables: list[dict[str, Any]] = [
        {"name": "TOKEN_LIFETIME", "value": "60"},
        {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {}}},
    ]
    assert answer(RULE, deployment(container={"env": variables})) == PASSED


def test_a_secret_fails_without_being_shown() -> None:
    """By its name, also where its value is not known, or by its value."""
    by_name = [{"name": "DB_PASSWORD", "value": UNKNOWN}]
    by_value = [{"name": "DATABASE", "value": "postgres://api:hunter2@db/portarium"}]  # pragma: allowlist secret
    assert answer(RULE, deployment(container={"env": by_name})) == (
        "fail",
        "container api has DB_PASSWORD in plain text; take it from Vault",
    )
    assert answer(RULE, deployment(container={"env": by_value})) == (
        "fail",
        "container api has a credential in DATABASE; take it from Vault",
    )


def test_other_resources_are_left_out() -> None:
    """A service runs no pod."""
    assert answer(RULE, subject("kubernetes:core/v1:Service", {}))[0] == "not applicable"
