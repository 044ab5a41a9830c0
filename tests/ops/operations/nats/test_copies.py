"""Which copies there are, and that one is sent as it arrives: what a real S3 shows is a journey."""

import asyncio
import importlib
import io
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from ops.operations.error import OperationError
from ops.operations.nats.copies import Copies, Copy
from ops.operations.nats.plan import NatsPlan
from ops.operations.nats.restore import restore
from ops.operations.nats.streams import Snapshot
from tests.ops.operations.scripted_aws import ScriptedAws

StreamingBody: Any = importlib.import_module("botocore.response").StreamingBody
T = TypeVar("T")
_BUCKET = "copies"
_PLAN = NatsPlan.model_validate(
    {
        "environment": "dev",
        "region": "eu-central-1",
        "server": "tls://nats.example:4222",
        "certificate": "/nowhere",
        "snapshots": {"bucket": _BUCKET, "endpoint": "https://s3.example"},
    }
)


def _apart(wanted: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: in this one Pulumi's recordings have their loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, wanted).result()


def _copies(keys: Sequence[str], contents: Mapping[str, bytes] | None = None) -> Copies:
    listed = {"Contents": [{"Key": key} for key in keys], "IsTruncated": False}

    def read(given: Mapping[str, Any]) -> Mapping[str, Any]:
        content = (contents or {})[given["Key"]]
        return {"Body": StreamingBody(io.BytesIO(content), len(content))}

    return Copies(aws=ScriptedAws({"ListObjectsV2": listed, "GetObject": read}), bucket=_BUCKET)


def test_what_has_no_list_of_checksums_is_no_copy() -> None:
    """It is written last: whatever ended before is not there for whoever brings one back."""
    found = _copies(
        [
            "2026/11/26/030000Z/EVENTS/stream.tar.s2",
            "2026/11/26/030000Z/EVENTS/backup.json",
            "2026/11/25/030000Z/EVENTS/SHA256SUMS",
            "2026/11/24/030000Z/OTHER/SHA256SUMS",
            "notes/SHA256SUMS",
        ]
    ).all()
    assert found == [
        Copy(moment="2026/11/24/030000Z", stream="OTHER"),
        Copy(moment="2026/11/25/030000Z", stream="EVENTS"),
    ]


@pytest.mark.parametrize(("size", "parts"), [(0, [0]), (5, [5]), (9 * 2**20, [8 * 2**20, 2**20])])
def test_a_copy_is_sent_part_by_part(size: int, parts: list[int]) -> None:
    """A pod has no room for all of it; one with nothing in it is a copy as well."""
    sent: dict[int, int] = {}
    put: list[str] = []

    def part(given: Mapping[str, Any]) -> Mapping[str, Any]:
        body = given["Body"]
        sent[given["PartNumber"]] = len(body if isinstance(body, bytes) else body.getvalue())
        return {"ETag": "tag"}

    def keep(given: Mapping[str, Any]) -> Mapping[str, Any]:
        put.append(given["Key"])
        return {}

    async def pieces() -> AsyncGenerator[bytes]:
        for start in range(0, size, 2**17):
            yield bytes(min(2**17, size - start))

    aws = ScriptedAws(
        {
            "CreateMultipartUpload": {"UploadId": "an-upload"},
            "UploadPart": part,
            "CompleteMultipartUpload": {},
            "PutObject": keep,
        }
    )
    snapshot = Snapshot(described={"config": {}, "state": {}}, pieces=pieces())
    copy = Copy(moment="2026/11/25/030000Z", stream="EVENTS")
    assert _apart(Copies(aws=aws, bucket=_BUCKET).keep(copy, snapshot, (2, 14))) == size
    assert [sent[number] for number in sorted(sent)] == parts
    assert [key.rpartition("/")[2] for key in put] == ["backup.json", "SHA256SUMS"]


@pytest.mark.parametrize("listed", [b"", b"abc", b"0  backup.json\n", b"0  a\n0  b\n0  backup.json\n"])
def test_a_list_that_is_of_no_copy_is_refused(listed: bytes) -> None:
    """In one line, before a stream is asked for."""
    copy = Copy(moment="2026/11/25/030000Z", stream="EVENTS")
    copies = _copies(
        [], {f"{copy.folder}/{name}": b"" for name in ("a", "b", "backup.json")} | {f"{copy.folder}/SHA256SUMS": listed}
    )
    with pytest.raises(OperationError, match=copy.folder):
        copies.read(copy)


def test_copies_without_a_message_bring_nothing_back() -> None:
    """Of nothing but empty copies none is chosen, and no server is asked."""
    folder = "2026/11/25/030000Z/EVENTS"
    copies = _copies([f"{folder}/SHA256SUMS"], {f"{folder}/backup.json": b'{"config": {}, "state": {"messages": 0}}'})
    with pytest.raises(OperationError, match="no copy of these streams has a message"):
        restore(_PLAN, copies, print)
