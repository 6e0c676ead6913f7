"""How large an image may be."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from coverslip.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: WebAssembly has 4 GB of addresses, and an image needs room for a copy while it is worked on.
LARGEST = 1536 * 2**20 if sys.platform == "emscripten" else 2**46


def check_size(shape: Sequence[int], itemsize: int, name: str) -> None:
    """Refuse an image before memory is taken for it.

    Raises:
        FileFormatError: when it is too large.
    """
    size = math.prod(shape) * itemsize
    if size > LARGEST:
        sides = " by ".join(map(str, shape))
        raise FileFormatError(
            f"{name} is too large to be opened here: {sides} values need {size / 2**30:.1f} GB, "
            f"and there is room for {LARGEST / 2**30:.1f} GB. Crop it, or save it with fewer planes.",
            name,
        )


def check_bytes(size: int, name: str) -> None:
    """Refuse what grows larger than there is room for while it is unpacked.

    Raises:
        FileFormatError: when it is too large.
    """
    if size > LARGEST:
        raise FileFormatError(
            f"{name} is too large to be opened here: unpacked it has more than the {LARGEST / 2**30:.1f} GB that there "
            "is room for. Unpack it, crop it, or save it with fewer planes.",
            name,
        )
