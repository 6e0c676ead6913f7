"""Boxes around objects, in the ways in which detectors write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Of two boxes of one class that share more of their union than this, the better one is kept.
_OVERLAP = 0.5
#: Networks that choose among their boxes themselves give at most so many.
MOST_CHOSEN = 1000
#: Numbers of a mask's shape that YOLO's segmenting networks give with each box.
MASK = 32


@dataclass(frozen=True)
class Boxes:
    """Objects that were found, the best one first.

    Attributes:
        corners: (objects, 4): top, left, bottom and right, in pixels from the outer corner of the first one.
        scores: (objects,), from 0 to 1.
        classes: (objects,), numbers of their classes.
        names: of the classes by their number; empty where the file names none.
    """

    corners: NDArray[Any]
    scores: NDArray[Any]
    classes: NDArray[Any]
    names: tuple[str, ...]

    def class_of(self, place: int) -> str | int:
        """The class of an object by its place: its name, or its number."""
        number = int(self.classes[place])
        return self.names[number] if 0 <= number < len(self.names) else number


def of_rows(values: NDArray[Any], classes: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], bool]:
    """Corners, scores and classes of YOLO's output, and whether the network has chosen among its boxes itself.

    (numbers, boxes) is that of version 8 and later; (boxes, numbers) that of version 5, whose fifth number tells how
    likely it is that there is anything, or, when the boxes are few, corners, score and class of what was chosen.
    """
    import numpy as np

    if values.shape[1] in (6, 6 + MASK) and values.shape[0] <= MOST_CHOSEN:
        left, top, right, bottom, scores, numbers = values[:, :6].T
        return np.stack([top, left, bottom, right], 1), scores, numbers.astype(int), True
    old = values.shape[0] > values.shape[1]
    rows = values if old else values.T
    start = 5 if old else 4
    likely = rows[:, start : start + classes] if classes else rows[:, start:]
    if old:
        likely = likely * rows[:, 4:5]
    return _around(rows[:, :4]), likely.max(1), likely.argmax(1), False


def _around(middles: NDArray[Any]) -> NDArray[Any]:
    """Corners of boxes whose middle (x, y), width and height are given."""
    import numpy as np

    x, y, width, height = middles.T
    return np.stack([y - height / 2, x - width / 2, y + height / 2, x + width / 2], 1)


def corners_of(values: NDArray[Any], name: str, shape: tuple[int, int]) -> NDArray[Any]:
    """Corners of boxes as the widespread networks write them, in pixels."""
    if "pred_boxes" in name.lower():
        made = _around(values)
    elif "detection_boxes" in name.lower():
        made = values
    else:
        made = values[:, [1, 0, 3, 2]]
    # Parts of the image's size, where none goes far beyond it.
    return made * [*shape, *shape] if abs(made).max(initial=0) <= 2 else made


def best_of(corners: NDArray[Any], classes: NDArray[Any]) -> list[int]:
    """Places of the boxes that stay when those that show the same object go; the best one comes first."""
    import numpy as np

    areas = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    kept: list[int] = []
    waiting = np.arange(len(corners))
    while waiting.size:
        best, waiting = waiting[0], waiting[1:]
        kept.append(int(best))
        low = np.maximum(corners[best, :2], corners[waiting, :2])
        high = np.minimum(corners[best, 2:], corners[waiting, 2:])
        shared = np.clip(high - low, 0, None).prod(1)
        union = areas[best] + areas[waiting] - shared
        waiting = waiting[(shared <= _OVERLAP * union) | (classes[waiting] != classes[best])]
    return kept
