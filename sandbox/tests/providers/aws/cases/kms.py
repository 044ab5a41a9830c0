"""KMS."""

from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import Case, Made, World


def _disable(world: World, made: Made) -> Properties:
    world.api("kms").disable_key_rotation(KeyId=made.identifier)
    return {"enableKeyRotation": False}


def _retarget(world: World, made: Made) -> Properties:
    other = world.api("kms").create_key()["KeyMetadata"]["KeyId"]
    world.api("kms").update_alias(AliasName=made.identifier, TargetKeyId=other)
    return {"targetKeyId": other}


def _key(world: World) -> str:
    return world.make("aws:kms/key:Key", description="a key").identifier


CASES = [
    Case(
        token="aws:kms/key:Key",
        inputs=lambda _: {"description": "data", "enableKeyRotation": True, "deletionWindowInDays": 7},
        change={"description": "evidence", "tags": {"team": "platform"}},
        replacement={"customerMasterKeySpec": "RSA_2048", "keyUsage": "SIGN_VERIFY"},
        drift=_disable,
        wrong_type={"deletionWindowInDays": "seven"},
    ),
    Case(
        token="aws:kms/alias:Alias",
        inputs=lambda world: {"name": "alias/evidence", "targetKeyId": _key(world)},
        change=lambda world: {"targetKeyId": _key(world)},
        replacement={"name": "alias/other"},
        drift=_retarget,
        wrong_type={"name": 1},
    ),
]
