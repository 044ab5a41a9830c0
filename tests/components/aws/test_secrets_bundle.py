"""A bundle has an empty secret for each item, which says who writes it and when."""

from components.aws.secrets_bundle import BundleItem, SecretsBundle, SecretsBundleArgs
from tests.recording import Recording, record

_SECRET = "aws:secretsmanager/secret:Secret"


def _record(environment: str = "dev") -> Recording:
    items = [
        BundleItem(name="api/metrics", purpose="metrics-credentials", rotation_frequency_days=30),
        BundleItem(name="registry/pull", purpose="image-pull", rotation_frequency_days=180),
    ]
    args = SecretsBundleArgs(environment=environment, items=items, key_arn="key", recovery_days=30)
    return record(lambda: SecretsBundle("bundle", args).bundle_id)


def test_each_item_says_who_writes_it_and_when() -> None:
    """Whoever looks at it in the console knows whether it is theirs to renew."""
    told = {each.inputs["name"]: each.inputs["description"] for each in _record().all(_SECRET)}
    assert told == {
        "portarium/dev/api/metrics": "metrics-credentials, rotated by itself, due every 30 days",
        "portarium/dev/registry/pull": "image-pull, written by people, due every 180 days",
    }


def test_no_value_passes_through() -> None:
    """A value that Pulumi wrote would stand in the state."""
    assert {each.type for each in _record().resources if each.custom} == {_SECRET}


def test_a_bundle_is_told_from_another_environments() -> None:
    """By an identifier that stays as long as the environment's name does."""
    assert _record().result == _record().result
    assert _record().result != _record("staging").result
