"""What is asked of NATS about its streams, as one of its users: the part of its API by which they are copied."""

import asyncio
import importlib
import json
import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from domain.authority import AUTHORITY_KEY
from domain.nats import answers_to
from ops.operations.error import OperationError
from ops.operations.nats.plan import NatsPlan

# Its types are of its own making, and partly unknown.
_nats: Any = importlib.import_module("nats")
_errors: Any = importlib.import_module("nats.errors")

# A connection with TLS can't be closed by halves, and asyncio says so each time that one ends.
logging.getLogger("asyncio").addFilter(lambda record: "eof_received" not in record.getMessage())

_API = "$JS.API.STREAM"
_SECONDS = 10.0
# It looks at the checksum of each message before it says a word, and at all of them when it has read a copy.
_LONG_SECONDS = 1800.0
# A server that is being rolled is passed by: behind the name there are others.
_TRIES = 3
# Far less than the largest message may have, and what its own command line sends.
PIECE = 128 * 1024
"""The bytes of a copy that are sent at once."""
_ON_THE_WAY = 8 * 1024 * 1024
_COMPLETE = str(HTTPStatus.NO_CONTENT.value)


class StreamError(OperationError):
    """NATS refused what was asked."""

    def __init__(self, where: str, code: int, description: str) -> None:
        super().__init__(f"{where}: {description}")
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A copy on its way."""

    described: Mapping[str, Any]
    """The stream's configuration and state, by which it is made again."""
    pieces: AsyncIterator[bytes]
    """Its content, piece by piece: the next is sent once a former one was taken."""


class Streams:
    """The streams of an account."""

    def __init__(self, connection: Any, refused: "asyncio.Future[str]") -> None:
        """Ask over a connection; `refused` is what the server says of it in passing."""
        self._connection = connection
        self._refused = refused

    @property
    def version(self) -> tuple[int, int]:
        """The server's version, without the patch."""
        found = self._connection.connected_server_version
        return found.major, found.minor

    async def names(self) -> list[str]:
        """Every stream."""
        names: list[str] = []
        while True:
            answer = await self._ask(f"{_API}.NAMES", {"offset": len(names)})
            names += answer.get("streams") or []
            if not answer.get("streams") or len(names) >= answer["total"]:
                return sorted(names)

    async def messages(self, stream: str) -> int | None:
        """How many messages a stream has; None where there is no such stream."""
        try:
            return (await self._ask(f"{_API}.INFO.{stream}"))["state"]["messages"]
        except StreamError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise

    async def delete(self, stream: str) -> None:
        """Delete a stream, with all that is in it."""
        await self._ask(f"{_API}.DELETE.{stream}")

    async def snapshot(self, stream: str) -> Snapshot:
        """Begin a copy, with all consumers, once the checksum of each message was found right."""
        subject = self._connection.new_inbox()
        arriving = await self._connection.subscribe(subject)
        wanted = {"deliver_subject": subject, "jsck": True, "chunk_size": PIECE, "window_size": _ON_THE_WAY}
        answer = await self._ask(f"{_API}.SNAPSHOT.{stream}", wanted, seconds=_LONG_SECONDS)
        described = {key: answer[key] for key in ("config", "state")}
        return Snapshot(described=described, pieces=self._pieces(stream, arriving))

    async def restore(self, stream: str, snapshot: Snapshot) -> int:
        """Make a stream that is not there out of a copy, and return how many messages it has then."""
        answer = await self._ask(f"{_API}.RESTORE.{stream}", snapshot.described)
        subject = answer["deliver_subject"]
        async for piece in snapshot.pieces:
            if said := await self._answer(subject, piece, seconds=_SECONDS):
                _read(stream, said)
        made = _read(stream, await self._answer(subject, b"", seconds=_LONG_SECONDS))
        return made["state"]["messages"]

    async def _pieces(self, stream: str, arriving: Any) -> AsyncGenerator[bytes]:
        try:
            while True:
                try:
                    message = await arriving.next_msg(timeout=_SECONDS)
                except _errors.TimeoutError:
                    raise OperationError(f"{stream}: the copy broke off; nothing came for {_SECONDS:.0f} s") from None
                if not message.data:
                    told: Mapping[str, str] = message.headers or {}
                    if told.get("Status", _COMPLETE) != _COMPLETE:
                        why = " ".join(told.get(key, "") for key in ("Status", "Description"))
                        raise OperationError(f"{stream}: the copy broke off ({why.strip()})")
                    return
                yield message.data
                if message.reply:
                    await self._connection.publish(message.reply, b"")
        finally:
            await arriving.unsubscribe()

    async def _ask(
        self, subject: str, content: Mapping[str, Any] | None = None, *, seconds: float = _SECONDS
    ) -> dict[str, Any]:
        told = b"" if content is None else json.dumps(content).encode()
        return _read(subject, await self._answer(subject, told, seconds=seconds))

    async def _answer(self, subject: str, content: bytes, *, seconds: float) -> bytes:
        asked = asyncio.ensure_future(self._connection.request(subject, content, timeout=seconds))
        # What may not be asked is answered by nobody: the server says so beside.
        await asyncio.wait({asked, self._refused}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            asked.cancel()
            raise OperationError(f"{subject}: {self._refused.result()}")
        try:
            return asked.result().data
        except _errors.TimeoutError:
            raise OperationError(f"{subject}: no answer within {seconds:.0f} s") from None
        except _errors.NoRespondersError:
            raise OperationError(f"{subject}: nobody there to answer; does the account keep messages?") from None
        except _errors.Error as error:
            raise OperationError(f"{subject}: {_line(error)}") from None


@asynccontextmanager
async def streams_of(plan: NatsPlan, user: str) -> AsyncGenerator[Streams]:
    """Sign in as a user, by the certificate that the plan names; the server says whose it is."""
    refused: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    before: list[str] = []

    async def heard(error: Exception) -> None:
        if not connected:
            before.append(_line(error))
        elif not refused.done():
            refused.set_result(_line(error))

    connected = False
    try:
        connection = await _nats.connect(
            servers=[plan.server],
            name=f"portarium-{user}",
            tls=_certificate(Path(plan.certificate)),
            # Only there may this user listen.
            inbox_prefix=answers_to(user).encode(),
            error_cb=heard,
            # A copy that broke off is begun anew by whoever began this one.
            allow_reconnect=False,
            max_reconnect_attempts=_TRIES,
            connect_timeout=int(_SECONDS),
        )
    except (_errors.Error, OSError, TimeoutError) as error:
        raise OperationError(f"{plan.server}: {before[-1] if before else _line(error)}") from None
    connected = True
    try:
        yield Streams(connection, refused)
    finally:
        await connection.close()


def _certificate(folder: Path) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(folder / AUTHORITY_KEY))
        context.load_cert_chain(str(folder / "tls.crt"), str(folder / "tls.key"))
    except (OSError, ssl.SSLError) as error:
        raise OperationError(f"{folder}: {_line(error)}; the pod has to mount its certificate there") from None
    return context


def _read(where: str, answer: bytes) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(answer)
    except ValueError:
        raise OperationError(f"{where}: answered something that is no JSON") from None
    if error := content.get("error"):
        raise StreamError(where, int(error.get("code", 0)), str(error.get("description", "refused without a reason")))
    return content


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
