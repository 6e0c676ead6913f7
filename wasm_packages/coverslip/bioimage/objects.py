"""From what a network gives to objects: classes, masks, labels, and labels split where objects touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from numpy.typing import NDArray

After = Literal["classes", "mask", "objects", "split objects"]


def classes(scores: NDArray[Any], axis: int) -> NDArray[Any]:
    """Number of the largest score along an axis, which is removed; the first class, 0, is the background."""
    import numpy as np

    return np.asarray(scores.argmax(axis), np.uint8 if scores.shape[axis] <= 256 else np.uint16)


def mask(values: NDArray[Any], threshold: float, axis: int | None = None, background: int = 0) -> NDArray[Any]:
    """Where there is something: above the threshold, or, of several classes along an axis, any but the background."""
    import numpy as np

    if axis is None:
        return values > threshold
    if values.shape[axis] == 1:
        return np.asarray(values.take(0, axis) > threshold)
    return np.asarray(classes(values, axis) != background)


def objects(found: NDArray[Any], smallest: int) -> NDArray[Any]:
    """Connected parts of a mask (by sides, not by corners) with at least so many pixels, numbered from 1."""
    import numpy as np
    from scipy import ndimage

    labels, _ = ndimage.label(found)
    return large_enough(np.asarray(labels), smallest)


def split_objects(found: NDArray[Any], smallest: int) -> NDArray[Any]:
    """Connected parts of a mask, split at waists, by a watershed on the distance to the background.

    Every h-maximum of the distance (Soille, Morphological Image Analysis, 6.3.3) is an object; h is a tenth of the
    typical radius, so that the steps between pixels split nothing.
    """
    import numpy as np
    from scipy import ndimage
    from skimage import measure, morphology, segmentation

    distance = ndimage.distance_transform_edt(found)
    inside = distance[distance > 0]
    if not inside.size:
        return np.zeros(found.shape, np.int32)
    depth = max(float(np.percentile(inside, 95)) / 10, 0.75)
    flooded = morphology.reconstruction(np.maximum(distance - depth, 0), distance)
    seeds = measure.label(morphology.local_maxima(flooded) & found)
    return large_enough(np.asarray(segmentation.watershed(-distance, seeds, mask=found), np.int32), smallest)


def found_objects(found: NDArray[Any], smallest: int, *, split: bool) -> NDArray[Any]:
    """Connected parts of a mask, see `objects`; or, split at waists, see `split_objects`."""
    return split_objects(found, smallest) if split else objects(found, smallest)


def large_enough(labels: NDArray[Any], smallest: int) -> NDArray[Any]:
    """The labels with at least so many pixels, numbered anew from 1."""
    import numpy as np

    areas = np.bincount(labels.ravel())
    areas[0] = 0
    kept = areas >= max(smallest, 1)
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return np.asarray(numbers[labels])
