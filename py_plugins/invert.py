# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Invert"
# version = "1.0.0"
# description = "Turns dark into bright: the smallest example of a plugin."
# license = "MIT"
# samples = ["img2d.tif"]
# ///
"""Invert an image."""

import coverslip
import numpy as np
from coverslip import Image, op


@op
def invert(image: Image) -> Image:
    """Turn dark into bright, within the range of the image's own numbers.

    Args:
        image: any image; integers are inverted within their dtype, other numbers between their own extremes. What is
            no number (NaN) stays so.
    """
    values = np.asarray(image)
    if values.dtype == bool:
        return Image(~values, like=image)
    if values.dtype.kind in "iu":
        # The complement of every bit: 255 - x for uint8, -1 - x for int8.
        return Image(~values, like=image)
    known = values[np.isfinite(values)]
    return Image((known.max() + known.min() if known.size else 0) - values, like=image)


if __name__ == "__main__":
    coverslip.main()
