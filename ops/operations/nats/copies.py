"""Copies of streams in S3, in the form in which NATS's own command line has them in a folder.

A copy is `<year>/<month>/<day>/<time>Z/<stream>/` with the stream's configuration, its content and a list of checksums.
The list is written last: what has none is no copy.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ops.operations.aws import Aws
from ops.operations.checksums import SUMS, digest_of, listed
from ops.operations.error import OperationError
from ops.operations.nats.plan import NatsPlan
from ops.operations.nats.streams import PIECE, Snapshot

_DESCRIPTION = "backup.json"
_WHOLE = re.compile(rf"(\d{{4}}/\d\d/\d\d/\d{{6}}Z)/([^/]+)/{SUMS}")
# S3 takes no smaller part but the last, and no more than ten thousand: enough for eighty gibibytes.
_PART = 8 * 1024 * 1024
_NEWER_FORMAT = (2, 15)


@dataclass(frozen=True, kw_only=True, order=True)
class Copy:
    """A copy that is whole."""

    moment: str
    """When it was taken, as its name has it."""
    stream: str
    """Of what."""

    @property
    def folder(self) -> str:
        """What the names of its objects begin with."""
        return f"{self.moment}/{self.stream}"


@dataclass(frozen=True, kw_only=True)
class Copies:
    """All of them."""

    aws: Aws
    bucket: str

    def all(self) -> list[Copy]:
        """Those that are whole, the newest last."""
        objects = self.aws.every("s3", "list_objects_v2", "Contents", Bucket=self.bucket)
        found = [_WHOLE.fullmatch(str(each["Key"])) for each in objects]
        return sorted(Copy(moment=match[1], stream=match[2]) for match in found if match)

    async def keep(self, copy: Copy, snapshot: Snapshot, version: tuple[int, int]) -> int:
        """Write a copy, and return the size of its content."""
        content = "stream.arc.s2" if version >= _NEWER_FORMAT else "stream.tar.s2"
        description = (json.dumps(snapshot.described, indent=2) + "\n").encode()
        size, digest = await self._upload(f"{copy.folder}/{content}", snapshot.pieces)
        sums = f"{digest}  {content}\n{hashlib.sha256(description).hexdigest()}  {_DESCRIPTION}\n".encode()
        await self._put(f"{copy.folder}/{_DESCRIPTION}", description)
        await self._put(f"{copy.folder}/{SUMS}", sums)
        return size

    def described(self, copy: Copy) -> dict[str, Any]:
        """The configuration and the state of the stream when it was copied."""
        return json.loads(self._body(f"{copy.folder}/{_DESCRIPTION}").read())

    def read(self, copy: Copy) -> Snapshot:
        """Read a copy once to see whether it is what its checksums say, and give it to be read again."""
        sums = listed(self._body(f"{copy.folder}/{SUMS}").read())
        for name, digest in sums.items():
            if digest_of(self._body(f"{copy.folder}/{name}")) != digest:
                raise OperationError(f"{copy.folder}: {name} is not what its checksum says; nothing was changed")
        contents = [name for name in sums if name != _DESCRIPTION]
        if len(contents) != 1 or _DESCRIPTION not in sums:
            raise OperationError(f"{copy.folder}: its list of checksums is of no copy of a stream")
        return Snapshot(described=self.described(copy), pieces=self._pieces(f"{copy.folder}/{contents[0]}"))

    async def _upload(self, key: str, pieces: AsyncIterator[bytes]) -> tuple[int, str]:
        """Send what arrives, a part while the next is gathered: NATS sends no more than a little ahead."""
        digest, size, gathered = hashlib.sha256(), 0, bytearray()
        upload = await asyncio.to_thread(self._ask, "create_multipart_upload", key)
        identity: str = upload["UploadId"]
        parts: list[Mapping[str, Any]] = []
        sending: asyncio.Task[Mapping[str, Any]] | None = None

        async def send(number: int, content: bytes) -> Mapping[str, Any]:
            answer = await asyncio.to_thread(
                self._ask, "upload_part", key, UploadId=identity, PartNumber=number, Body=content
            )
            return {"PartNumber": number, "ETag": answer["ETag"]}

        async for piece in pieces:
            digest.update(piece)
            size += len(piece)
            gathered += piece
            if len(gathered) >= _PART:
                if sending:
                    parts.append(await sending)
                sending = asyncio.create_task(send(len(parts) + 1, bytes(gathered)))
                gathered.clear()
        if sending:
            parts.append(await sending)
        if gathered or not parts:
            parts.append(await send(len(parts) + 1, bytes(gathered)))
        await asyncio.to_thread(
            self._ask, "complete_multipart_upload", key, UploadId=identity, MultipartUpload={"Parts": parts}
        )
        return size, digest.hexdigest()

    async def _put(self, key: str, content: bytes) -> None:
        await asyncio.to_thread(self._ask, "put_object", key, Body=content)

    def _ask(self, operation: str, key: str, **parameters: Any) -> dict[str, Any]:
        return self.aws.ask("s3", operation, Bucket=self.bucket, Key=key, **parameters)

    def _body(self, key: str) -> Any:
        return self._ask("get_object", key)["Body"]

    async def _pieces(self, key: str) -> AsyncGenerator[bytes]:
        body = await asyncio.to_thread(self._body, key)
        while piece := await asyncio.to_thread(body.read, PIECE):
            yield piece


def copies_of(plan: NatsPlan, variables: Mapping[str, str]) -> Copies:
    """Find the way to S3, which is at an address of the network where no endpoint is given for all of AWS."""
    endpoint = variables.get("AWS_ENDPOINT_URL") or plan.snapshots.endpoint
    return Copies(
        aws=Aws(plan.region, {**variables, "AWS_ENDPOINT_URL": endpoint}),
        bucket=plan.snapshots.bucket,
    )


def moment_of(now: datetime) -> str:
    """What a copy is called that is taken now, in UTC."""
    return f"{now:%Y/%m/%d/%H%M%SZ}"
