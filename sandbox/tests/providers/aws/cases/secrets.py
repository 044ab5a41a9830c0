"""SSM parameters and Secrets Manager."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World


def _overwrite(world: World, made: Made) -> Properties:
    world.api("ssm").put_parameter(Name=made.identifier, Value="changed", Overwrite=True)
    return {"value": "changed"}


def _describe(world: World, made: Made) -> Properties:
    world.api("secretsmanager").update_secret(SecretId=made.identifier, Description="changed")
    return {"description": "changed"}


def _secret(world: World) -> str:
    return world.make("aws:secretsmanager/secret:Secret", recoveryWindowInDays=0).identifier


CASES = [
    Case(
        token="aws:ssm/parameter:Parameter",
        inputs=lambda _: {"type": "SecureString", "value": "before", "description": "a setting"},
        change={"value": "after", "tags": {"team": "platform"}},
        replacement={"name": "/another"},
        drift=_overwrite,
        wrong_type={"value": 1},
    ),
    Case(
        token="aws:secretsmanager/secret:Secret",
        inputs=lambda _: {"description": "a key", "recoveryWindowInDays": 0, "tags": {"team": "platform"}},
        change={"description": "the key", "tags": {"team": "data"}},
        replacement={"name": "another"},
        drift=_describe,
        wrong_type={"recoveryWindowInDays": "7"},
    ),
    Case(
        token="aws:secretsmanager/secretVersion:SecretVersion",
        inputs=lambda world: {"secretId": _secret(world), "secretString": "s3cr3t"},
        replacement={"secretString": "another"},
        wrong_type={"secretString": 1},
        forgets=True,
    ),
]
