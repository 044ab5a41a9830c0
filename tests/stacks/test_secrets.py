"""Each secret is made once, for whoever its variables are, and nobody is left without one."""

import pytest

from stacks.secrets import database_logins, referred_to
from tests.recording import Recording
from tests.settings.configuration import resolved
from tests.stacks.recorded import ENVIRONMENTS, STACKS, recorded

_SECRET = "aws:secretsmanager/secret:Secret"


def _paths(recording: Recording) -> list[str]:
    return sorted(each.inputs["name"] for each in recording.all(_SECRET))


@pytest.mark.parametrize("stack", STACKS)
def test_an_environment_has_the_secrets_that_its_variables_name(stack: str) -> None:
    """Two logins, and the token of the metrics: what is optional has none until it is asked for."""
    assert _paths(recorded(stack).recording) == [
        f"portarium/{stack}/control-plane/metrics-token",
        f"portarium/{stack}/database/control-plane",
        f"portarium/{stack}/database/migration",
    ]


def test_a_secret_of_an_optional_service_comes_with_it() -> None:
    """A variable without its setting is left out, and an empty secret would be waited for in vain."""
    gateway = {"services.gateway.url": "https://gateway.example.com"}
    assert "gateway/bearer-token" not in referred_to(resolved("dev"))
    assert referred_to(resolved("dev", gateway))["gateway/bearer-token"] == ["OPENCLAW_GATEWAY_BEARER_TOKEN"]


def test_whoever_signs_in_has_a_login() -> None:
    """The migration is no workload, and owns the schema; workers have no way to the database."""
    assert database_logins(resolved("dev")) == ("control-plane", "migration")


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_secrets_have_a_key_of_their_own(stack: str) -> None:
    """Whoever opens the database's snapshots opens no login with it."""
    recording = recorded(stack).recording
    keys = {each.inputs["kmsKeyId"] for each in recording.all(_SECRET)}
    assert len(keys) == 1
    assert "workload-secrets" in keys.pop()


def test_a_review_environment_takes_its_hosts_key() -> None:
    """It has none of its own, and dev's is for everything on its cluster."""
    foundation = recorded("dev").outputs["foundation"]
    secrets = recorded("review-7").recording.all(_SECRET)
    assert {each.inputs["kmsKeyId"] for each in secrets} == {foundation["secrets_key_arn"]}


def test_names_are_free_at_once_where_environments_come_and_go() -> None:
    """A deleted secret keeps its name until its days are over."""
    days = {
        stack: {each.inputs["recoveryWindowInDays"] for each in recorded(stack).recording.all(_SECRET)}
        for stack in STACKS
    }
    assert days == {"dev": {0}, "review-7": {0}, "staging": {30}, "prod": {30}}
