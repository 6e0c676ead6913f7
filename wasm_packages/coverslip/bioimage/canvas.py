"""An output that is put together from tiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .errors import DescriptionError
from .spans import Cut, shares
from .tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .relations import Relation


class Canvas:
    """The whole of an output, for one plane of the image.

    Numbers are blended where tiles overlap; whole numbers and masks, of which there is no mean, come from the tile in
    which they lie deepest. An output that does not grow with the image, such as the scores of classes, becomes the mean
    of all tiles.

    Args:
        identity: the id of the output.
        relations: of its axes to those along which tiles lie.
        cuts: the tiles along each axis of the main input.
        allocate: makes the array, all zeros, of a shape and type.
    """

    def __init__(
        self,
        identity: str,
        relations: Mapping[str, Relation],
        cuts: Mapping[str, Cut],
        allocate: Callable[[tuple[int, ...], Any], Any],
    ) -> None:
        self._identity = identity
        self._along = {dim: relation.axis for dim, relation in relations.items() if relation.axis in cuts}
        self._shares = {dim: shares(cuts[axis], relations[dim]) for dim, axis in self._along.items()}
        self._lengths = {dim: relations[dim].length(cuts[axis].length) for dim, axis in self._along.items()}
        self._parts = math.prod(len(made.starts) for axis, made in cuts.items() if axis not in self._along.values())
        self._tiles = math.prod(len(made.starts) for made in cuts.values())
        self._allocate = allocate
        self._done: list[Mapping[str, int]] = []
        self._whole: Any = None
        self._dims: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every tile is here."""
        return len(self._done) == self._tiles

    def add(self, index: Mapping[str, int], tile: Tensor) -> None:
        """Take the output of a tile.

        Args:
            index: number of the tile along each axis of the main input.
            tile: its values.

        Raises:
            DescriptionError: when there are several tiles of what can neither be put together nor averaged.
        """
        import numpy as np

        values = tile.data
        blended = values.dtype.kind == "f"
        if self._parts > 1 and not blended:
            raise DescriptionError(
                f"{self._identity!r} has no axes of the image, so it can't be put together from {self._parts} tiles. "
                "Run this model on an image that fits into one tile.",
                self._identity,
            )
        if self._whole is None:
            self._dims = tile.dims
            shape = tuple(self._lengths.get(dim, size) for dim, size in tile.sizes.items())
            self._whole = self._allocate(shape, values.dtype)
        source, target = [], []
        weight: Any = np.float32(1 / self._parts)
        for dim in tile.dims:
            if dim not in self._shares:
                source.append(slice(None))
                target.append(slice(None))
                continue
            share = self._shares[dim][index[self._along[dim]]]
            first = share.first if blended else share.first + share.own.start
            stop = share.stop if blended else share.first + share.own.stop
            source.append(slice(first - share.start, stop - share.start))
            target.append(slice(first, stop))
            if blended:
                weight = weight * tile.along(share.weights, [dim])
        part = values[tuple(source)]
        if blended:
            self._whole[tuple(target)] += part * weight.astype(part.dtype, copy=False)
        else:
            self._whole[tuple(target)] = part
        self._done.append(dict(index))

    def tensor(self) -> Tensor | None:
        """What there is so far: 0 where no tile is yet; None before the first one."""
        if self._whole is None:
            return None
        whole = Tensor(self._whole, self._dims)
        if self.complete or self._whole.dtype.kind != "f":
            return whole
        covered = self._covered(whole)
        # At the rims of what is done the other half of a blend is missing.
        return Tensor(whole.data / covered.clip(1e-6, None).astype(whole.data.dtype), self._dims)

    def _covered(self, whole: Tensor) -> Any:
        """The weight that has come to each place."""
        import numpy as np

        dims = [dim for dim in self._dims if dim in self._shares]
        total = np.zeros([whole.sizes[dim] for dim in dims], np.float32)
        for index in self._done:
            weight: Any = np.float32(1 / self._parts)
            target = []
            for number, dim in enumerate(dims):
                share = self._shares[dim][index[self._along[dim]]]
                target.append(slice(share.first, share.stop))
                weight = weight * share.weights.reshape([-1 if each == number else 1 for each in range(len(dims))])
            total[tuple(target)] += weight
        return whole.along(total, dims)
