"""Reads every event of the chain and holds it against the one before it, against S3's versions and against heads."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, repeat
from typing import TypeVar

from domain.audit import KEY_INTRODUCED
from ops.operations.audit.event import NO_DIGEST, Event, MalformedError, digest_of, parsed
from ops.operations.audit.finding import Finding, event
from ops.operations.audit.merkle import leaf_hash
from ops.operations.audit.store import Store, Version

_AT_ONCE = 16
_BATCH = 256
_Item = TypeVar("_Item")


class Chain:
    """What was read: 32 bytes and a digest an event, and what events say of checkpoints."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        """The leaf hash of each event; of one that is missing, of nothing."""
        self.digests: list[str] = []
        """The digest of each; empty where one is missing."""
        self.keys: dict[str, int] = {}
        """Keys that were introduced, and by which event."""
        self.checkpoints = 0
        """How many checkpoints the events know of."""
        self.witnessed = 0
        """How many of them the witness had."""
        self.findings: list[Finding] = []

    def found(self, finding: Finding) -> None:
        """Keep a finding."""
        self.findings.append(finding)


def read_chain(store: Store, heads: Sequence[tuple[str, Store]]) -> Chain:
    """Read all of it; `heads` are the stores that know how far it had come, by what they are called."""
    chain = Chain()
    versions = _by_sequence(store, chain)
    size = max(versions, default=-1) + 1
    claims: dict[int, int] = {}
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        for batch in _batches(iter(range(size)), _BATCH):
            contents = pool.map(_read, repeat(store), [versions.get(at) for at in batch])
            for sequence, content in zip(batch, contents, strict=True):
                _add(chain, sequence, content, claims)
    _explain(chain, claims)
    for name, keeper in heads:
        _hold_against_heads(chain, name, keeper)
    return chain


def _by_sequence(store: Store, chain: Chain) -> dict[int, tuple[str, str]]:
    """The first version of each event; further ones, markers and what is no event are told."""
    found: dict[int, list[Version]] = {}
    for version in store.versions(store.layout.events):
        sequence = store.layout.sequence_of(version.key)
        if sequence is None:
            chain.found(Finding(kind="stranger", where=version.key, what="is no event of the log"))
        else:
            found.setdefault(sequence, []).append(version)
    first: dict[int, tuple[str, str]] = {}
    for sequence, versions in found.items():
        contents = [version for version in versions if not version.is_marker]
        if len(contents) < len(versions):
            what = "has a delete marker, which hides it and removes nothing"
            chain.found(Finding(kind="hidden", where=event(sequence), what=what))
        if len(contents) > 1:
            what = f"has {len(contents)} versions; the first is what was appended"
            chain.found(Finding(kind="rewritten", where=event(sequence), what=what))
        if contents:
            # S3 lists those of one key the newest first.
            first[sequence] = (contents[-1].key, contents[-1].id)
    return first


def _add(chain: Chain, sequence: int, content: bytes | None, claims: dict[int, int]) -> None:
    if content is None:
        chain.leaves.append(leaf_hash(b""))
        chain.digests.append("")
        chain.found(Finding(kind="removed", where=event(sequence), what="is not there, and later ones are"))
        return
    before = chain.digests[-1] if chain.digests else NO_DIGEST
    chain.leaves.append(leaf_hash(content))
    chain.digests.append(digest_of(content))
    try:
        read = parsed(content)
    except MalformedError as error:
        chain.found(Finding(kind="edited", where=event(sequence), what=str(error)))
        return
    if read.sequence != sequence:
        claims[sequence] = read.sequence
    elif before and read.previous != before:
        if sequence == 0:
            what = "says that there was one before it"
            chain.found(Finding(kind="removed", where=event(0), what=what))
        elif sequence - 1 not in claims:
            what = "is not what the event after it was appended to"
            chain.found(Finding(kind="edited", where=event(sequence - 1), what=what))
    _remember(chain, sequence, read)


def _remember(chain: Chain, sequence: int, read: Event) -> None:
    chain.checkpoints = max(chain.checkpoints, read.checkpoints)
    chain.witnessed = max(chain.witnessed, read.witnessed)
    if read.type == KEY_INTRODUCED:
        chain.keys.setdefault(str(read.data.get("key", "")), sequence)


def _read(store: Store, version: tuple[str, str] | None) -> bytes | None:
    return store.get(*version) if version else None


def _explain(chain: Chain, claims: dict[int, int]) -> None:
    """Say of events that are not where they say they are, whether they are there too."""
    for place, claimed in claims.items():
        own = chain.digests[claimed] if claimed < len(chain.digests) else ""
        if own == chain.digests[place]:
            what = f"is event {claimed} again"
            chain.found(Finding(kind="duplicated", where=event(place), what=what))
        else:
            what = f"says that it is event {claimed}"
            chain.found(Finding(kind="reordered", where=event(place), what=what))


def _hold_against_heads(chain: Chain, name: str, keeper: Store) -> None:
    last = -1
    for key in keeper.keys(keeper.layout.heads):
        head = keeper.layout.head_of(key)
        if head is None:
            chain.found(Finding(kind="stranger", where=key, what="is no head of the log"))
            continue
        sequence, digest = head
        last = max(last, sequence)
        if sequence < len(chain.digests) and chain.digests[sequence] not in ("", f"sha256:{digest}"):
            what = f"was another one when it was appended, says {name}"
            chain.found(Finding(kind="edited", where=event(sequence), what=what))
    if last >= len(chain.digests):
        lost = last + 1 - len(chain.digests)
        what = f"and {lost - 1} after it are missing" if lost > 1 else "is missing"
        what += f" at the end, says {name}"
        chain.found(Finding(kind="truncated", where=event(len(chain.digests)), what=what))


def _batches(items: Iterator[_Item], size: int) -> Iterator[list[_Item]]:
    while batch := list(islice(items, size)):
        yield batch
