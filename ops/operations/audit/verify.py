"""Verifies the audit log of an environment: every event, every checkpoint, and what the witness has of them."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.audit import CHECKPOINT_AFTER, CHECKPOINT_EVERY
from ops.operations.audit.chain import Chain, read_chain
from ops.operations.audit.checkpoint import Note, NoteError, PublicKey, opened, origin_of
from ops.operations.audit.finding import Finding, checkpoint
from ops.operations.audit.merkle import Frontier
from ops.operations.audit.store import Store


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What there is, and what is wrong with it."""

    events: int
    checkpoints: int
    covered: int
    """Over how many events the last checkpoint is."""
    findings: tuple[Finding, ...]
    last: Note | None = None

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What somebody has to look into."""
        return tuple(each for each in self.findings if each.is_fault)


def verify(
    environment: str,
    store: Store,
    *,
    witness: Store | None,
    trusted: Sequence[PublicKey],
    every: int = CHECKPOINT_EVERY,
    after: timedelta = CHECKPOINT_AFTER,
    now: datetime | None = None,
) -> Verified:
    """Read all of it. `trusted` are the keys that the last checkpoint may be signed by, known from elsewhere."""
    heads = [("the bucket", store), *([("the witness", witness)] if witness else [])]
    chain = read_chain(store, heads)
    notes, findings = _notes(environment, store)
    findings = [*chain.findings, *findings]
    of_witness = _witnessed(witness) if witness else {}
    findings += _gaps(notes, chain, of_witness)
    findings += _roots(notes, chain)
    findings += _signatures(notes, chain, trusted, of_witness)
    if witness:
        findings += _against_witness(notes, chain, of_witness)
    last = notes[max(notes)] if notes else None
    covered = last.checkpoint.size if last else 0
    findings += _unsigned(chain, last, every=every, after=after, now=now or datetime.now(UTC))
    return Verified(
        events=len(chain.digests), checkpoints=len(notes), covered=covered, findings=_once(findings), last=last
    )


def _notes(environment: str, store: Store) -> tuple[dict[int, Note], list[Finding]]:
    """The first version of each checkpoint."""
    notes: dict[int, Note] = {}
    findings: list[Finding] = []
    versions: dict[int, list[str]] = {}
    for version in store.versions(store.layout.checkpoints):
        number = store.layout.number_of(version.key)
        if number is None:
            findings.append(Finding(kind="stranger", where=version.key, what="is no checkpoint of the log"))
        elif version.is_marker:
            findings.append(Finding(kind="hidden", where=checkpoint(number), what="has a delete marker"))
        else:
            versions.setdefault(number, []).append(version.id)
    for number, ids in sorted(versions.items()):
        if len(ids) > 1:
            what = f"has {len(ids)} versions; the first is what was signed"
            findings.append(Finding(kind="rewritten", where=checkpoint(number), what=what))
        try:
            note = opened(store.get(store.layout.checkpoint(number), ids[-1]) or b"")
        except NoteError as error:
            findings.append(Finding(kind="checkpoint-edited", where=checkpoint(number), what=str(error)))
            continue
        said = note.checkpoint
        if said.number != number or said.origin != origin_of(environment):
            what = f"says that it is checkpoint {said.number} of {said.origin}"
            findings.append(Finding(kind="checkpoint-edited", where=checkpoint(number), what=what))
        notes[number] = note
    return notes, findings


def _witnessed(witness: Store) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for key in witness.keys(witness.layout.checkpoints):
        number = witness.layout.number_of(key)
        if number is not None:
            found[number] = witness.get(key) or b""
    return found


def _gaps(notes: Mapping[int, Note], chain: Chain, of_witness: Mapping[int, bytes]) -> list[Finding]:
    """Numbers leave no gap, and there are as many as the events and the witness know of."""
    known = max([chain.checkpoints, *(number + 1 for number in (*notes, *of_witness))], default=0)
    return [
        Finding(kind="checkpoint-removed", where=checkpoint(number), what="is not there, and has been made")
        for number in range(known)
        if number not in notes
    ]


def _roots(notes: Mapping[int, Note], chain: Chain) -> list[Finding]:
    """Each is over the events that there are: so each goes on from the one before it, too."""
    findings: list[Finding] = []
    edge = Frontier()
    former = 0
    for number, note in sorted(notes.items()):
        said = note.checkpoint
        if said.size < former:
            what = f"is over {said.size} events, and the one before it over {former}"
            findings.append(Finding(kind="checkpoint-inconsistent", where=checkpoint(number), what=what))
            continue
        former = said.size
        if said.size > len(chain.leaves):
            lost = said.size - len(chain.leaves)
            what = f"is over {said.size} events, and {lost} of them are missing at the end"
            findings.append(Finding(kind="truncated", where=checkpoint(number), what=what))
            continue
        for leaf in chain.leaves[edge.size : said.size]:
            edge.push(leaf)
        if edge.root() != said.root:
            what = f"its root is not that of the first {said.size} events"
            findings.append(Finding(kind="checkpoint-inconsistent", where=checkpoint(number), what=what))
    return findings


def _signatures(
    notes: Mapping[int, Note], chain: Chain, trusted: Sequence[PublicKey], of_witness: Mapping[int, bytes]
) -> list[Finding]:
    """The last one is by a key that is trusted, and its root binds the events by which former keys came."""
    introduced = {PublicKey(der): sequence for key, sequence in chain.keys.items() if (der := _der(key))}
    findings: list[Finding] = []
    for number, note in sorted(notes.items()):
        candidates = [*trusted, *introduced]
        by = next((key for key in candidates if note.is_by(key)), None)
        if by is None:
            what = "is signed by no key of the log"
            findings.append(Finding(kind="checkpoint-of-another-key", where=checkpoint(number), what=what))
        elif by not in introduced or introduced[by] >= note.checkpoint.size:
            what = "is signed by a key that no event before it introduced"
            findings.append(Finding(kind="checkpoint-of-another-key", where=checkpoint(number), what=what))
        elif number == max(notes) and by not in trusted and of_witness.get(number) != note.content:
            # A key that has just been replaced: the witness saw what it signed, and nobody can say so later.
            what = f"is signed by {by.fingerprint[:16]}, and neither is it the log's key nor does the witness have it"
            findings.append(Finding(kind="checkpoint-of-another-key", where=checkpoint(number), what=what))
    return findings


def _against_witness(notes: Mapping[int, Note], chain: Chain, of_witness: Mapping[int, bytes]) -> list[Finding]:
    findings: list[Finding] = []
    for number, note in sorted(notes.items()):
        where, seen = checkpoint(number), of_witness.get(number)
        if seen is not None and seen != note.content:
            what = "is not what the witness saw"
            findings.append(Finding(kind="witness-differs", where=where, what=what))
        elif seen is None and number < chain.witnessed:
            what = "the witness had it, and has it no more"
            findings.append(Finding(kind="witness-missing", where=where, what=what))
        elif seen is None:
            what = "the witness has not got it yet; `portarium audit checkpoint` copies it"
            findings.append(Finding(kind="unwitnessed", where=where, what=what))
    return findings


def _unsigned(chain: Chain, last: Note | None, *, every: int, after: timedelta, now: datetime) -> list[Finding]:
    covered = last.checkpoint.size if last else 0
    open_events = len(chain.digests) - covered
    late = open_events > 0 and (last is None or now - last.checkpoint.time >= after or open_events > every)
    if not late:
        return []
    what = f"{open_events} events have no checkpoint over them yet; `portarium audit checkpoint` makes it"
    return [Finding(kind="unsigned", where=f"event {covered}", what=what)]


def _der(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) or None
    except ValueError:
        return None


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))
