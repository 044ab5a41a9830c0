"""Each secret is made once, for whoever its variables are, and nobody is left without one."""

import pytest

from stacks.access_plan import generated_items
from stacks.secrets import database_logins
from tests.recording import Recording
from tests.settings.configuration import WITH_GATEWAY, resolved
from tests.stacks.recorded import ENVIRONMENTS, STACKS, build, recorded

_SECRET = "aws:secretsmanager/secret:Secret"


def _paths(recording: Recording) -> list[str]:
    return sorted(each.inputs["name"] for each in recording.all(_SECRET))


@pytest.mark.parametrize("stack", STACKS)
def test_an_environment_has_the_secrets_that_its_variables_name(stack: str) -> None:
    """Logins, the two items of every bundle, those of a Vault and of dev's Keycloak, and none that is optional."""
    keycloak = stack == "dev"
    temporal = ["temporal", "temporal-visibility"] if stack in ENVIRONMENTS else []
    logins = ["control-plane", *(["keycloak"] if keycloak else []), "migration", *temporal]
    assert _paths(recorded(stack).recording) == [
        f"portarium/{stack}/control-plane/metrics-token",
        *(f"portarium/{stack}/database/{login}" for login in logins),
        *([f"portarium/{stack}/identity/administrator"] if keycloak else []),
        f"portarium/{stack}/openfga/api-token",
        *(f"portarium/{stack}/vault/{item}" for item in ("authority", "recovery") if stack in ENVIRONMENTS),
    ]


def test_a_secret_of_an_optional_service_comes_with_its_item() -> None:
    """It is asked for by the variable that the service brings, and somebody else writes it."""
    settings = resolved(
        "dev", {"services.gateway.url": "https://gateway.example.com", "secretsBundle.items": WITH_GATEWAY}
    )
    assert "portarium/dev/gateway/bearer-token" in _paths(build(settings).recording)
    assert "gateway/bearer-token" not in generated_items(settings)


def test_a_secret_that_stood_by_itself_is_the_bundles_now() -> None:
    """Under its former name in the state, so that none is replaced: another could not have its name meanwhile."""
    bundle = {each.name: each for each in recorded("dev").recording.all("portarium:aws:EnvironmentSecret")}
    assert bundle["secrets-bundle-control-plane.metrics-token"].aliases == ["secret-control-plane.metrics-token"]


def test_whoever_signs_in_has_a_login() -> None:
    """The migration is no workload, and owns the schema; workers have no way to the database."""
    temporal = ("temporal", "temporal-visibility")
    assert database_logins(resolved("prod")) == ("control-plane", "migration", *temporal)
    assert database_logins(resolved("dev")) == ("control-plane", "migration", *temporal, "keycloak")


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
