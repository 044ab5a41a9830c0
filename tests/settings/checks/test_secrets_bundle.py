"""The bundle of secrets: it is complete, each item rotates, and whoever refers to a secret finds it there."""

# A row of the table holds the whole line that a user sees, unbroken, so that it can be searched for.
# ruff: noqa: E501

import pytest

from tests.settings.configuration import REMOVED, items, problems, resolved

_ITEMS = "secretsBundle.items"
_PULL = ("registry/pull", "image-pull")
_API, _METRICS = items()
_BEARER = "workloads[0].variables.PORTARIUM_METRICS_TOKEN.secret"

REFUSED: list[tuple[dict[str, object], str]] = [
    ({"secretsBundle": REMOVED}, "secretsBundle: missing; docs/settings.md describes it"),
    ({"secretsBundle.source": "linode"}, 'secretsBundle.source: "linode" is not one of aws-secrets-manager, ext-vault'),
    ({"secretsBundle.source": "ext-vault"}, "secretsBundle.source: ext-vault, and the environment has no Vault; write aws-secrets-manager"),
    ({_ITEMS: []}, "secretsBundle.items: is empty; at least 1 is needed"),
    ({_ITEMS: [_METRICS]}, "secretsBundle.items: none is of purpose api-token; every environment has one"),
    ({_ITEMS: [*items(), _API]}, "secretsBundle.items[2].name: openfga/api-token is there twice; each item has a name of its own"),
    ({_ITEMS: items(("database/api", "api-token"))}, "secretsBundle.items[2].name: database has the logins to the database, which rotate apart"),
    ({_ITEMS: [_API, {**_METRICS, "rotationFrequencyDays": 0}]}, "secretsBundle.items[1].rotationFrequencyDays: 0 is under the minimum 1"),
    ({_ITEMS: [_API, {**_METRICS, "rotationFrequencyDays": 366}]}, "secretsBundle.items[1].rotationFrequencyDays: 366 is over the maximum 365"),
    ({_ITEMS: [_API, {**_METRICS, "purpose": "metrics"}]}, 'secretsBundle.items[1].purpose: "metrics" is not one of api-token, metrics-credentials, service-credentials, image-pull'),
    ({"workloads.0.variables.A": {"secret": "a/b"}}, "workloads[0].variables.A.secret: a/b is no item of secretsBundle; known are openfga/api-token, control-plane/metrics-token"),
    ({"workloads.0.migrations.variables.A": {"secret": "a/b"}}, "workloads[0].migrations.variables.A.secret: a/b is no item of secretsBundle; known are openfga/api-token, control-plane/metrics-token"),
    ({"services.gateway.url": "https://gateway.example.com"}, "workloads[0].variables.OPENCLAW_GATEWAY_BEARER_TOKEN.secret: gateway/bearer-token is no item of secretsBundle; known are openfga/api-token, control-plane/metrics-token"),
    ({"workloads.0.variables.PORTARIUM_METRICS_TOKEN": {"secret": "openfga/api-token"}}, f"{_BEARER}: openfga/api-token is of purpose api-token; metrics are read with one of metrics-credentials"),
    ({"images.visibility": "private"}, "images.visibility: private, and secretsBundle has 0 items of image-pull; one is needed"),
    ({"images.visibility": "private", _ITEMS: items(_PULL, ("registry/other", "image-pull"))}, "images.visibility: private, and secretsBundle has 2 items of image-pull; one is needed"),
    ({_ITEMS: items(_PULL)}, "images.visibility: public, and nothing pulls with registry/pull; remove that item, or write private"),
    ({"images.visibility": "secret"}, 'images.visibility: "secret" is not one of public, private'),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line"), REFUSED)
def test_a_bundle_that_does_not_hold_is_refused(changes: dict[str, object], line: str) -> None:
    """In one line, with what would be right."""
    assert problems("prod", changes) == [f"Pulumi.prod.yaml: {line}"]


def test_an_item_without_rotation_is_refused() -> None:
    """A secret that is never due is never renewed."""
    never = {key: value for key, value in _METRICS.items() if key != "rotationFrequencyDays"}

    found = problems("prod", {_ITEMS: [_API, never]})

    assert found[0] == "Pulumi.prod.yaml: secretsBundle.items[1].rotationFrequencyDays: missing; give a whole number"


def test_private_images_have_an_item_to_be_pulled_with() -> None:
    """One, which no variable names."""
    bundle = resolved("prod", {"images.visibility": "private", _ITEMS: items(_PULL)}).secrets_bundle

    assert bundle.of_purpose("image-pull") == ["registry/pull"]


@pytest.mark.parametrize("stack", ["dev", "staging", "prod", "review-7"])
def test_every_environment_has_both_items(stack: str) -> None:
    """They stand in the project's file, which a review environment reads as well."""
    assert [item.purpose for item in resolved(stack).secrets_bundle.items] == ["api-token", "metrics-credentials"]
