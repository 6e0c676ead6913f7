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


def split(shape: tuple[int, ...], settings: Settings, known: np.ndarray[Any, Any] | None = None) -> Split:
    """Keep data apart: the last ones of many planes, else the end of each along its longer side.

    Args:
        shape: of the planes, (planes, channels, rows, columns).
        settings: which shares of them are kept apart.
        known: which pixels are annotated, (planes, rows, columns), where not all are: then these are shared out.

    What lies side by side is alike, so single pixels or patches from all over would tell of nothing new.

    Raises:
        TrainingError: when the image is too small for it.
    """
    count, _, height, width = shape
    out, look = settings.held_out, settings.validation * (1 - settings.held_out)
    planes = [number for number in range(count) if known is None or known[number].any()]
    if len(planes) >= PLANES:
        whole = [Region(number, 0, 0, height, width) for number in planes]
        last = max(1, round(len(planes) * out))
        middle = max(1, round(len(planes) * look))
        first = len(planes) - last - middle
        made = Split(tuple(whole[:first]), tuple(whole[first : first + middle]), tuple(whole[first + middle :]))
    else:
        rows = _is_along_rows(height, width, known)
        along = height if rows else width
        if known is None:
            last = round(along * out)
            middle = max(SMALLEST, round(along * look))
            ends = (0, along - last - middle, along - last, along)
        else:
            ends = _shared_out(known.any(0).sum(1 if rows else 0), out, look)
        parts = [
            tuple(_band(number, start, stop - start, height, width, rows=rows) for number in planes)
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


def _is_along_rows(height: int, width: int, known: np.ndarray[Any, Any] | None) -> bool:
    """Whether the parts lie below one another: along the longer side of all, or of what is annotated."""
    if known is None:
        return height >= width
    rows, columns = (np.flatnonzero(known.any(axis)) for axis in ((0, 2), (0, 1)))
    return bool(np.ptp(rows) >= np.ptp(columns))


def _shared_out(counts: np.ndarray[Any, Any], out: float, look: float) -> tuple[int, int, int, int]:
    """Where parts end so that each has its share of what is annotated, and no part is too small."""
    passed = np.cumsum(counts) / counts.sum()
    middle, last = (int(np.searchsorted(passed, share)) + 1 for share in (1 - out - look, 1 - out))
    last = min(max(last, 2 * SMALLEST), len(counts) - SMALLEST)
    return 0, max(0, min(middle, last - SMALLEST)), last, len(counts)


def _band(plane: int, start: int, length: int, height: int, width: int, *, rows: bool) -> Region:
    return Region(plane, start, 0, length, width) if rows else Region(plane, 0, start, height, length)
