"""The replication of a bucket, on record only: no object is copied.

moto takes any configuration, and tells of each rule what it would have been by default. What S3 wants of a destination
is wanted here; its words about Object Lock are ours, because nobody has published S3's.
"""

from typing import Any, Final, cast

import xmltodict
from moto.core.common_types import TYPE_RESPONSE
from moto.s3.exceptions import ReplicationConfigurationNotFoundError, S3ClientError
from moto.s3.models import FakeBucket, S3Backend, s3_backends
from moto.s3.responses import S3Response

from portarium_sandbox.cloud.extension.parameter import as_map

_ARN: Final = "arn:aws:s3:::"
NAMESPACE: Final = "http://s3.amazonaws.com/doc/2006-03-01/"
_REPLICATES: Final = (
    "A replication configuration is present on this bucket, so you cannot change the versioning state."
    " To change the versioning state, first delete the replication configuration."
)
_put = S3Backend.put_bucket_replication
_put_versioning = S3Backend.put_bucket_versioning


class StateError(S3ClientError):
    """What S3 answers to a change that the rest of a bucket does not bear."""

    status_code = 409


def install() -> None:
    """Let moto ask this module."""
    S3Backend.put_bucket_replication = _replicated  # type: ignore[method-assign]
    S3Backend.put_bucket_versioning = _versioned  # type: ignore[method-assign]
    S3Response.get_bucket_replication = _told  # type: ignore[method-assign]


def _replicated(self: S3Backend, bucket_name: str, replication: dict[str, Any]) -> None:
    source = self.get_bucket(bucket_name)
    for rule in _listed(replication["Rule"]):
        if problem := _problem(source, rule):
            raise S3ClientError("InvalidRequest", problem)
    _put(self, bucket_name, replication)


def _problem(source: FakeBucket, rule: dict[str, Any]) -> str:
    destination = rule["Destination"]
    bucket = _bucket(destination["Bucket"].removeprefix(_ARN))
    if bucket is None:
        return "Destination bucket must exist."
    if bucket is source:
        return "Destination bucket cannot be the same as the source bucket."
    if not bucket.is_versioned:
        return "Destination bucket must have versioning enabled."
    if source.object_lock_enabled and not bucket.object_lock_enabled:
        return "Destination bucket must have Object Lock enabled, as the source bucket has."
    encrypted = as_map(rule.get("SourceSelectionCriteria")).get("SseKmsEncryptedObjects")
    if encrypted and not as_map(destination.get("EncryptionConfiguration")).get("ReplicaKmsKeyID"):
        return "ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present."
    return ""


def _bucket(name: str) -> FakeBucket | None:
    """A bucket of any account: there is one of a name in the world."""
    if name not in s3_backends.bucket_accounts:
        return None
    partition, account = s3_backends.bucket_accounts[name]
    return s3_backends[account][partition].buckets[name]


def _versioned(self: S3Backend, bucket_name: str, status: str) -> None:
    if status != "Enabled" and self.get_bucket_replication(bucket_name):
        raise StateError("InvalidBucketState", _REPLICATES)
    _put_versioning(self, bucket_name, status)


def _told(self: S3Response) -> str | TYPE_RESPONSE:
    """The configuration as it was given."""
    kept = self.backend.get_bucket_replication(self.bucket_name)
    if not kept:
        raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
    document = xmltodict.unparse({"ReplicationConfiguration": {**kept, "@xmlns": NAMESPACE}})
    return 200, {"Content-Type": "application/xml"}, document


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]
