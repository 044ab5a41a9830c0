"""One event of the chain: CloudEvents 1.0 in canonical JSON (RFC 8785), bound to the one before it by its digest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import rfc8785

from domain.audit import padded

NO_DIGEST = "sha256:" + "0" * 64
"""What the first event says of the one before it."""

_STRINGS = ("id", "source", "type", "subject", "time", "actor", "sequence", "previous", "datadigest")
_COUNTS = ("checkpoints", "witnessed")
_ALL = frozenset[str]({*_STRINGS, *_COUNTS, "specversion", "datacontenttype", "data"})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What has been done, before it has its place in the chain."""

    type: str
    """One of `domain.audit.TYPES`."""
    subject: str
    """What it was done to."""
    data: Mapping[str, Any]
    """What else there is to know; never the value of a secret."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event as it is stored."""

    attributes: Mapping[str, Any]
    content: bytes

    @property
    def sequence(self) -> int:
        """Its place, from 0."""
        return int(self.attributes["sequence"])

    @property
    def digest(self) -> str:
        """What the event after it says of it."""
        return digest_of(self.content)

    @property
    def previous(self) -> str:
        """What it says of the one before it."""
        return self.attributes["previous"]

    @property
    def checkpoints(self) -> int:
        """How many checkpoints there were when it was appended."""
        return self.attributes["checkpoints"]

    @property
    def witnessed(self) -> int:
        """How many of them the witness had."""
        return self.attributes["witnessed"]

    @property
    def type(self) -> str:
        """What kind of an operation it was."""
        return self.attributes["type"]

    @property
    def data(self) -> Mapping[str, Any]:
        """What it says of the operation."""
        return self.attributes["data"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an event goes."""

    source: str
    """The environment's name for CloudEvents."""
    sequence: int
    previous: str
    checkpoints: int
    witnessed: int


class MalformedError(ValueError):
    """What is stored is no event as this program writes them."""


def made(operation: Operation, place: Place, *, identity: str, actor: str, now: datetime) -> Event:
    """The event of an operation at a place of the chain."""
    data = dict(operation.data)
    attributes = {
        "specversion": "1.0",
        "id": identity,
        "source": place.source,
        "type": operation.type,
        "subject": operation.subject,
        "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "datacontenttype": "application/json",
        "actor": actor,
        "sequence": padded(place.sequence),
        "previous": place.previous,
        "checkpoints": place.checkpoints,
        "witnessed": place.witnessed,
        "datadigest": digest_of(rfc8785.dumps(data)),
        "data": data,
    }
    return Event(attributes=attributes, content=rfc8785.dumps(attributes))


def parsed(content: bytes) -> Event:
    """Read an event; raise MalformedError where it is not exactly what would have been written."""
    try:
        found: Any = json.loads(content)
        written = rfc8785.dumps(found)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        raise MalformedError("is not JSON that has a canonical form") from None
    if not isinstance(found, dict) or written != content:
        raise MalformedError("is not a canonical JSON object")
    attributes = cast("dict[str, Any]", found)
    _check(attributes)
    return Event(attributes=attributes, content=content)


def digest_of(content: bytes) -> str:
    """The SHA-256 of bytes, as events give it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _check(attributes: Mapping[str, Any]) -> None:
    if others := sorted(attributes.keys() ^ _ALL):
        raise MalformedError(f"has other attributes: {', '.join(others)}")
    if attributes["specversion"] != "1.0" or not isinstance(attributes["data"], dict):
        raise MalformedError("is no event of CloudEvents 1.0 with an object as its data")
    if wrong := [name for name in _STRINGS if not isinstance(attributes[name], str)]:
        raise MalformedError(f"{wrong[0]} is no text")
    if wrong := [name for name in _COUNTS if type(attributes[name]) is not int or attributes[name] < 0]:
        raise MalformedError(f"{wrong[0]} is no count")
    if attributes["sequence"] != padded(_number(attributes["sequence"])):
        raise MalformedError("sequence is not twelve digits")
    if wrong := [name for name in ("previous", "datadigest") if not _is_digest(attributes[name])]:
        raise MalformedError(f"{wrong[0]} is no digest")
    if attributes["datadigest"] != digest_of(rfc8785.dumps(cast("dict[str, Any]", attributes["data"]))):
        raise MalformedError("its data is not what its digest says")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _is_digest(text: str) -> bool:
    kind, _, digits = text.partition(":")
    try:
        return (
            kind == "sha256"
            and bytes.fromhex(digits).hex() == digits
            and len(digits) == len(NO_DIGEST) - len("sha256:")
        )
    except ValueError:
        return False
