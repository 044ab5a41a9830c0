"""The messages of PostgreSQL's protocol that a door has to understand: those before a session begins, and errors."""

import asyncio
import struct
from dataclasses import dataclass

CANCEL, SECURE, GSSAPI = 80877102, 80877103, 80877104
"""What may come in the place of the version of the protocol."""
AUTHENTICATION, NEGOTIATION, PASSWORD = b"R", b"v", b"p"
CLEARTEXT = struct.pack("!cii", AUTHENTICATION, 8, 3)
"""The question for a password in plain, which TLS hides."""
_ACCEPTED = struct.pack("!i", 0)
# Both count themselves: the length alone, and the length with the version of the protocol.
_LENGTH, _HEAD = 4, 8
_LONGEST_START = 10_000
_LONGEST_MESSAGE = 64 * 1024


class ProtocolError(Exception):
    """The other side does not speak PostgreSQL's protocol."""


@dataclass(frozen=True)
class Start:
    """The first message of a client."""

    code: int
    content: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """Who signs in, and to what."""
        words = self.content[_HEAD:].rstrip(b"\0").decode(errors="replace").split("\0")
        return dict(zip(words[::2], words[1::2], strict=False))


@dataclass(frozen=True)
class Message:
    """A message with its kind."""

    kind: bytes
    body: bytes

    @property
    def content(self) -> bytes:
        """As it was on the wire."""
        return self.kind + struct.pack("!i", len(self.body) + _LENGTH) + self.body

    @property
    def accepts(self) -> bool:
        """Whether it lets the client in without another question."""
        return self.kind == AUTHENTICATION and self.body == _ACCEPTED


async def read_start(reader: asyncio.StreamReader) -> Start:
    """Read what a client begins with."""
    head = await reader.readexactly(_HEAD)
    length, code = struct.unpack("!ii", head)
    if not _HEAD <= length <= _LONGEST_START:
        raise ProtocolError(f"a first message of {length} bytes")
    return Start(code, head + await reader.readexactly(length - _HEAD))


async def read_message(reader: asyncio.StreamReader) -> Message:
    """Read any later message."""
    kind, length = struct.unpack("!ci", await reader.readexactly(5))
    if not _LENGTH <= length <= _LONGEST_MESSAGE:
        raise ProtocolError(f"a message of {length} bytes")
    return Message(kind, await reader.readexactly(length - _LENGTH))


def start(**parameters: str) -> bytes:
    """The first message of a client of ours."""
    words = b"".join(f"{name}\0{value}\0".encode() for name, value in parameters.items()) + b"\0"
    return struct.pack("!ii", len(words) + _HEAD, 196608) + words


def fatal(code: str, message: str) -> bytes:
    """The end of a connection, and why."""
    fields = b"".join(f"{kind}{value}\0".encode() for kind, value in (("S", "FATAL"), ("V", "FATAL"), ("C", code)))
    return Message(b"E", fields + f"M{message}\0".encode() + b"\0").content
