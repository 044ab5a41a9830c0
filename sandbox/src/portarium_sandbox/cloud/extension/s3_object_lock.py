"""Object Lock as S3 has it: moto lets anyone shorten a retention, and forgets it where an object comes in parts.

Who may bypass GOVERNANCE has been asked by the gateway, as for every other right: the header alone arrives here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import xmltodict
from moto.core.common_types import TYPE_RESPONSE
from moto.core.utils import utcnow
from moto.s3.exceptions import (
    InvalidArgumentError,
    LockNotEnabled,
    MalformedXML,
    MissingKey,
    MissingVersion,
    S3ClientError,
)
from moto.s3.models import FakeBucket, FakeKey, S3Backend
from moto.s3.responses import S3Response

from portarium_sandbox.cloud.extension.s3_replication import NAMESPACE, StateError

_MODES: Final = ("COMPLIANCE", "GOVERNANCE")
_BYPASS: Final = "x-amz-bypass-governance-retention"
_MODE_HEADER: Final = "x-amz-object-lock-mode"
_UNTIL_HEADER: Final = "x-amz-object-lock-retain-until-date"
_STATUS_HEADER: Final = "x-amz-object-lock-legal-hold"
_put_retention = S3Response.put_object_retention
_put_hold = S3Response.put_object_legal_hold
_LOCKED: Final = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
_response: Any = S3Response
_details = _response._get_lock_details
_get = _response._key_response_get
_post = _response._key_response_post
_put_object = S3Backend.put_object
_delete_object = S3Backend.delete_object


class LockedError(S3ClientError):
    """What S3 answers when a version is protected from what was asked."""

    status_code = 403

    def __init__(self) -> None:
        super().__init__("AccessDenied", "Access Denied because object protected by object lock.")


class UnlockedError(S3ClientError):
    """What S3 answers where a version has no lock of the kind that was asked for."""

    status_code = 404

    def __init__(self) -> None:
        super().__init__(
            "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration"
        )


class UnplayedError(S3ClientError):
    """What the sandbox does not do, and does not pretend to."""

    status_code = 501


def install() -> None:
    """Let moto ask this module."""
    S3Response.put_object_retention = _retained  # type: ignore[method-assign]
    S3Response.put_object_legal_hold = _held  # type: ignore[method-assign]
    S3Response._get_lock_details = _asked_for  # type: ignore[method-assign]
    S3Backend.put_object = _put  # type: ignore[method-assign,assignment]
    S3Backend.put_object_lock_configuration = _configured  # type: ignore[method-assign]
    S3Backend.put_bucket_versioning = _versioned(S3Backend.put_bucket_versioning)  # type: ignore[method-assign]
    S3Backend.delete_object = _deleted  # type: ignore[method-assign,assignment]
    S3Response._key_response_get = _got  # type: ignore[method-assign]
    S3Response._key_response_post = _posted  # type: ignore[method-assign]


def _retained(self: Any) -> TYPE_RESPONSE:
    """Longer at any time; shorter, weaker or off under GOVERNANCE alone, by whoever may bypass it."""
    if not self.backend.get_bucket(self.bucket_name).object_lock_enabled:
        return _put_retention(self)
    version = _version(self)
    mode, until = self._mode_until_from_body()
    if bool(mode) != bool(until) or mode not in (None, *_MODES):
        raise MalformedXML
    if until and _time(until) <= _now():
        raise _in_the_past(until)
    if _is_retained(version) and (mode != version.lock_mode or _time(until) < _time(version.lock_until)):
        bypasses = str(self.headers.get(_BYPASS, "")).lower() == "true"
        if version.lock_mode == "COMPLIANCE" or not bypasses:
            raise LockedError
    return _put_retention(self)


def _got(self: S3Response, query: dict[str, Any], key_name: str) -> TYPE_RESPONSE:
    """moto answers for the retention with the object."""
    if not query.keys() & {"retention", "legal-hold"}:
        return _get(self, query, key_name)
    if not self.backend.get_bucket(self.bucket_name).object_lock_enabled:
        raise LockNotEnabled
    version = _version(self)
    told = {"Mode": version.lock_mode, "RetainUntilDate": version.lock_until}
    name, content = (
        ("Retention", told) if "retention" in query else ("LegalHold", {"Status": version.lock_legal_status})
    )
    if None in content.values():
        raise UnlockedError
    document = xmltodict.unparse({name: {"@xmlns": NAMESPACE, **content}})
    return 200, {"Content-Type": "application/xml"}, document


def _held(self: Any) -> TYPE_RESPONSE:
    if self.backend.get_bucket(self.bucket_name).object_lock_enabled:
        _version(self)
        if self._legal_hold_status_from_xml(self.body) not in ("ON", "OFF"):
            raise MalformedXML
    return _put_hold(self)


def _asked_for(self: S3Response, bucket: FakeBucket, lock_enabled: bool) -> tuple[str | None, str | None, str | None]:
    """What a request says of the lock of what it writes, where that makes sense."""
    mode, until = self.headers.get(_MODE_HEADER), self.headers.get(_UNTIL_HEADER)
    if bool(mode) != bool(until):
        missing, value = (_UNTIL_HEADER, until) if mode else (_MODE_HEADER, mode)
        raise InvalidArgumentError(f"{_UNTIL_HEADER} and {_MODE_HEADER} must both be supplied", missing, value)
    if mode and mode not in _MODES:
        raise InvalidArgumentError("Unknown wormMode directive.", _MODE_HEADER, mode)
    if until and _time(until) <= _now():
        raise _in_the_past(until)
    return _details(self, bucket, lock_enabled)


def _put(self: S3Backend, bucket_name: str, key_name: str, value: bytes, **given: Any) -> FakeKey:
    """Whatever way an object comes, the bucket's default counts where it says nothing itself."""
    bucket = self.get_bucket(bucket_name)
    if bucket.has_default_lock and not given.get("lock_mode"):
        given |= {"lock_mode": bucket.default_lock_mode, "lock_until": bucket.default_retention()}
    return _put_object(self, bucket_name, key_name, value, **given)


def _configured(  # noqa: PLR0917 (as moto calls it)
    self: S3Backend,
    bucket_name: str,
    lock_enabled: bool,
    mode: str | None = None,
    days: int | None = None,
    years: int | None = None,
) -> None:
    """On any bucket with versions, and never off again; what is in it already stays as it is."""
    bucket = self.get_bucket(bucket_name)
    if bucket.versioning_status != "Enabled":
        raise StateError(
            "InvalidBucketState", "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
        )
    if not lock_enabled or (mode and (mode not in _MODES or bool(days) == bool(years))):
        raise MalformedXML
    bucket.object_lock_enabled = True
    bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years


def _versioned(before: Callable[[S3Backend, str, str], None]) -> Callable[[S3Backend, str, str], None]:
    """What replication says of it comes after."""

    def put(self: S3Backend, bucket_name: str, status: str) -> None:
        if status != "Enabled" and self.get_bucket(bucket_name).object_lock_enabled:
            raise StateError("InvalidBucketState", _LOCKED)
        before(self, bucket_name, status)

    return put


def _posted(self: S3Response, request: Any, body: bytes, *rest: Any) -> TYPE_RESPONSE:
    """moto would forget what the beginning of an upload in parts says of the lock."""
    query: dict[str, Any] = rest[1]
    if "uploads" in query and any(self.headers.get(name) for name in (_MODE_HEADER, _UNTIL_HEADER, _STATUS_HEADER)):
        raise UnplayedError("NotImplemented", "the sandbox has no lock of its own for what comes in parts")
    return _post(self, request, body, *rest)


def _deleted(
    self: S3Backend, bucket_name: str, key_name: str, version_id: str | None = None, bypass: Any = False
) -> tuple[bool, dict[str, Any]]:
    """A bypass that is refused in words is none."""
    return _delete_object(self, bucket_name, key_name, version_id, str(bypass).lower() == "true")


def _version(response: Any) -> FakeKey:
    name, version_id = response.parse_key_name(), response._get_param("versionId")
    found = response.backend.get_object(response.bucket_name, name, version_id=version_id)
    if found is not None:
        return found
    raise MissingVersion(key=name, version_id=version_id) if version_id else MissingKey(key=name)


def _is_retained(version: FakeKey) -> bool:
    return bool(version.lock_mode and version.lock_until) and _time(version.lock_until) > _now()


def _now() -> datetime:
    # moto's clock, which a replay turns back.
    return utcnow().replace(tzinfo=UTC)


def _time(text: str | None) -> datetime:
    if not text:
        return datetime.min.replace(tzinfo=UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidArgumentError(
            "The retain until date must be provided in ISO 8601 format", _UNTIL_HEADER, text
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _in_the_past(until: str) -> InvalidArgumentError:
    return InvalidArgumentError("The retain until date must be in the future!", _UNTIL_HEADER, until)
