"""How good a result is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]


def psnr(image: Array, clean: Array, peak: float) -> float:
    """Peak signal-to-noise ratio in dB. Infinite for the same image.

    Args:
        image: with errors.
        clean: without, of the same shape.
        peak: the range of the values of the whole clean image, of which these may be a part.
    """
    error = float(np.mean((np.asarray(image, np.float64) - np.asarray(clean, np.float64)) ** 2))
    return math.inf if error == 0 else 10 * math.log10(max(peak, 1e-12) ** 2 / error)


def dice(found: Array, true: Array) -> float:
    """Dice's coefficient of two masks: 1 where they are the same, also where both are empty."""
    both = int(np.count_nonzero(found)) + int(np.count_nonzero(true))
    return 1.0 if both == 0 else 2 * int(np.count_nonzero(found & true)) / both


def f1(found: Array, true: Array, overlap: float = 0.5) -> float:
    """F1 of objects, of which two are the same where their intersection over union is at least `overlap`.

    From 0.5 on no object can be the same as two others, so nothing has to be assigned (Caicedo et al., 2019, count
    what lies above; at exactly 0.5 each object is counted once).

    Args:
        found: labels, any shape.
        true: labels of the same shape.
        overlap: at least 0.5.
    """
    same, shape = _same(found, true, overlap)
    hits = min(int(same.any(1).sum()), int(same.any(0).sum()))
    return 1.0 if sum(shape) == 0 else 2 * hits / sum(shape)


def found_share(found: Array, true: Array, overlap: float = 0.5) -> float:
    """Share of the true objects that were found, likewise; 1 where there is none."""
    same, (_, count) = _same(found, true, overlap)
    return 1.0 if count == 0 else int(same.any(0).sum()) / count


def _same(found: Array, true: Array, overlap: float) -> tuple[Array, tuple[int, int]]:
    """Which objects are the same, (found, true), and how many there are of both."""
    _, first = np.unique(found, return_inverse=True)
    _, second = np.unique(true, return_inverse=True)
    columns = int(second.max()) + 1
    table = np.bincount(first.ravel() * columns + second.ravel(), minlength=(int(first.max()) + 1) * columns)
    table = table.reshape(-1, columns).astype(np.int64)
    union = table.sum(1, keepdims=True) + table.sum(0, keepdims=True) - table
    same = table >= overlap * union
    # Number 0 is the background, if there is one.
    rows, others = int(found.min() == 0), int(true.min() == 0)
    return same[rows:, others:], (len(table) - rows, columns - others)
