"""Pictures of how it goes and of how it went."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

#: Length of the sides of each half of a cover.
_SIDE = 256


def grey(values: Array, like: Array | None = None) -> Array:
    """Values as grey levels, uint8, between the darkest and brightest percent of their own or of others."""
    low, high = np.percentile(values if like is None else like, (0.5, 99.5))
    return np.asarray(np.clip((values - low) / max(high - low, 1e-12) * 255, 0, 255), np.uint8)


def cover(before: Array, after: Array) -> bytes:
    """A PNG, twice as wide as high: the middle of an image, and what the network made of it.

    Args:
        before: grey levels, (rows, columns), uint8.
        after: the same place.
    """
    from PIL import Image as Picture

    height, width = before.shape
    side = min(height, width, _SIDE)
    top, left = (height - side) // 2, (width - side) // 2
    halves = [each[top : top + side, left : left + side] for each in (before, after)]
    picture = Picture.fromarray(np.concatenate(halves, 1)).resize((2 * _SIDE, _SIDE), Picture.Resampling.BICUBIC)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
