"""Merkle trees as RFC 6962 has them, grown leaf by leaf."""

import hashlib

import pytest

from engine.ledger import merkle
from engine.ledger.merkle import Frontier

# The leaves and roots by which implementations of certificate transparency are checked.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def _tree(leaves: list[bytes]) -> Frontier:
    tree = Frontier()
    for one in leaves:
        tree.append(one)
    return tree


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_that_of_the_standard(size: int) -> None:
    assert _tree(LEAVES[:size]).root().hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", [0, 1, 6, 7, 63, 64, 100])
def test_a_tree_goes_on_growing_from_what_was_stored_of_it(size: int) -> None:
    leaves = [bytes([number]) for number in range(120)]
    tree = merkle.restored(size, _tree(leaves[:size]).stored())
    for one in leaves[size:]:
        tree.append(one)

    assert tree.root() == _tree(leaves).root()
    assert len(tree.roots) == (120).bit_count()


@pytest.mark.parametrize("size", [1, 2, 5, 8, 13, 37])
def test_a_proof_leads_from_its_leaf_to_the_root_and_from_no_other(size: int) -> None:
    leaves = [bytes([number]) for number in range(size)]
    root = _tree(leaves).root()
    for index, one in enumerate(leaves):
        path = merkle.inclusion(leaves, index)
        assert merkle.root_from(one, index, size, path) == root
        assert merkle.root_from(b"forged", index, size, path) != root
        assert merkle.root_from(one, (index + 1) % size, size, path) != root or size == 1
        assert merkle.root_from(one, index, size, [*path, root]) is None
    assert merkle.root_from(leaves[0], size, size, []) is None
