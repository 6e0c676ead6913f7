"""How an image is laid out in tiles for a model."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .axis import Axis, Follows, Steps
from .errors import DescriptionError
from .relations import Relation, main_input, relations
from .spans import Cut, common_alignment, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .description import ModelDescription

#: How many pixels or voxels a tile has at most where the model leaves it open: 512 × 512, or 64 × 64 × 64.
TILE_SIZE = 2**18


@dataclass(frozen=True)
class TilePlace:
    """Where one tile lies.

    Attributes:
        index: its number along each axis of the main input.
        region: start and stop along each axis; these may lie outside of the image.
    """

    index: Mapping[str, int]
    region: Mapping[str, tuple[int, int]]

    def centre(self, axis: str) -> float:
        """Its middle along an axis."""
        start, stop = self.region[axis]
        return (start + stop) / 2


@dataclass(frozen=True)
class Layout:
    """All tiles.

    Attributes:
        cuts: along each axis of the main input.
    """

    cuts: Mapping[str, Cut]

    def __len__(self) -> int:
        """How many there are."""
        return math.prod(len(made.starts) for made in self.cuts.values())

    def places(self, focus: Mapping[str, float]) -> list[TilePlace]:
        """Every tile, those first that lie nearest to a point; where an axis has none, to the middle of it."""
        found = []
        for numbers in itertools.product(*(range(len(made.starts)) for made in self.cuts.values())):
            index = dict(zip(self.cuts, numbers, strict=True))
            starts = {axis: self.cuts[axis].starts[number] for axis, number in index.items()}
            region = {axis: (start, start + self.cuts[axis].block) for axis, start in starts.items()}
            found.append(TilePlace(index, region))
        return self.nearest(found, focus)

    def nearest(self, places: Iterable[TilePlace], focus: Mapping[str, float]) -> list[TilePlace]:
        """These tiles, those first that lie nearest to a point."""
        target = {axis: focus.get(axis, made.length / 2) for axis, made in self.cuts.items()}
        return sorted(places, key=lambda place: math.dist([place.centre(axis) for axis in target], [*target.values()]))


def lay_out(model: ModelDescription, lengths: Mapping[str, int], tile: int | None = None) -> Layout:
    """Tiles for an image.

    Args:
        model: what runs on them.
        lengths: of the image along the axes of the main input, by their id.
        tile: how long tiles are at most along an axis where the model leaves it open; by `TILE_SIZE` when absent.

    Raises:
        DescriptionError: when the model's sizes and halos allow no tiles.
    """
    main = main_input(model)
    axes = {axis.id: axis for axis in main.axes if axis.kind not in ("batch", "channel")}
    related = [each for tensor in model.outputs for each in relations(model, tensor).values()]
    cuts: dict[str, Cut] = {}
    long = [axis for axis in axes if lengths[axis] > 1]
    preferred = tile or max(16, int(TILE_SIZE ** (1 / max(2, len(long)))))
    for identity in sorted(axes, key=lambda name: isinstance(axes[name].length, Follows)):
        axis = axes[identity]
        own = [each for each in related if each.axis == identity]
        align = common_alignment(_step(axis), [each.ratio for each in own])
        halo = max((math.ceil(each.halo / each.ratio) for each in own), default=0)
        halo += -halo % common_alignment(1, [each.ratio for each in own])
        wanted = lengths[identity] + (2 * halo if model.edges == "pad" else 0)
        block = _block(axis, wanted, max(preferred, 4 * halo, 4 * align), cuts, axes)
        lost = max((math.ceil(max(0, -each.offset) / each.ratio) for each in own), default=0)
        blend = 0 if halo or wanted <= block else max(align, block // 8 // align * align)
        cuts[identity] = cut(lengths[identity], block, halo, align=align, overlap=blend + lost, edges=model.edges)
    return Layout({identity: cuts[identity] for identity in axes})


def _step(axis: Axis) -> int:
    """Tiles that begin at multiples of this see the same as the whole, however often the network halves them."""
    if isinstance(axis.length, Steps):
        return axis.length.step
    if isinstance(axis.length, int):
        # Networks halve an image up to five times; small tiles have no room for such steps.
        return math.gcd(axis.length, 32 if axis.length >= 256 else 4)
    return 1


def _block(axis: Axis, wanted: int, preferred: int, cuts: Mapping[str, Cut], axes: Mapping[str, Axis]) -> int:
    length = axis.length
    if isinstance(length, int):
        return length
    if isinstance(length, Steps):
        return length.at_least(wanted) if wanted <= preferred else length.at_most(preferred)
    if isinstance(length, Follows) and length.axis in cuts:
        ratio = Fraction(axes[length.axis].scale / axis.scale).limit_denominator(1000)
        return Relation(length.axis, ratio, length.offset).length(cuts[length.axis].block)
    raise DescriptionError(f"The length of the input's axis {axis.id!r} follows nothing that is known.", axis.id)
