"""Proofs that whoever has a checkpoint checks without this program: that an event is in it, and that it goes on."""

import base64
from collections.abc import Iterator
from typing import Any

from ops.operations.audit.checkpoint import Note, NoteError, opened
from ops.operations.audit.event import Event, MalformedError, parsed
from ops.operations.audit.merkle import consistency_path, goes_on, includes, inclusion_path, leaf_hash
from ops.operations.audit.store import Store
from ops.operations.error import OperationError


def read_event(store: Store, sequence: int) -> Event:
    """Read one event."""
    content = store.get(store.layout.event(sequence))
    if content is None:
        raise OperationError(f"event {sequence} is not in the log")
    try:
        return parsed(content)
    except MalformedError as error:
        raise OperationError(f"event {sequence} {error}; `portarium audit verify` says more") from None


def read_events(store: Store, first: int = 0) -> Iterator[Event]:
    """Read the events from one on."""
    layout = store.layout
    for key in store.keys(layout.events, layout.event(first - 1) if first else ""):
        if (sequence := layout.sequence_of(key)) is not None:
            yield read_event(store, sequence)


def read_note(store: Store, number: int | None = None) -> Note:
    """Read a checkpoint, the last one where no number is given."""
    layout = store.layout
    numbers = [found for key in store.keys(layout.checkpoints) if (found := layout.number_of(key)) is not None]
    wanted = max(numbers, default=None) if number is None else number
    if wanted is None or wanted not in numbers:
        told = "has no checkpoint yet" if wanted is None else f"has no checkpoint {wanted}"
        raise OperationError(f"the log {told}; there are {len(numbers)}")
    try:
        return opened(store.get(layout.checkpoint(wanted)) or b"")
    except NoteError as error:
        raise OperationError(f"checkpoint {wanted} {error}; `portarium audit verify` says more") from None


def prove_inclusion(store: Store, sequence: int, note: Note) -> dict[str, Any]:
    """What proves that an event is under a checkpoint."""
    size = note.checkpoint.size
    if not 0 <= sequence < size:
        raise OperationError(f"event {sequence} is not under checkpoint {note.checkpoint.number}, which is over {size}")
    leaves = _leaves(store, size)
    path = inclusion_path(leaves, sequence)
    if not includes(leaves[sequence], sequence, size=size, root=note.checkpoint.root, path=path):
        raise _broken(note)
    return {
        "event": read_event(store, sequence).content.decode(),
        "index": sequence,
        "leafHash": _text(leaves[sequence]),
        "inclusionPath": [_text(each) for each in path],
        "checkpoint": note.content.decode(),
    }


def prove_consistency(store: Store, former: Note, note: Note) -> dict[str, Any]:
    """What proves that the log at a checkpoint goes on from a former one."""
    before, after = former.checkpoint, note.checkpoint
    if not 0 < before.size <= after.size:
        raise OperationError(f"checkpoint {before.number} is not before checkpoint {after.number}")
    path = consistency_path(_leaves(store, after.size), before.size)
    if not goes_on(former=before.size, former_root=before.root, size=after.size, root=after.root, path=path):
        raise _broken(note)
    return {
        "formerCheckpoint": former.content.decode(),
        "consistencyPath": [_text(each) for each in path],
        "checkpoint": note.content.decode(),
    }


def _broken(note: Note) -> OperationError:
    number = note.checkpoint.number
    return OperationError(f"checkpoint {number} was over other events; `portarium audit verify` says more")


def _leaves(store: Store, size: int) -> list[bytes]:
    return [leaf_hash(read_event(store, sequence).content) for sequence in range(size)]


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
