"""What of the Merkle tree is kept beside a checkpoint, so that the next one reads only the events since."""

import json

from ops.operations.audit.checkpoint import Checkpoint
from ops.operations.audit.merkle import Frontier, leaf_hash
from ops.operations.audit.store import Store
from ops.operations.error import OperationError


def read_tree(store: Store, checkpoint: Checkpoint | None) -> Frontier:
    """The edge of the tree at a checkpoint: as it was kept, or read anew where that is not what was signed."""
    if checkpoint is None:
        return Frontier()
    kept = _parsed(checkpoint.size, store.get(store.layout.tree(checkpoint.size)))
    if kept and kept.root() == checkpoint.root:
        return kept
    edge = Frontier()
    for sequence in range(checkpoint.size):
        content = store.get(store.layout.event(sequence))
        if content is None:
            raise OperationError(f"event {sequence} is not there; nothing is signed")
        edge.push(leaf_hash(content))
    if edge.root() != checkpoint.root:
        raise OperationError(f"checkpoint {checkpoint.number} was over other events; nothing is signed")
    return edge


def write_tree(store: Store, edge: Frontier) -> None:
    """Keep the edge; it needs no signature, because its root is held against the checkpoint's."""
    content = json.dumps({"size": edge.size, "subtrees": [each.hex() for each in edge.subtrees]}).encode()
    store.put_new(store.layout.tree(edge.size), content)


def _parsed(size: int, content: bytes | None) -> Frontier | None:
    try:
        found = json.loads(content or b"")
        return Frontier(size, [bytes.fromhex(each) for each in found["subtrees"]])
    except (ValueError, TypeError, KeyError):
        return None
