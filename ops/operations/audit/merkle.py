"""Merkle trees as RFC 9162 has them (and RFC 6962 before it): roots, and proofs of inclusion and of consistency."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root over nothing."""

HASH_BYTES = 32


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf; its first byte keeps it from ever being a node's."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """The right edge of a tree, which is all that further leaves need to know of it."""

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list[bytes])
    """The roots of the complete subtrees, the largest first: one for each bit of the size that is set."""

    def __post_init__(self) -> None:
        if len(self.subtrees) != self.size.bit_count() or any(len(each) != HASH_BYTES for each in self.subtrees):
            raise ValueError(f"a tree of {self.size} has another edge")

    def push(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        joined, size = leaf, self.size
        while size & 1:
            joined = node_hash(self.subtrees.pop(), joined)
            size >>= 1
        self.subtrees.append(joined)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self.subtrees:
            return EMPTY_ROOT
        joined = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            joined = node_hash(left, joined)
        return joined


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaves, given by their hashes."""
    edge = Frontier()
    for leaf in leaves:
        edge.push(leaf)
    return edge.root()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What proves that a leaf is in the tree over these leaves (RFC 9162, 2.1.3.1)."""
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return path[::-1]


def consistency_path(leaves: Sequence[bytes], former: int) -> list[bytes]:
    """What proves that the tree over these leaves goes on from the one over the first so many (RFC 9162, 2.1.4.1)."""
    if not 0 < former <= len(leaves):
        raise ValueError(f"{former} is not between 1 and {len(leaves)}")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while former < high:
        middle = low + _split(high - low)
        if former <= middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return path[::-1]


def includes(leaf: bytes, index: int, *, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether a path proves that a leaf is in a tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def goes_on(*, former: int, former_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether a path proves that a tree goes on from a former one (RFC 9162, 2.1.4.2)."""
    if not 0 < former <= size:
        return False
    if former == size:
        return not path and former_root == root
    steps = list(path) if former & (former - 1) else [former_root, *path]
    if not steps:
        return False
    at, last = former - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_former = of_whole = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            of_former, of_whole = node_hash(step, of_former), node_hash(step, of_whole)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            of_whole = node_hash(of_whole, step)
        at, last = at >> 1, last >> 1
    return last == 0 and of_former == former_root and of_whole == root


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1
