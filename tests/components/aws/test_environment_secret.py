"""A secret is made empty, under its environment's name and key."""

from components.aws.environment_secret import EnvironmentSecret, EnvironmentSecretArgs
from tests.recording import Recording, record

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/one"
_SECRET = "aws:secretsmanager/secret:Secret"


def _record(*, environment: str = "dev", recovery_days: int = 0) -> Recording:
    def program() -> object:
        secret = EnvironmentSecret(
            "login",
            EnvironmentSecretArgs(
                environment=environment,
                item="database/control-plane",
                description="Login of control-plane",
                key_arn=_KEY,
                recovery_days=recovery_days,
            ),
        )
        return secret.path

    return record(program)


def test_its_name_says_whose_it_is() -> None:
    """Two environments of one account, and whoever may read one of them, are told apart by it."""
    paths = {_record(environment=name).result for name in ("dev", "review-12")}
    assert paths == {"portarium/dev/database/control-plane", "portarium/review-12/database/control-plane"}


def test_no_value_passes_through_pulumi() -> None:
    """A version that Pulumi writes stands in its state for good."""
    recording = _record()
    made = [resource.type for resource in recording.resources if resource.custom]
    assert made == [_SECRET]
    assert not {"secretString", "secretBinary"} & set(recording.one(_SECRET).inputs)


def test_it_is_encrypted_by_the_key_of_its_environment() -> None:
    """With the key that Secrets Manager has by default, the account's policies alone would decide who reads it."""
    assert _record().one(_SECRET).inputs["kmsKeyId"] == _KEY


def test_a_deleted_one_can_be_had_back_where_its_tier_says_so() -> None:
    """Until then the name is taken, which whoever tears an environment down and up again trips over."""
    assert _record(recovery_days=30).one(_SECRET).inputs["recoveryWindowInDays"] == 30
    assert _record(recovery_days=0).one(_SECRET).inputs["recoveryWindowInDays"] == 0
