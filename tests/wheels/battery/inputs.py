"""Pictures for the battery. Made once, natively, so that both runs get the same bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Pictures = dict[str, NDArray[Any]]

# Row, column and width of the blobs that play the part of cells, in pixels.
_CELLS = ((26, 34, 6), (31, 49, 5), (70, 88, 9), (101, 57, 7), (58, 128, 6), (96, 122, 8), (84, 24, 4), (18, 104, 5))


def make_pictures() -> Pictures:
    """Return the pictures by name.

    ``clean`` and ``noisy`` are float64 planes of 120 x 150 in about 0 to 1, ``bytes`` the latter as
    uint8, ``rgb`` three planes in 0 to 1, ``cells`` a bool mask, ``labels`` its components, ``markers``
    one small label a cell, ``volume`` a smooth float64 stack of 10 x 36 x 40 in 0 to 1.
    """
    random = np.random.default_rng(20240607)
    rows, columns = np.mgrid[0:120, 0:150]
    clean = np.zeros((120, 150))
    for row, column, width in _CELLS:
        clean += np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * width**2))
    noisy = np.clip(clean + random.normal(0, 0.04, clean.shape), 0, 1.2) / 1.2
    cells = noisy > 0.3
    labels, _ = ndimage.label(cells)
    markers = np.zeros(clean.shape, np.int32)
    for number, (row, column, _) in enumerate(_CELLS, start=1):
        markers[row - 1 : row + 2, column - 1 : column + 2] = number
    volume = ndimage.gaussian_filter(random.random((10, 36, 40)), 2)
    volume = (volume - volume.min()) / np.ptp(volume)
    return {
        "clean": clean,
        "noisy": noisy,
        "bytes": (noisy * 255).astype(np.uint8),
        "rgb": np.stack([noisy, np.roll(noisy, 9, 0), np.roll(noisy, 13, 1)], axis=-1),
        "cells": cells,
        "labels": labels.astype(np.int32),
        "markers": markers,
        "volume": volume,
    }
