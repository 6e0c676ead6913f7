"""What is seen on the screen, as numbers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from .process import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

Shot = npt.NDArray[np.uint8]


def shot(area: Locator) -> Shot:
    """A screenshot of an element as an array of height, width and red, green, blue."""
    with Image.open(io.BytesIO(area.screenshot())) as picture:
        return np.asarray(picture.convert("RGB"))


def shot_when(area: Locator, wanted: Callable[[Shot], bool], what: str, timeout: float = 90) -> Shot:
    """The first screenshot of an element that is as wanted.

    Raises:
        TimeoutError: naming `what`, when none was within `timeout` seconds.
    """

    def look() -> Shot | None:
        seen = shot(area)
        return seen if wanted(seen) else None

    return wait_until(look, what, timeout, 0.1)


def grey(seen: Shot) -> npt.NDArray[np.float64]:
    """Mean of red, green and blue."""
    mean: npt.NDArray[np.float64] = seen.mean(axis=-1)
    return mean


def colourfulness(seen: Shot) -> float:
    """Share of pixels whose channels differ clearly; a grey image has none."""
    wide = seen.astype(np.int16)
    return float(((wide.max(-1) - wide.min(-1)) > 40).mean())
