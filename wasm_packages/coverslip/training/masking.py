"""Hiding pixels, so that a network learns the picture and can't learn its noise.

What is hidden is guessed from its surroundings. Noise that is independent from pixel to pixel can't be guessed, so the
best guess is the picture without it; no clean image is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from .settings import Masking

    Array = np.ndarray[Any, np.dtype[Any]]

#: Noise2Self hides one pixel of each square of this side at once.
GRID = 4
#: Noise2Void hides this share of the pixels, and puts one of up to this many pixels away in the place of each.
SHARE, REACH = 1 / 64, 2


def hidden(patches: Array, how: Masking, random: np.random.Generator) -> tuple[Array, Array]:
    """Patches without some of their pixels.

    Args:
        patches: (count, channels, rows, columns).
        how: "noise2self" hides a grid, with the mean of the neighbours in the place of each pixel (Batson & Royer,
            2019); "noise2void" hides pixels here and there, with another one in the place of each (Krull et al., 2019).
        random: chooses them.

    Returns:
        The patches, and a mask that is true where a pixel was hidden, (count, 1, rows, columns).
    """
    if how == "noise2self":
        return grid_hidden(patches, int(random.integers(GRID**2)))
    return scattered(patches, random)


def grid_hidden(patches: Array, phase: int) -> tuple[Array, Array]:
    """Patches without the pixels of a grid; the phases 0 to GRID² - 1 hide each pixel once."""
    import numpy as np

    mask = np.zeros((len(patches), 1, *patches.shape[2:]), bool)
    mask[:, :, phase // GRID :: GRID, phase % GRID :: GRID] = True
    return np.where(mask, surroundings(patches), patches), mask


def surroundings(patches: Array) -> Array:
    """The mean of the eight neighbours of each pixel, those by a side twice as heavy; the pixel itself has no part."""
    import numpy as np

    rows, columns = patches.shape[-2:]
    wide = np.pad(patches, ((0, 0), (0, 0), (1, 1), (1, 1)), "reflect")
    total = np.zeros_like(patches)
    for down in range(3):
        for right in range(3):
            weight = (0, 2, 1)[(down != 1) + (right != 1)]
            total += weight * wide[..., down : down + rows, right : right + columns]
    return np.asarray(total / 12, patches.dtype)


def scattered(patches: Array, random: np.random.Generator) -> tuple[Array, Array]:
    """Patches in which some pixels are replaced by others from nearby."""
    import numpy as np

    count, _, rows, columns = patches.shape
    mask = random.random((count, 1, rows, columns)) < SHARE
    which, _, row, column = np.nonzero(mask)
    offsets = random.integers(-REACH, REACH + 1, (2, len(which)))
    # The pixel itself is no replacement of itself.
    offsets[1][(offsets == 0).all(0)] = 1
    made = patches.copy()
    # A step that would leave the patch goes the other way.
    down = np.where((row + offsets[0] < 0) | (row + offsets[0] >= rows), -offsets[0], offsets[0])
    right = np.where((column + offsets[1] < 0) | (column + offsets[1] >= columns), -offsets[1], offsets[1])
    made[which, :, row, column] = patches[which, :, row + down, column + right]
    return made, mask
