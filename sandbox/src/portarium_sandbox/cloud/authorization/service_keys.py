"""The condition keys of services, as far as policies here ask for them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from portarium_sandbox.cloud.authorization import state
from portarium_sandbox.cloud.authorization.call import Call
from portarium_sandbox.cloud.authorization.question import Question

Value = str | Sequence[str] | None
Find = Callable[[Call, Question, str], Value]

_MAKES_A_BOUNDARY = ("iam:CreateRole", "iam:PutRolePermissionsBoundary")
_TLS = "1.3"


def _parameter(name: str) -> Find:
    def find(call: Call, _question: Question, _rest: str) -> Value:
        value = call.parameters.get(name)
        return None if value is None else str(value)

    return find


def _header(name: str) -> Find:
    return lambda call, _question, _rest: call.headers.get(name)


def _boundary(call: Call, question: Question, _rest: str) -> Value:
    """The boundary that a request gives, and else the one that the role has."""
    if question.action in _MAKES_A_BOUNDARY:
        return call.parameters.get("PermissionsBoundary")
    role = state.role_of(question.resource)
    return role.permissions_boundary_arn if role else None


def _aliases(_call: Call, question: Question, _rest: str) -> Value:
    if question.kind != "key":
        return None
    key = state.key(state.part(question.resource, 4), state.part(question.resource, 3), question.resource)
    return list(key.aliases) or None if key else None


def _asked_by_alias(call: Call, _question: Question, _rest: str) -> Value:
    identity = str(call.parameters.get("KeyId", ""))
    return f"alias/{identity.rpartition('alias/')[2]}" if "alias/" in identity else None


def _encryption_context(call: Call, _question: Question, key: str) -> Value:
    given: dict[str, str] = call.parameters.get("EncryptionContext") or {}
    return given.get(key.split(":", 2)[2])


def _for_service(_call: Call, _question: Question, _rest: str) -> Value:
    # A service that asks in the caller's name says so in the question itself.
    return None


def _is_grant_for_service(_call: Call, _question: Question, _rest: str) -> Value:
    return "false"


def _lock_mode(call: Call, _question: Question, _rest: str) -> Value:
    retention: dict[str, Any] = call.parameters.get("Retention") or {}
    return call.parameters.get("ObjectLockMode") or retention.get("Mode")


def _remaining_days(call: Call, _question: Question, _rest: str) -> Value:
    """For how long a request retains an object itself; the bucket's default is no part of the request."""
    retention: dict[str, Any] = call.parameters.get("Retention") or {}
    until = call.parameters.get("ObjectLockRetainUntilDate") or retention.get("RetainUntilDate")
    if until is None:
        return None
    date = until if isinstance(until, datetime) else datetime.fromisoformat(str(until))
    return str((date - datetime.now(UTC)).days)


def _changes(call: Call) -> list[dict[str, Any]]:
    return cast("dict[str, Any]", call.parameters.get("ChangeBatch") or {}).get("Changes") or []


def _record_names(call: Call, _question: Question, _rest: str) -> Value:
    return [each["ResourceRecordSet"]["Name"].lower().rstrip(".") for each in _changes(call)] or None


def _record_types(call: Call, _question: Question, _rest: str) -> Value:
    return [each["ResourceRecordSet"]["Type"] for each in _changes(call)] or None


def _record_actions(call: Call, _question: Question, _rest: str) -> Value:
    return [each["Action"] for each in _changes(call)] or None


def _region(call: Call, _question: Question, _rest: str) -> Value:
    return call.region


SERVICE_KEYS: Mapping[str, Find] = {
    # While something is made EC2 says so in the question itself.
    "ec2:createaction": _for_service,
    "ec2:region": _region,
    "iam:awsservicename": _parameter("AWSServiceName"),
    "iam:permissionsboundary": _boundary,
    "iam:policyarn": _parameter("PolicyArn"),
    "kms:grantisforawsresource": _is_grant_for_service,
    "kms:requestalias": _asked_by_alias,
    "kms:resourcealiases": _aliases,
    "kms:encryptioncontext": _encryption_context,
    "kms:schedulekeydeletionpendingwindowindays": _parameter("PendingWindowInDays"),
    "kms:viaservice": _for_service,
    "route53:changeresourcerecordsetsactions": _record_actions,
    "route53:changeresourcerecordsetsnormalizedrecordnames": _record_names,
    "route53:changeresourcerecordsetsrecordtypes": _record_types,
    "s3:delimiter": _parameter("Delimiter"),
    "s3:max-keys": _parameter("MaxKeys"),
    "s3:object-lock-legal-hold": _parameter("ObjectLockLegalHoldStatus"),
    "s3:object-lock-remaining-retention-days": _remaining_days,
    "s3:object-lock-mode": _lock_mode,
    "s3:prefix": _parameter("Prefix"),
    "s3:tlsversion": lambda _call, _question, _rest: _TLS,
    "s3:versionid": _parameter("VersionId"),
    "s3:x-amz-acl": _header("x-amz-acl"),
    "s3:x-amz-content-sha256": _header("x-amz-content-sha256"),
    "s3:x-amz-copy-source": _header("x-amz-copy-source"),
    "s3:x-amz-server-side-encryption": _header("x-amz-server-side-encryption"),
    "s3:x-amz-server-side-encryption-aws-kms-key-id": _header("x-amz-server-side-encryption-aws-kms-key-id"),
    "s3:x-amz-server-side-encryption-customer-algorithm": _header("x-amz-server-side-encryption-customer-algorithm"),
    "s3:x-amz-storage-class": _header("x-amz-storage-class"),
    "sts:externalid": _parameter("ExternalId"),
    "sts:rolesessionname": _parameter("RoleSessionName"),
}
"""By the key in small letters; each is told the call, the question, and what follows a slash in the key."""
