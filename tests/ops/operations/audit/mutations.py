"""What somebody does to a log who may do anything with its buckets, and what has to be found then."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import rfc8785

from ops.operations.audit.checkpoint import Checkpoint, opened, origin_of, sealed
from ops.operations.audit.event import digest_of
from ops.operations.audit.merkle import leaf_hash, root_of
from ops.operations.audit.signer import KeySigner
from tests.ops.operations.audit.ground import LogGround

Mutation = Callable[[LogGround], tuple[str, str]]
"""Changes what is stored, and says what has to be found."""


def edited(ground: LogGround) -> tuple[str, str]:
    """With digests that are right again for the event alone."""
    content: dict[str, Any] = json.loads(ground.content(ground.key_of(3)))
    content["data"] = {"items": ["another"]}
    content["datadigest"] = digest_of(rfc8785.dumps(content["data"]))
    ground.put(ground.key_of(3), rfc8785.dumps(content))
    return "edited", "event 3"


def byte(ground: LogGround) -> tuple[str, str]:
    """One byte, and nothing that would hide it."""
    ground.put(ground.key_of(3), ground.content(ground.key_of(3)).replace(b"hand", b"hans"))
    return "edited", "event 3"


def last_edited(ground: LogGround) -> tuple[str, str]:
    """Nothing follows that would name its digest."""
    last = ground.log().end().size - 1
    content: dict[str, Any] = json.loads(ground.content(ground.key_of(last)))
    content["actor"] = "nobody"
    ground.put(ground.key_of(last), rfc8785.dumps(content))
    return "edited", f"event {last}"


def another_version(ground: LogGround) -> tuple[str, str]:
    """What whoever may write and not delete does."""
    ground.s3.put_object(Bucket=ground.store.bucket, Key=ground.key_of(3), Body=b"{}")
    return "rewritten", "event 3"


def hidden(ground: LogGround) -> tuple[str, str]:
    """By a delete without a version."""
    ground.s3.delete_object(Bucket=ground.store.bucket, Key=ground.key_of(3))
    return "hidden", "event 3"


def removed(ground: LogGround) -> tuple[str, str]:
    """In the middle."""
    ground.remove(ground.key_of(3))
    return "removed", "event 3"


def first_removed(ground: LogGround) -> tuple[str, str]:
    """With what everything else follows."""
    ground.remove(ground.key_of(0))
    return "removed", "event 0"


def reordered(ground: LogGround) -> tuple[str, str]:
    """Two events in each other's place."""
    third, fourth = ground.content(ground.key_of(3)), ground.content(ground.key_of(4))
    ground.put(ground.key_of(3), fourth)
    ground.put(ground.key_of(4), third)
    return "reordered", "event 3"


def duplicated(ground: LogGround) -> tuple[str, str]:
    """An event once more at the end."""
    size = ground.log().end().size
    ground.put(ground.key_of(size), ground.content(ground.key_of(3)))
    return "duplicated", f"event {size}"


def one_cut_off(ground: LogGround) -> tuple[str, str]:
    """The latest event."""
    last = ground.log().end().size - 1
    ground.remove(ground.key_of(last))
    return "truncated", f"event {last}"


def all_cut_off_since_a_checkpoint(ground: LogGround) -> tuple[str, str]:
    """What nothing is signed over."""
    end = ground.log().end()
    assert end.size > end.covered
    for sequence in range(end.covered, end.size):
        ground.remove(ground.key_of(sequence))
    return "truncated", f"event {end.covered}"


def cut_off_with_the_heads_of_the_bucket(ground: LogGround) -> tuple[str, str]:
    """Only the witness remembers."""
    last = ground.log().end().size - 1
    ground.remove(ground.key_of(last))
    for key in list(ground.store.keys(f"{ground.store.layout.heads}{last:012d}")):
        ground.remove(key)
    return "truncated", f"event {last}"


def checkpoint_removed(ground: LogGround) -> tuple[str, str]:
    """In the middle."""
    ground.remove(ground.store.layout.checkpoint(1))
    return "checkpoint-removed", "checkpoint 1"


def two_checkpoints_removed(ground: LogGround) -> tuple[str, str]:
    """In a row, at the end."""
    last = ground.log().end().checkpoints - 1
    for number in (last - 1, last):
        ground.remove(ground.store.layout.checkpoint(number))
    return "checkpoint-removed", f"checkpoint {last}"


def two_removed_everywhere(ground: LogGround) -> tuple[str, str]:
    """At the witness, too: the events since know how many there were."""
    assert ground.witness
    last = ground.log().end().checkpoints - 1
    for number in (last - 1, last):
        ground.remove(ground.store.layout.checkpoint(number))
        ground.remove(ground.witness.layout.checkpoint(number), ground.witness)
    return "checkpoint-removed", f"checkpoint {last}"


def checkpoint_edited(ground: LogGround) -> tuple[str, str]:
    """What it says of itself."""
    key = ground.store.layout.checkpoint(1)
    ground.put(key, ground.content(key).replace(b"number 1", b"number 7"))
    return "checkpoint-edited", "checkpoint 1"


def signed_by_another(ground: LogGround) -> tuple[str, str]:
    """A key that is as good as any, and not the log's."""
    other = KeySigner(ground.cloud.aws(), ground.cloud.key())
    key = ground.store.layout.checkpoint(1)
    checkpoint = opened(ground.content(key)).checkpoint
    ground.put(key, sealed(checkpoint, other.sign(checkpoint.text), other.public_key).content)
    return "checkpoint-of-another-key", "checkpoint 1"


def signed_over_something_else(ground: LogGround) -> tuple[str, str]:
    """By the right key: whoever may sign signs what is not so."""
    number = ground.log().end().checkpoints
    lie = Checkpoint(
        origin=origin_of("dev"), number=number, size=2, root=root_of([leaf_hash(b"")] * 2), time=ground.now
    )
    note = sealed(lie, ground.signer.sign(lie.text), ground.signer.public_key)
    ground.put(ground.store.layout.checkpoint(number), note.content)
    return "checkpoint-inconsistent", f"checkpoint {number}"


def witness_gone(ground: LogGround) -> tuple[str, str]:
    """What the witness had."""
    assert ground.witness
    ground.remove(ground.witness.layout.checkpoint(0), ground.witness)
    return "witness-missing", "checkpoint 0"


def witness_saw_another(ground: LogGround) -> tuple[str, str]:
    """Two stories of the same checkpoint."""
    assert ground.witness
    key = ground.witness.layout.checkpoint(0)
    ground.remove(key, ground.witness)
    content = ground.content(ground.store.layout.checkpoint(0)).replace(b"number 0", b"number 9")
    ground.s3.put_object(Bucket=ground.witness.bucket, Key=key, Body=content)
    return "witness-differs", "checkpoint 0"


def stranger(ground: LogGround) -> tuple[str, str]:
    """Something that nobody of the log wrote."""
    key = f"{ground.store.layout.events}notes.txt"
    ground.put(key, b"")
    return "stranger", key


MUTATIONS: Mapping[str, Mutation] = {
    mutation.__name__.replace("_", " "): mutation
    for mutation in (
        edited,
        byte,
        last_edited,
        another_version,
        hidden,
        removed,
        first_removed,
        reordered,
        duplicated,
        one_cut_off,
        all_cut_off_since_a_checkpoint,
        cut_off_with_the_heads_of_the_bucket,
        checkpoint_removed,
        two_checkpoints_removed,
        two_removed_everywhere,
        checkpoint_edited,
        signed_by_another,
        signed_over_something_else,
        witness_gone,
        witness_saw_another,
        stranger,
    )
}
