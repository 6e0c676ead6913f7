"""How well objects were found, where it is known what there is; beside it how well Otsu's threshold finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.bioimage import objects

from .metrics import dice, f1, found_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    Array = np.ndarray[Any, np.dtype[Any]]

DICE, F1 = "Dice", "F1 at IoU 0.5"
#: Where not everything is annotated.
KNOWN_DICE, FOUND = "Dice where annotated", "annotated objects found at IoU 0.5"


def compared(
    after: Sequence[Array], before: Sequence[Array], true: Sequence[Array], known: Sequence[Array], *, painted: bool
) -> dict[str, dict[str, float]]:
    """Figures of the objects of several planes, found in two ways.

    Args:
        after: labels of what the network found.
        before: labels of what another way found.
        true: labels of what there is.
        known: where that is known. Where it is not, objects are neither right nor wrong.
        painted: whether objects and background were painted here and there, so that no object is whole.
    """
    is_known = np.concatenate([plane.ravel() for plane in known])
    partial = not is_known.all()
    made: dict[str, dict[str, float]] = {}
    for name, each in (("before", before), ("after", after)):
        masks = [np.concatenate([plane.ravel() > 0 for plane in group]) for group in (each, true)]
        rows = {KNOWN_DICE if partial else DICE: dice(*(mask & is_known for mask in masks))}
        if not partial:
            rows[F1] = f1(numbered(each), numbered(true))
        elif not painted:
            rows[FOUND] = found_share(numbered(each), numbered(true))
        for measure, value in rows.items():
            made.setdefault(measure, {})[name] = value
    return made


def numbered(planes: Sequence[Array]) -> Array:
    """Labels of several planes in one row, with no number on two planes."""
    rows, last = [], 0
    for plane in planes:
        rows.append(np.where(plane > 0, plane + last, 0).ravel())
        last = max(last, int(rows[-1].max()))
    return np.concatenate(rows)


def objects_of(scores: Array, smallest: int, *, split: bool) -> Array:
    """The objects in the scores of the classes, (classes, rows, columns), as “Run a model” finds them."""
    return objects.found_objects(objects.mask(scores, 0.5, 0), smallest, split=split)


def above_otsu(plane: Array, smallest: int, *, split: bool) -> Array:
    """The objects above Otsu's threshold of the mean of the channels."""
    from skimage.filters import threshold_otsu

    mean = plane.mean(0)
    return objects.found_objects(mean > threshold_otsu(mean), smallest, split=split)
