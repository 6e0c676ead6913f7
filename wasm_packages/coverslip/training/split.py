"""Which part of the data is for what: training, looking, and the figures at the end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import TrainingError

if TYPE_CHECKING:
    from .settings import Settings

#: From so many planes on whole ones are kept apart, and not parts of each.
PLANES = 5
#: Pixels that a part has at least along both sides.
SMALLEST = 16


@dataclass(frozen=True)
class Region:
    """A rectangle of a plane."""

    plane: int
    top: int
    left: int
    height: int
    width: int

    def of(self, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """These pixels of (planes, …, rows, columns)."""
        rows = slice(self.top, self.top + self.height)
        return np.asarray(array[self.plane][..., rows, self.left : self.left + self.width])


@dataclass(frozen=True)
class Split:
    """Regions that do not overlap."""

    training: tuple[Region, ...]
    validation: tuple[Region, ...]
    held_out: tuple[Region, ...]


def split(shape: tuple[int, ...], settings: Settings) -> Split:
    """Keep data apart: the last ones of many planes, else the end of each along its longer side.

    Args:
        shape: of the planes, (planes, channels, rows, columns).
        settings: which shares of them are kept apart.

    What lies side by side is alike, so single pixels or patches from all over would tell of nothing new.

    Raises:
        TrainingError: when the image is too small for it.
    """
    planes, _, height, width = shape
    out, look = settings.held_out, settings.validation * (1 - settings.held_out)
    if planes >= PLANES:
        whole = [Region(number, 0, 0, height, width) for number in range(planes)]
        last = max(1, round(planes * out))
        middle = max(1, round(planes * look))
        first = planes - last - middle
        made = Split(tuple(whole[:first]), tuple(whole[first : first + middle]), tuple(whole[first + middle :]))
    else:
        along = max(height, width)
        last = round(along * out)
        middle = max(SMALLEST, round(along * look))
        ends = (0, along - last - middle, along - last, along)
        parts = [
            tuple(_band(number, start, stop - start, height, width) for number in range(planes))
            for start, stop in pairwise(ends)
        ]
        made = Split(*parts)
    for name, regions in (("training", made.training), ("held out", made.held_out)):
        side = min((min(each.height, each.width) for each in regions), default=0)
        if side < SMALLEST:
            raise TrainingError(
                f"An image of {height} × {width} leaves too little for {name}: {side} pixels, {SMALLEST} are needed. "
                "Give a larger image, or a stack of several."
            )
    return made


def _band(plane: int, start: int, length: int, height: int, width: int) -> Region:
    if height >= width:
        return Region(plane, start, 0, length, width)
    return Region(plane, 0, start, height, length)
