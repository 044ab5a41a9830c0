"""The key signs for whom it names, and yields its private half to nobody."""

import json
from typing import Any

import pytest

from components.aws.signing_key import SigningKey, SigningKeyArgs
from portarium_sandbox.iam.decision import admits
from tests.recording import ACCOUNT_ID, Recording, record

ACCOUNT = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
ANYBODY = {"AWS": "*"}
SIGNER = f"arn:aws:iam::{ACCOUNT_ID}:role/portarium-staging-deploy"
CONTEXT = {"kms:CallerAccount": ACCOUNT_ID, "aws:PrincipalArn": SIGNER}


def _record(*, protect: bool = False) -> Recording:
    def program() -> object:
        args = SigningKeyArgs(
            environment="staging",
            purpose="audit-evidence",
            description="Checkpoints",
            account_id=ACCOUNT_ID,
            signers=[SIGNER],
            protect=protect,
        )
        return SigningKey("audit-key", args).arn

    return record(program)


def _policy() -> dict[str, Any]:
    return json.loads(_record().one("aws:kms/key:Key").inputs["policy"])


@pytest.mark.parametrize("action", ["kms:Sign", "kms:GetPublicKey"])
def test_who_is_named_signs(action: str) -> None:
    """Before the role exists, and from this account alone."""
    assert admits(_policy(), action, CONTEXT, principal=ANYBODY)
    for stranger in ({"aws:PrincipalArn": f"{SIGNER}-2"}, {"kms:CallerAccount": "210987654321"}):
        assert not admits(_policy(), action, {**CONTEXT, **stranger}, principal=ANYBODY)


def test_the_account_administers_and_signs_nothing() -> None:
    """Whoever has every right in IAM has to change the policy first, which leaves a trace."""
    for action in ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:GetPublicKey"):
        assert admits(_policy(), action, {}, principal=ACCOUNT), action
    for action in ("kms:Sign", "kms:CreateGrant"):
        assert not admits(_policy(), action, {}, principal=ACCOUNT), action


def test_a_signer_does_nothing_else_with_it() -> None:
    """It signs; what it signed it can't make worthless."""
    for action in ("kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:DisableKey"):
        assert not admits(_policy(), action, CONTEXT, principal=ANYBODY), action


def test_it_is_found_by_its_alias() -> None:
    """Which is what the boundary knows it by."""
    recording = _record()
    alias = recording.one("aws:kms/alias:Alias").inputs
    assert alias["name"] == "alias/portarium-staging-audit-evidence"
    assert recording.result.endswith("audit-key-key")


@pytest.mark.parametrize("protect", [True, False])
def test_it_is_kept_where_what_it_signed_is(protect: bool) -> None:
    """A key that is gone proves nothing any more."""
    assert bool(_record(protect=protect).one("aws:kms/key:Key").protect) is protect
