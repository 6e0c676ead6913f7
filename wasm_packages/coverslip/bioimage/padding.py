"""Parts of an array that may reach beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .description import Padding
    from .tensor import Tensor


def part(tensor: Tensor, region: Mapping[str, tuple[int, int]], padding: Padding) -> Any:
    """The values of a region, padded where it lies outside.

    Args:
        tensor: the whole.
        region: start and stop along axes; negative starts and stops beyond the end are meant so. Other axes are taken
            whole.
        padding: what stands outside, as numpy's `pad` defines it.
    """
    import numpy as np

    array = tensor.data
    outside: list[tuple[int, Any]] = []
    for number, dim in enumerate(tensor.dims):
        if dim not in region:
            continue
        start, stop = region[dim]
        length = tensor.data.shape[number]
        if start >= 0 and stop <= length:
            array = array[(slice(None),) * number + (slice(start, stop),)]
            continue
        places = np.arange(start, stop)
        array = np.take(array, _inside(places, length, padding.mode), axis=number)
        if padding.mode == "constant":
            outside.append((number, (places < 0) | (places >= length)))
    for number, places in outside:
        # What was taken from outside is a copy, so the whole stays as it is.
        array[(slice(None),) * number + (places,)] = padding.value
    return array


def _inside(places: Any, length: int, mode: str) -> Any:
    """Indices within an axis whose values stand at places in and around it."""
    import numpy as np

    if mode in ("edge", "constant") or length == 1:
        return np.clip(places, 0, length - 1)
    if mode == "reflect":
        period = 2 * length - 2
        turned = places % period
        return np.where(turned < length, turned, period - turned)
    turned = places % (2 * length)
    return np.where(turned < length, turned, 2 * length - 1 - turned)
