"""Patches: small squares, drawn at random and turned, so that a network sees no two alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from .split import Region

    Array = np.ndarray[Any, np.dtype[Any]]


class Patches:
    """Patches of several arrays at the same places.

    Args:
        arrays: each (planes, …, rows, columns).
        regions: where patches come from; larger ones give more.
        size: along both sides; patches are smaller where a region is.
        seed: of the places.
        wanted: where patches have their middles, each (planes, rows, columns); they take turns. None is everywhere.
    """

    def __init__(
        self,
        arrays: Sequence[Array],
        regions: Sequence[Region],
        size: int,
        seed: int,
        wanted: Sequence[Array | None] = (None,),
    ) -> None:
        import numpy as np

        self._arrays = [[region.of(array) for region in regions] for array in arrays]
        self._size = size
        self._seed = seed
        areas = np.array([region.height * region.width for region in regions], float)
        self._shares = areas / areas.sum()
        self._wanted = [
            None if each is None else [np.argwhere(region.of(each)) for region in regions] for each in wanted
        ]

    def draw(self, step: int, count: int) -> list[Array]:
        """Patches for a step, one stack an array: the same for the same step, whatever was drawn before."""
        import numpy as np

        random = np.random.default_rng([self._seed, step])
        drawn: list[list[Array]] = [[] for _ in self._arrays]
        for number in range(count):
            region = int(random.choice(len(self._shares), p=self._shares))
            height, width = self._arrays[0][region].shape[-2:]
            space = np.array([height - self._size, width - self._size])
            corner = random.integers(0, space + 1)
            wanted = self._wanted[number % len(self._wanted)]
            if wanted is not None and len(wanted[region]):
                middle = wanted[region][random.integers(len(wanted[region]))]
                corner = np.clip(middle - self._size // 2, 0, space)
            turns, mirrored = int(random.integers(4)), bool(random.integers(2))
            rows, columns = (slice(start, start + self._size) for start in corner)
            for stack, array in zip(drawn, self._arrays, strict=True):
                stack.append(turned(array[region][..., rows, columns], turns, mirrored=mirrored))
        return [np.stack(stack) for stack in drawn]


def turned(patch: Array, turns: int, *, mirrored: bool) -> Array:
    """A patch turned by quarters and perhaps mirrored: what microscopes see has no up and no left."""
    import numpy as np

    made = np.rot90(patch, turns, (-2, -1))
    return made[..., ::-1] if mirrored else made


def lit(patches: Array, random: np.random.Generator) -> Array:
    """Patches of normalised intensities as if they had been lit otherwise, and a little noisier."""
    import numpy as np

    shape = (len(patches), *(1,) * (patches.ndim - 1))
    gain = random.uniform(0.75, 1.3, shape)
    offset = random.uniform(-0.1, 0.1, shape)
    noise = random.normal(0, 1, patches.shape) * random.uniform(0, 0.05, shape)
    return np.asarray(patches * gain + offset + noise, np.float32)


def fitting_size(wanted: int, regions: Sequence[Region], stride: int) -> int:
    """The largest size of patches up to the wanted one that fits into every region and is a multiple of `stride`."""
    side = min(min(region.height, region.width) for region in regions)
    return max(min(wanted, side) // stride, 1) * stride
