"""How one axis of an image is cut into overlapping tiles, and how much each counts where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .errors import DescriptionError

if TYPE_CHECKING:
    from .relations import Relation


@dataclass(frozen=True)
class Cut:
    """The tiles along one axis.

    Attributes:
        length: of the axis.
        block: length of every tile.
        starts: where they begin; below 0 where they reach over the edge.
    """

    length: int
    block: int
    starts: tuple[int, ...]


def cut(
    length: int, block: int, halo: int, *, align: int = 1, overlap: int = 0, edges: Literal["pad", "clamp"] = "pad"
) -> Cut:
    """Cut an axis into as few tiles as cover it, spread evenly, so that what neighbours share is blended.

    Args:
        length: of the axis.
        block: length of a tile.
        halo: what does not count at both ends of a tile, because its surroundings are missing there.
        align: tiles begin at multiples of this from the first one, where a network with strides gives the same.
        overlap: what neighbours share at least beside their halos.
        edges: whether the first and last tile reach over the edges by a halo, or stay inside and count to their ends.

    Raises:
        DescriptionError: when a tile is nothing but halo.
    """
    lead = halo if edges == "pad" else 0
    reach = block - 2 * halo - overlap
    reach -= reach % align
    last = max(length + lead - block, -lead)
    way = -(-(last + lead) // align) * align
    if way and reach < 1:
        raise DescriptionError(
            f"Tiles of {block} with a halo of {halo} at both ends leave nothing in the middle.", "halo"
        )
    count = 1 + (-(-way // reach) if way else 0)
    starts = [way * index // (count - 1) // align * align - lead for index in range(count)] if count > 1 else [-lead]
    return Cut(length, block, tuple(starts))


@dataclass(frozen=True)
class Share:
    """How much one tile counts along one axis of an output.

    Attributes:
        start: where on the output the tile begins.
        first: where it begins to count.
        weights: from there on.
        own: the part of `weights` where this tile counts more than any other, as a slice; these parts of all tiles
            cover the axis once.
    """

    start: int
    first: int
    weights: Any
    own: slice

    @property
    def stop(self) -> int:
        """Where it no longer counts."""
        return self.first + len(self.weights)


def shares(made: Cut, relation: Relation) -> list[Share]:
    """How much each tile counts along an axis of an output.

    At every place the weights of all tiles add up to 1: 1 where there is one tile, and a ramp where neighbours overlap.
    """
    import numpy as np

    whole = relation.length(made.length)
    size = relation.length(made.block)
    near = np.zeros((len(made.starts), whole))
    places = np.arange(whole)
    last = len(made.starts) - 1
    for index, start in enumerate(made.starts):
        begin = relation.place(start)
        first = 0 if index == 0 else begin + relation.halo
        end = whole if index == last else begin + size - relation.halo
        # Distance to the end of what counts; the edges of the image are no such end.
        left = np.full(whole, math.inf) if index == 0 else places - first + 0.5
        right = np.full(whole, math.inf) if index == last else end - places - 0.5
        near[index] = np.clip(np.minimum(left, right), 0, 2.0 * made.block)
    nearest = near.argmax(0)
    weights = near / near.sum(0)
    out = []
    for index, start in enumerate(made.starts):
        counted = np.flatnonzero(weights[index])
        first = int(counted[0])
        own = np.flatnonzero(nearest == index) - first
        part = slice(int(own[0]), int(own[-1]) + 1) if len(own) else slice(0, 0)
        values = weights[index, first : int(counted[-1]) + 1].astype(np.float32)
        out.append(Share(relation.place(start), first, values, part))
    return out


def common_alignment(alignment: int, ratios: list[Any]) -> int:
    """The smallest step between tiles that is a multiple of `alignment` and whole on axes with these ratios."""
    return math.lcm(alignment, *(ratio.denominator for ratio in ratios))
