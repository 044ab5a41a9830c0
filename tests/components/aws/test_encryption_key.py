"""Keys rotate, keep their purpose apart, and open to nobody but the account and the named services."""

import json

from components.aws.encryption_key import EncryptionKey, EncryptionKeyArgs
from tests.recording import ACCOUNT_ID, Recording, record


def _record(*, protect: bool = False) -> Recording:
    def program() -> object:
        key = EncryptionKey(
            "logs-key",
            EncryptionKeyArgs(
                environment="dev",
                purpose="logs",
                description="Log groups of dev",
                account_id=ACCOUNT_ID,
                services={
                    "logs.eu-central-1.amazonaws.com": {
                        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*"}
                    }
                },
                protect=protect,
            ),
        )
        return {"arn": key.arn, "alias": key.alias}

    return record(program)


def test_key_is_rotated_and_found_by_its_alias() -> None:
    """The alias points at the key, which rotates."""
    recording = _record()
    key = recording.one("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True
    assert recording.one("aws:kms/alias:Alias").inputs["targetKeyId"] == f"{key.name}-id"
    assert recording.result["alias"] == "alias/portarium-dev-logs"


def test_a_service_is_held_to_its_conditions() -> None:
    """A service's statement carries its condition and can't administer the key."""
    policy = json.loads(_record().one("aws:kms/key:Key").inputs["policy"])
    service = next(s for s in policy["Statement"] if "Service" in s["Principal"])
    assert "kms:EncryptionContext:aws:logs:arn" in service["Condition"]["ArnLike"]
    assert not any(action in ("kms:*", "kms:PutKeyPolicy") for action in service["Action"])


def test_protection_reaches_the_key_itself() -> None:
    """The leaf is protected, not only the component around it."""
    assert _record(protect=True).one("aws:kms/key:Key").protect
