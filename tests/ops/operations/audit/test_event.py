"""Events: one form of bytes for each, and nothing else is one."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.audit import TYPES
from ops.operations.audit.event import NO_DIGEST, MalformedError, Operation, Place, made, parsed
from tests.ops.operations.audit.ground import ACTOR

_PLACE = Place(source="/environments/dev", sequence=0, previous=NO_DIGEST, checkpoints=0, witnessed=0)


def _event(**data: Any) -> bytes:
    operation = Operation(type=next(iter(TYPES)), subject="one", data=data)
    return made(operation, _PLACE, identity="an-id", actor=ACTOR, now=datetime(2026, 11, 27, tzinfo=UTC)).content


def test_what_is_written_is_read() -> None:
    """Names in any order, and letters of any alphabet."""
    assert parsed(_event(b=1, a="é€")).data == {"a": "é€", "b": 1}


def test_attributes_are_called_as_cloudevents_allows() -> None:
    """Lower-case letters and digits, so that any SDK takes them."""
    names = json.loads(_event())
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in names)
    assert {"specversion", "id", "source", "type"} <= names.keys()


def _changed(**changes: Any) -> bytes:
    return json.dumps({**json.loads(_event()), **changes}, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "is not a canonical"),
        (b"[" * 100_000, "not JSON"),
        (_event() + b"\n", "is not a canonical"),
        (_event().replace(b'{"actor"', b'{"actor":"twice","actor"'), "is not a canonical"),
        (_changed(more=1), "has other attributes: more"),
        (_changed(data={"x": 1}), "its data is not what its digest says"),
        (_changed(data=[]), "an object as its data"),
        (_changed(sequence="1"), "sequence is not twelve digits"),
        (_changed(previous="md5:1"), "previous is no digest"),
        (_changed(checkpoints=-1), "checkpoints is no count"),
        (_changed(checkpoints=True), "checkpoints is no count"),
        (_changed(subject=None), "subject is no text"),
    ],
)
def test_what_is_otherwise_is_none(content: bytes, words: str) -> None:
    """Bytes that mean the same would have another digest; whatever is there, it is told in one line."""
    with pytest.raises(MalformedError, match=words):
        parsed(content)
