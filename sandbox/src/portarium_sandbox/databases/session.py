"""One client of a database instance, from its first word until either side ends the connection."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portarium_sandbox.cloud.token import TokenError
from portarium_sandbox.databases import socket_path, wire
from portarium_sandbox.databases.roles import ADMINISTRATOR
from portarium_sandbox.databases.wire import Start

_SIGN_IN_SECONDS = 60.0
_CHUNK = 64 * 1024
_INVALID_AUTHORIZATION = "28000"
_CANNOT_CONNECT_NOW = "57P03"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a door asks of its clients."""

    name: str
    data: Path
    """The folder with PostgreSQL's socket."""
    context: ssl.SSLContext
    force_ssl: bool
    check: Callable[[str, str], None]
    """Raises `TokenError` unless the second text is a token that lets the first one in."""


class Session:
    """TLS and tokens are the door's, all else goes through to PostgreSQL as it is."""

    def __init__(self, rules: Rules, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._rules = rules
        self._reader = reader
        self._writer = writer
        self._secure = False

    async def serve(self) -> None:
        """Serve the client to its end."""
        try:
            async with asyncio.timeout(_SIGN_IN_SECONDS):
                joined = await self._sign_in()
            if joined:
                await _join((self._reader, self._writer), joined)
        except (OSError, EOFError, TimeoutError, wire.ProtocolError, ssl.SSLError) as error:
            _log.debug("database %s: a client left: %s", self._rules.name, error)
        finally:
            await _close(self._writer)

    async def _sign_in(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = await self._first_word()
        if first is None:
            return None
        if refusal := self._refusal(first):
            await self._refuse(_INVALID_AUTHORIZATION, refusal)
            return None
        try:
            inside = await asyncio.open_unix_connection(sock=socket_path.connect(self._rules.data))
        except OSError:
            await self._refuse(_CANNOT_CONNECT_NOW, "the database system is starting up")
            return None
        try:
            if await self._let_in(first, *inside):
                return inside
        except BaseException:
            await _close(inside[1])
            raise
        await _close(inside[1])
        return None

    async def _first_word(self) -> Start | None:
        """The message that says who comes; what may come before it is answered here."""
        while True:
            word = await wire.read_start(self._reader)
            if word.code == wire.CANCEL:
                await self._cancel(word)
                return None
            if word.code == wire.GSSAPI:
                self._writer.write(b"N")
            elif word.code == wire.SECURE and not self._secure:
                self._writer.write(b"S")
                # What came in plain behind the question must not count as said inside of TLS.
                if self._reader._buffer:  # type: ignore[attr-defined] # asyncio has no other way
                    raise wire.ProtocolError("more than a question for TLS")
                await self._writer.start_tls(self._rules.context)
                self._secure = True
            else:
                return word
            await self._writer.drain()

    def _refusal(self, first: Start) -> str:
        asked = first.parameters
        user = asked.get("user", "")
        database = asked.get("database", user)
        host = (self._writer.get_extra_info("peername") or ("unknown",))[0]
        client = f'host "{host}", user "{user}", database "{database}"'
        if ADMINISTRATOR in (user, database):
            return (
                f"pg_hba.conf rejects connection for {client}, {'SSL encryption' if self._secure else 'no encryption'}"
            )
        if self._rules.force_ssl and not self._secure:
            return f"no pg_hba.conf entry for {client}, no encryption"
        return ""

    async def _let_in(self, first: Start, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(first.content)
        answer = await wire.read_message(reader)
        while answer.kind == wire.NEGOTIATION:
            self._writer.write(answer.content)
            answer = await wire.read_message(reader)
        if answer.accepts and not await self._has_token(first.parameters["user"]):
            return False
        self._writer.write(answer.content)
        await self._writer.drain()
        return True

    async def _has_token(self, user: str) -> bool:
        """PostgreSQL asks members of `rds_iam` for nothing: here they show their token."""
        refusal = f'PAM authentication failed for user "{user}"'
        if not self._secure:
            await self._refuse(_INVALID_AUTHORIZATION, refusal)
            return False
        self._writer.write(wire.CLEARTEXT)
        answer = await wire.read_message(self._reader)
        if answer.kind != wire.PASSWORD:
            raise wire.ProtocolError(f"a message {answer.kind!r} in the place of a password")
        token = answer.body.rstrip(b"\0").decode(errors="replace")
        try:
            await asyncio.to_thread(self._rules.check, user, token)
        except TokenError as error:
            _log.info("database %s: token of %s refused: %s", self._rules.name, user, error)
            await self._refuse(_INVALID_AUTHORIZATION, refusal)
            return False
        return True

    async def _cancel(self, word: Start) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=socket_path.connect(self._rules.data))
        writer.write(word.content)
        await reader.read()
        await _close(writer)

    async def _refuse(self, code: str, message: str) -> None:
        self._writer.write(wire.fatal(code, message))
        await self._writer.drain()


async def _join(
    outside: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    inside: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Pass on both ways, until one side has said all it has to say."""
    ways = [asyncio.create_task(_pass(outside[0], inside[1])), asyncio.create_task(_pass(inside[0], outside[1]))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await _close(inside[1])


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while content := await reader.read(_CHUNK):
        writer.write(content)
        await writer.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, ssl.SSLError, asyncio.CancelledError):
        await writer.wait_closed()
