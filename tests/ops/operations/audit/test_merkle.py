"""Merkle trees: the roots that RFC 6962's own tests have, and proofs that prove what they say and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.operations.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    goes_on,
    includes,
    inclusion_path,
    leaf_hash,
    root_of,
)

# The leaves and the roots by which implementations of Certificate Transparency are held against each other.
_LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def _hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(each).encode()) for each in range(count)]


@pytest.mark.parametrize("size", _ROOTS)
def test_roots_are_those_that_others_compute(size: int) -> None:
    """An auditor's own tool comes to the same."""
    assert root_of(leaf_hash(each) for each in _LEAVES[:size]).hex() == _ROOTS[size]


def test_nothing_has_a_root_too() -> None:
    """It is the hash of nothing."""
    assert root_of([]) == EMPTY_ROOT


@given(st.integers(1, 70), st.data())
def test_a_path_proves_its_leaf_and_no_other(size: int, data: st.DataObject) -> None:
    """In its place, in its tree."""
    leaves = _hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(leaves, index), root_of(leaves)
    assert includes(leaves[index], index, size=size, root=root, path=path)
    assert not includes(leaf_hash(b"other"), index, size=size, root=root, path=path)
    assert not includes(leaves[index], index, size=size, root=leaf_hash(b"other"), path=path)
    assert not includes(leaves[index], index + size, size=size, root=root, path=path)
    assert not includes(leaves[index], index, size=size, root=root, path=[*path, leaf_hash(b"more")])
    if path:
        assert not includes(leaves[index], index, size=size, root=root, path=path[:-1])


@given(st.integers(1, 70), st.data())
def test_a_tree_goes_on_from_every_former_one(size: int, data: st.DataObject) -> None:
    """And from no tree over other leaves."""
    leaves = _hashes(size)
    former = data.draw(st.integers(1, size))
    path, root, former_root = consistency_path(leaves, former), root_of(leaves), root_of(leaves[:former])
    assert goes_on(former=former, former_root=former_root, size=size, root=root, path=path)
    changed = [leaf_hash(b"changed"), *leaves[1:]]
    assert not goes_on(former=former, former_root=root_of(changed[:former]), size=size, root=root, path=path)
    assert not goes_on(former=former, former_root=former_root, size=size, root=root_of(changed), path=path)
    assert not goes_on(former=former, former_root=former_root, size=size, root=root, path=[*path, root])


@given(st.integers(0, 300))
def test_an_edge_that_was_kept_goes_on(size: int) -> None:
    """Nothing before it has to be read again."""
    leaves = _hashes(size + 3)
    edge = Frontier()
    for leaf in leaves[:size]:
        edge.push(leaf)
    kept = Frontier(edge.size, list(edge.subtrees))
    for leaf in leaves[size:]:
        kept.push(leaf)
    assert kept.root() == root_of(leaves)


def test_an_edge_of_another_size_is_none() -> None:
    """Three leaves have two complete subtrees."""
    with pytest.raises(ValueError, match="a tree of 3 has another edge"):
        Frontier(3, [leaf_hash(b"")])
