"""Cutting images into tiles, and taking their parts."""

from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pytest
from coverslip.bioimage.description import Padding
from coverslip.bioimage.errors import DescriptionError
from coverslip.bioimage.padding import part
from coverslip.bioimage.relations import Relation
from coverslip.bioimage.spans import cut, shares
from coverslip.bioimage.tensor import Tensor
from hypothesis import given
from hypothesis import strategies as st


@given(
    length=st.integers(1, 400),
    block=st.integers(16, 128),
    halo=st.integers(0, 7),
    align=st.sampled_from([1, 2, 8]),
    overlap=st.integers(0, 1),
    edges=st.sampled_from(["pad", "clamp"]),
    ratio=st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2)]),
)
def test_every_place_is_covered_and_the_weights_add_up_to_one(
    length: int,
    block: int,
    halo: int,
    align: int,
    overlap: int,
    edges: Literal["pad", "clamp"],
    ratio: Fraction,
) -> None:
    align = max(align, ratio.denominator)
    halo -= halo % align
    block = max(block - block % align, 2 * halo + overlap + align)
    length += -length % ratio.denominator
    made = cut(length, block, halo, align=align, overlap=overlap, edges=edges)
    relation = Relation("x", ratio, 0, int(halo * ratio))
    total, owners = np.zeros(relation.length(length)), np.zeros(relation.length(length))
    for share in shares(made, relation):
        assert share.start <= share.first
        assert share.stop <= share.start + relation.length(block)
        total[share.first : share.stop] += share.weights
        owners[share.first : share.stop][share.own] += 1
    np.testing.assert_allclose(total, 1, atol=1e-6)
    np.testing.assert_array_equal(owners, 1)


def test_tiles_are_as_few_as_can_be_and_spread_evenly() -> None:
    made = cut(3675, 1024, 64, align=32, edges="clamp")
    assert made.starts == (0, 864, 1760, 2656)
    assert cut(1024, 1024, 64, align=32, edges="clamp").starts == (0,)
    assert cut(896, 1024, 64, edges="pad").starts == (-64,)
    assert cut(897, 1024, 64, edges="pad").starts == (-64, -63)
    assert cut(10, 1024, 64, edges="pad").starts == (-64,)


def test_a_tile_that_is_nothing_but_halo_is_refused() -> None:
    with pytest.raises(DescriptionError, match="Tiles of 64 with a halo of 32 at both ends leave nothing"):
        cut(100, 64, 32)


@pytest.mark.parametrize("mode", ["symmetric", "reflect", "edge", "constant"])
@pytest.mark.parametrize("before", [0, 3, 40])
def test_what_lies_outside_is_what_numpy_pads_with(mode: Any, before: int) -> None:
    whole = np.random.default_rng(3).random((2, 9, 7))
    options = {"constant_values": 5.0} if mode == "constant" else {}
    padded = np.pad(whole, ((0, 0), (before, 31), (before, 2)), mode, **options)
    got = part(Tensor(whole, ("c", "y", "x")), {"y": (-before, 40), "x": (-before, 9)}, Padding(mode, 5.0))
    np.testing.assert_array_equal(got, padded)


def test_a_part_inside_is_not_copied_and_the_whole_stays_as_it_is() -> None:
    whole = np.zeros((8, 8))
    tensor = Tensor(whole, ("y", "x"))
    assert np.shares_memory(part(tensor, {"y": (2, 5)}, Padding()), whole)
    part(tensor, {"y": (-2, 5), "x": (0, 3)}, Padding("constant", 7))
    assert not whole.any()
