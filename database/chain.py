"""Chains of hashes, computed anew from what the rows say; whoever changed a row changed no bytes of this file.

What a superuser edits, deletes, inserts or puts in another order is found by the rows themselves. What he cuts off at
the end, or writes anew from some row on to the head, is found by a witness: numbers and hashes that were noted earlier
where he can't reach them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Link:
    """A row of a chain."""

    number: int
    fields: Sequence[str | None]
    """What its hash is over, in this order."""
    previous: bytes
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class End:
    """How far a chain goes, and the hash of its last row."""

    number: int
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found in a chain."""

    end: End
    problems: tuple[str, ...]


def chain_hash(previous: bytes, number: int, fields: Iterable[str | None]) -> bytes:
    """The hash of a row, as the migration e01 has the database compute it."""
    told = "".join("-," if field is None else f"{len(field.encode())}:{field}," for field in fields)
    return hashlib.sha256(previous + f"{number};{told}".encode()).digest()


def instant_text(instant: datetime) -> str:
    """A point in time as it stands in a hash."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def beginning(name: str) -> bytes:
    """What the first row of a chain follows."""
    return hashlib.sha256(name.encode()).digest()


def read_chain(first: bytes, links: Iterable[Link], *, head: End | None, witnessed: End | None) -> Reading:
    """Follow a chain in the order of its numbers, against its head and against what was witnessed of it."""
    found: list[str] = []
    end = End(number=0, hash=first)
    seen = witnessed is None or witnessed.number == 0
    for link in links:
        found.extend(_problems_of(link, end))
        end = End(number=link.number, hash=link.hash)
        if witnessed is not None and link.number == witnessed.number:
            seen = True
            if link.hash != witnessed.hash:
                found.append(f"row {link.number} is another than the one that was witnessed")
    if head is None:
        found.append("its head is gone")
    elif head != end:
        found.append(f"ends with row {end.number}, and its head says {head.number}{_differs(head, end)}")
    if not seen and witnessed is not None:
        found.append(f"ends with row {end.number}, and row {witnessed.number} was witnessed")
    return Reading(end=end, problems=tuple(found))


def _problems_of(link: Link, before: End) -> Iterator[str]:
    if link.number != before.number + 1:
        first, last = before.number + 1, link.number - 1
        yield f"row {first} is missing" if first == last else f"rows {first} to {last} are missing"
    elif link.previous != before.hash:
        yield f"row {link.number} does not follow row {before.number}"
    if link.hash != chain_hash(link.previous, link.number, link.fields):
        yield f"row {link.number} was changed"


def _differs(head: End, end: End) -> str:
    return " with another hash" if head.number == end.number else ""
