"""Appends to the audit log of an environment, so that two writers never fork it and a crash leaves it appendable."""

import base64
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.audit import KEY_INTRODUCED
from ops.operations.audit.checkpoint import Checkpoint, Note, NoteError, opened, origin_of, sealed
from ops.operations.audit.event import NO_DIGEST, Event, MalformedError, Operation, Place, made, parsed
from ops.operations.audit.merkle import leaf_hash
from ops.operations.audit.signer import Signer
from ops.operations.audit.store import Store
from ops.operations.audit.tree import read_tree, write_tree
from ops.operations.aws import AwsError
from ops.operations.error import OperationError

_ATTEMPTS = 64
"""How many other writers may be faster before one gives up."""


class BrokenLogError(OperationError):
    """The log is not as this program leaves it; nothing is signed, `audit verify` says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Appended:
    """An event in its place, and what could not be done beside it."""

    event: Event
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class End:
    """Where the chain ends, and what there is of checkpoints."""

    last: Event | None
    note: Note | None
    """The last checkpoint."""

    @property
    def size(self) -> int:
        """How many events there are."""
        return self.last.sequence + 1 if self.last else 0

    @property
    def covered(self) -> int:
        """How many of them the last checkpoint is over."""
        return self.note.checkpoint.size if self.note else 0

    @property
    def checkpoints(self) -> int:
        """How many checkpoints there are."""
        return self.note.checkpoint.number + 1 if self.note else 0


@dataclass(frozen=True, kw_only=True)
class AuditLog:
    """The log of one environment, as one writer reaches it."""

    environment: str
    store: Store
    actor: str
    """Who appends, as AWS knows them."""
    signer: Signer | None = None
    """Who signs; without one there are events, and a later writer makes the checkpoint."""
    witness: Store | None = None
    """Where copies of checkpoints and heads go."""
    every: int
    """After how many events a checkpoint is due."""
    after: timedelta
    """How old the last one may be."""
    now: Callable[[], datetime]
    """The clock."""

    def append(self, operation: Operation) -> Appended:
        """Append an event, and make a checkpoint where one is due."""
        end = self.end()
        event, notes = self._append(operation, end)
        return Appended(event=event, notes=(*notes, *self._sign_if_due(End(last=event, note=end.note))))

    def checkpoint(self) -> Note | None:
        """Sign what there is, unless it is signed already, and see to it that the witness has all; none without events.

        Raises OperationError where it may not be signed, or should not.
        """
        note = self._sign(self.end())
        if note and self.witness:
            self._show(note, self.witness)
        return note

    def end(self) -> End:
        """Find where the chain ends: from the last checkpoint on, so that this does not take longer every year."""
        layout, note = self.store.layout, None
        numbers = [n for key in self.store.keys(layout.checkpoints) if (n := layout.number_of(key)) is not None]
        if numbers:
            note = self._note(max(numbers))
        after = layout.event(note.checkpoint.size - 1) if note and note.checkpoint.size else ""
        sequences = [n for key in self.store.keys(layout.events, after) if (n := layout.sequence_of(key)) is not None]
        covered = note.checkpoint.size if note else 0
        last = self._event(max([*sequences, covered - 1])) if sequences or covered else None
        return End(last=last, note=note)

    def _append(self, operation: Operation, end: End) -> tuple[Event, list[str]]:
        identity, last = str(uuid.uuid4()), end.last
        witnessed = self._witnessed(last)
        for _ in range(_ATTEMPTS):
            place = Place(
                source=f"/environments/{self.environment}",
                sequence=last.sequence + 1 if last else 0,
                previous=last.digest if last else NO_DIGEST,
                checkpoints=max(end.checkpoints, last.checkpoints if last else 0),
                witnessed=max(witnessed, last.witnessed if last else 0),
            )
            event = made(operation, place, identity=identity, actor=self.actor, now=self.now())
            if self.store.put_new(self.store.layout.event(place.sequence), event.content):
                return event, self._mark(event)
            # Either another writer was faster, or an answer was lost and the event that is there is this one.
            last = self._event(place.sequence)
            if last.attributes["id"] == identity:
                return last, self._mark(last)
        raise OperationError(f"audit log of {self.environment}: {_ATTEMPTS} other writers were faster; try again")

    def _mark(self, event: Event) -> list[str]:
        """Say elsewhere how far the chain has come: what is cut off its end is missed there."""
        digest = event.digest.removeprefix("sha256:")
        self.store.put_new(self.store.layout.head(event.sequence, digest), b"")
        if self.witness is None:
            return []
        try:
            self.witness.put_new(self.witness.layout.head(event.sequence, digest), b"")
        except AwsError as error:
            return [f"the witness did not get event {event.sequence}: {error}"]
        return []

    def _sign_if_due(self, end: End) -> list[str]:
        note = end.note
        overdue = note is None or self.now() - note.checkpoint.time >= self.after
        if self.signer is None or not (overdue or end.size - end.covered >= self.every):
            return []
        try:
            note = self._sign(end)
            if note and self.witness:
                self._show(note, self.witness)
        except OperationError as error:
            return [f"no checkpoint over event {end.size - 1} yet: {error}"]
        return []

    def _sign(self, end: End) -> Note | None:
        if self.signer is None:
            raise OperationError(f"audit log of {self.environment}: there is no key to sign with")
        key = self.signer.public_key
        if end.size == 0 or (end.note and end.covered == end.size and end.note.is_by(key)):
            return end.note
        if end.note is None or not end.note.is_by(key):
            told = {"key": base64.b64encode(key.der).decode(), "fingerprint": f"sha256:{key.fingerprint}"}
            event, _ = self._append(Operation(type=KEY_INTRODUCED, subject=key.fingerprint, data=told), end)
            end = End(last=event, note=end.note)
        edge = read_tree(self.store, end.note.checkpoint if end.note else None)
        previous = self._event(edge.size - 1).digest if edge.size else NO_DIGEST
        for sequence in range(edge.size, end.size):
            event = self._event(sequence)
            if event.previous != previous or event.sequence != sequence:
                raise BrokenLogError(f"event {sequence} does not follow the one before it; nothing is signed")
            edge.push(leaf_hash(event.content))
            previous = event.digest
        checkpoint = Checkpoint(
            origin=origin_of(self.environment),
            number=end.checkpoints,
            size=end.size,
            root=edge.root(),
            time=self.now(),
        )
        note = sealed(checkpoint, self.signer.sign(checkpoint.text), key)
        write_tree(self.store, edge)
        if self.store.put_new(self.store.layout.checkpoint(checkpoint.number), note.content):
            return note
        # Another writer's, over the same chain.
        return self._note(checkpoint.number)

    def _show(self, latest: Note, witness: Store) -> None:
        """Copy to the witness what it does not have, the oldest first: what it has is without gaps."""
        there = _numbers(witness)
        for number in range(latest.checkpoint.number + 1):
            if number not in there:
                content = self.store.get(self.store.layout.checkpoint(number))
                if content is None:
                    raise BrokenLogError(f"checkpoint {number} is not there")
                witness.put_new(witness.layout.checkpoint(number), content)

    def _witnessed(self, last: Event | None) -> int:
        if self.witness is None:
            return last.witnessed if last else 0
        try:
            return len(_numbers(self.witness))
        except AwsError:
            return last.witnessed if last else 0

    def _event(self, sequence: int) -> Event:
        content = self.store.get(self.store.layout.event(sequence))
        if content is None:
            raise BrokenLogError(f"event {sequence} is not there")
        try:
            event = parsed(content)
        except MalformedError as error:
            raise BrokenLogError(f"event {sequence} {error}") from None
        if event.sequence != sequence:
            raise BrokenLogError(f"event {sequence} says that it is event {event.sequence}")
        return event

    def _note(self, number: int) -> Note:
        content = self.store.get(self.store.layout.checkpoint(number))
        if content is None:
            raise BrokenLogError(f"checkpoint {number} is not there")
        try:
            note = opened(content)
        except NoteError as error:
            raise BrokenLogError(f"checkpoint {number} {error}") from None
        if note.checkpoint.number != number:
            raise BrokenLogError(f"checkpoint {number} says that it is checkpoint {note.checkpoint.number}")
        return note


def _numbers(store: Store) -> set[int]:
    keys = store.keys(store.layout.checkpoints)
    return {number for key in keys if (number := store.layout.number_of(key)) is not None}


def as_data(event: Event) -> Mapping[str, Any]:
    """An event for scripts, with its digest."""
    return {**event.attributes, "digest": event.digest}
