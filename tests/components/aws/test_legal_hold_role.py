"""The legal hold role holds evidence and does nothing else, and only those named take it."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from components.aws.legal_hold_role import LegalHoldRole, LegalHoldRoleArgs
from portarium_sandbox.iam.decision import admits, allows
from tests.recording import ACCOUNT_ID, record

BUCKET = "arn:aws:s3:::portarium-prod-evidence-1"
SINGLE_SIGN_ON = f"arn:aws:iam::{ACCOUNT_ID}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Legal_*"


def _documents(trusted: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The role's trust and its permissions."""

    def program() -> object:
        role = LegalHoldRole(
            "hold",
            LegalHoldRoleArgs(
                environment="prod",
                account_id=ACCOUNT_ID,
                bucket_arn=BUCKET,
                trusted_role_patterns=trusted,
                protect=True,
            ),
        )
        return role.arn

    recording = record(program)
    trust = recording.one("aws:iam/role:Role").inputs["assumeRolePolicy"]
    return json.loads(trust), json.loads(recording.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])


def _takes(trust: dict[str, Any], role: str) -> bool:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    return admits(trust, "sts:AssumeRole", {"aws:PrincipalArn": role}, principal=root)


def test_only_the_named_roles_take_it() -> None:
    """The pattern meets the role that single sign-on made, and no other."""
    trust, _ = _documents([SINGLE_SIGN_ON])
    sso = f"arn:aws:iam::{ACCOUNT_ID}:role/aws-reserved/sso.amazonaws.com/eu-central-1"
    assert _takes(trust, f"{sso}/AWSReservedSSO_Legal_0a1b")
    assert not _takes(trust, f"{sso}/AWSReservedSSO_Administrator_0a1b")


def test_nobody_takes_it_when_nobody_is_named() -> None:
    """An empty list is no invitation."""
    trust, _ = _documents([])
    for role in ("portarium-prod-deploy", "portarium-prod-nobody", "administrator"):
        assert not _takes(trust, f"arn:aws:iam::{ACCOUNT_ID}:role/{role}")


@pytest.mark.parametrize("action", ["PutObjectLegalHold", "GetObjectLegalHold", "GetObjectRetention"])
def test_it_sets_and_sees_holds(action: str) -> None:
    """In its own bucket, not in another."""
    _, permissions = _documents([])
    assert allows([permissions], f"s3:{action}", f"{BUCKET}/workspace/1.json")
    assert not allows([permissions], f"s3:{action}", "arn:aws:s3:::another/workspace/1.json")


@pytest.mark.parametrize("action", ["GetObject", "PutObject", "PutObjectRetention", "DeleteObjectVersion"])
def test_it_neither_reads_nor_changes_evidence(action: str) -> None:
    """Who holds evidence doesn't see it, and can't retain or delete it."""
    _, permissions = _documents([])
    assert not allows([permissions], f"s3:{action}", f"{BUCKET}/workspace/1.json")
