"""No role of an environment, whatever its own policies say, undoes what guards the account that it lives in."""

from typing import Any

import pytest

from components.aws.delivery_boundary import boundary_statements
from components.naming import ACCOUNT_TAG, account_name, physical_name
from domain.person_role import person_role_name
from portarium_sandbox.iam.decision import Context, allows
from tests.components.aws.rendered import rendered
from tests.recording import ACCOUNT_ID, REGION

_EVERYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_BOUNDARIES = {
    environment: rendered(boundary_statements(ACCOUNT_ID, environment, hosted, domain="portarium.example"))
    for environment, hosted in {"dev": ("review-*",), "prod": ()}.items()
}
_TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/{account_name('prod', 'trail')}"
_BUCKET = f"arn:aws:s3:::{account_name('prod', 'trail')}-0a1b2c3d"
_PERSON = f"arn:aws:iam::{ACCOUNT_ID}:role/{person_role_name('app-team')}"

every_environment = pytest.mark.parametrize("environment", _BOUNDARIES)


def _may(environment: str, action: str, resource: str = "*", context: Context | None = None) -> bool:
    return allows([_EVERYTHING], action, resource, context=context, boundary=_BOUNDARIES[environment])


@every_environment
@pytest.mark.parametrize(
    "action",
    [
        "access-analyzer:DeleteAnalyzer",
        "ec2:DisableEbsEncryptionByDefault",
        "ec2:DisableImageBlockPublicAccess",
        "ec2:DisableSnapshotBlockPublicAccess",
        "ec2:ModifyInstanceMetadataDefaults",
        "guardduty:DeleteDetector",
        "guardduty:UpdateDetector",
        "iam:DeleteAccountPasswordPolicy",
        "iam:UpdateAccountPasswordPolicy",
        "s3:PutAccountPublicAccessBlock",
        "securityhub:BatchDisableStandards",
        "securityhub:DisableSecurityHub",
    ],
)
def test_nothing_is_switched_off(environment: str, action: str) -> None:
    """Neither a guard nor a default."""
    assert not _may(environment, action)


@every_environment
@pytest.mark.parametrize(
    "action",
    ["cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail"],
)
def test_the_trail_goes_on(environment: str, action: str) -> None:
    """Who could stop it would do so first."""
    assert not _may(environment, action, _TRAIL)


@every_environment
def test_the_records_stay_where_they_are(environment: str) -> None:
    """Their bucket and their key are not an environment's: neither by name nor by tag."""
    for action in ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutLifecycleConfiguration", "s3:DeleteBucket"):
        assert not _may(environment, action, _BUCKET)
    # A bucket of its own is another matter.
    assert _may(environment, "s3:PutBucketPolicy", f"arn:aws:s3:::{physical_name(environment, 'access-logs')}-0a1b2c3d")
    key = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/trail"
    context = {
        f"aws:ResourceTag/{ACCOUNT_TAG}": "prod",
        "kms:ResourceAliases": [f"alias/{account_name('prod', 'trail')}"],
    }
    for action in ("kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"):
        assert not _may(environment, action, key, context)


@every_environment
@pytest.mark.parametrize(
    "action",
    [
        "iam:AttachRolePolicy",
        "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
    ],
)
def test_nobody_becomes_a_person(environment: str, action: str) -> None:
    """A person's role is made by an administrator, and so is its trust."""
    assert not _may(environment, action, _PERSON)
    assert not _may(environment, "sts:AssumeRole", _PERSON)
