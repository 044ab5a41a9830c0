"""What the log asks of S3: to write what is not there yet, to read, and to list."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.audit import OWN, Layout
from ops.operations.aws import Aws, AwsError

_TAKEN = "PreconditionFailed"
# Another writer is at the same key in this moment; S3 has not decided yet who was first.
_UNDECIDED = "ConditionalRequestConflict"
_PATIENCE = 5
_PAUSE_SECONDS = 0.2
_MISSING = ("NoSuchKey", "404")


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of an object, or the marker of a delete without a version."""

    key: str
    id: str
    is_marker: bool
    is_latest: bool


@dataclass(frozen=True, kw_only=True)
class Store:
    """One log's part of a bucket."""

    aws: Aws
    bucket: str
    layout: Layout = OWN

    def put_new(self, key: str, content: bytes) -> bool:
        """Write an object unless there is one; say whether there was none. Two writers never both write."""
        for attempt in range(_PATIENCE):
            try:
                self.aws.ask("s3", "put_object", Bucket=self.bucket, Key=key, Body=content, IfNoneMatch="*")
            except AwsError as error:
                if error.code == _TAKEN:
                    return False
                if error.code != _UNDECIDED or attempt == _PATIENCE - 1:
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return True
        return False

    def get(self, key: str, version: str = "") -> bytes | None:
        """Read an object, or one version of it; nothing where it is not there."""
        given: dict[str, Any] = {"VersionId": version} if version else {}
        try:
            return self.aws.read("s3", "get_object", "Body", Bucket=self.bucket, Key=key, **given)
        except AwsError as error:
            if error.code in _MISSING:
                return None
            raise

    def keys(self, prefix: str, after: str = "") -> Iterator[str]:
        """List keys in their order, from after one on."""
        given: dict[str, Any] = {"StartAfter": after} if after else {}
        for found in self.aws.every("s3", "list_objects_v2", "Contents", Bucket=self.bucket, Prefix=prefix, **given):
            yield found["Key"]

    def versions(self, prefix: str) -> Iterator[Version]:
        """List every version and every marker, by key, those of one key in any order."""
        for page in self.aws.pages("s3", "list_object_versions", Bucket=self.bucket, Prefix=prefix):
            for kind, is_marker in (("Versions", False), ("DeleteMarkers", True)):
                for found in page.get(kind, []):
                    yield Version(
                        key=found["Key"], id=found["VersionId"], is_marker=is_marker, is_latest=found["IsLatest"]
                    )
