"""What an account decides once for all that is in it."""

from typing import Any

from portarium_sandbox.providers.aws.clients import Clients
from portarium_sandbox.providers.properties import Properties
from tests.providers.aws.conformance import REGION, Case, Made, World

_DOORS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _no_inputs(_world: World) -> Properties:
    return {}


def _in_clear(world: World, _made: Made) -> Properties:
    world.api("ec2").disable_ebs_encryption_by_default()
    return {"enabled": False}


def _shared_snapshots(world: World, _made: Made) -> Properties:
    world.api("ec2").disable_snapshot_block_public_access()
    return {"state": "unblocked"}


def _shared_images(world: World, _made: Made) -> Properties:
    world.api("ec2").disable_image_block_public_access()
    return {"state": "unblocked"}


def _without_tokens(world: World, _made: Made) -> Properties:
    world.api("ec2").modify_instance_metadata_defaults(HttpTokens="optional")
    return {"httpTokens": "optional"}


def _opened(_world: World, made: Made) -> Properties:
    doors: dict[str, Any] = {name[:1].upper() + name[1:]: name != "blockPublicPolicy" for name in _DOORS}
    # A client that anybody makes calls a host with the account in front of its name, which no address has.
    Clients(REGION).client("s3control").put_public_access_block(
        AccountId=made.identifier, PublicAccessBlockConfiguration=doors
    )
    return {"blockPublicPolicy": False}


def _shorter(world: World, _made: Made) -> Properties:
    world.api("iam").update_account_password_policy(MinimumPasswordLength=8, AllowUsersToChangePassword=True)
    return {"minimumPasswordLength": 8, "passwordReusePrevention": None, "requireNumbers": False}


CASES = [
    Case(
        token="aws:ebs/encryptionByDefault:EncryptionByDefault",
        inputs=_no_inputs,
        change={"enabled": False},
        drift=_in_clear,
        wrong_type={"enabled": "true"},
        forgets=True,
    ),
    Case(
        token="aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
        inputs=lambda _: {"state": "block-all-sharing"},
        change={"state": "block-new-sharing"},
        drift=_shared_snapshots,
        wrong_type={"state": True},
        forgets=True,
    ),
    Case(
        token="aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
        inputs=lambda _: {"state": "block-new-sharing"},
        change={"state": "unblocked"},
        drift=_shared_images,
        wrong_type={"state": True},
        forgets=True,
    ),
    Case(
        token="aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        inputs=lambda _: {"httpTokens": "required", "httpPutResponseHopLimit": 1},
        change={"httpPutResponseHopLimit": 2, "httpEndpoint": "enabled"},
        drift=_without_tokens,
        wrong_type={"httpPutResponseHopLimit": "1"},
    ),
    Case(
        token="aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        inputs=lambda _: dict.fromkeys(_DOORS, True),
        change={"ignorePublicAcls": False},
        replacement={"accountId": "210987654321"},
        drift=_opened,
        wrong_type={"blockPublicAcls": "true"},
    ),
    Case(
        token="aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        inputs=lambda _: {"minimumPasswordLength": 14, "passwordReusePrevention": 24, "requireNumbers": True},
        change={"minimumPasswordLength": 20, "maxPasswordAge": 90},
        drift=_shorter,
        wrong_type={"minimumPasswordLength": "14"},
    ),
]
