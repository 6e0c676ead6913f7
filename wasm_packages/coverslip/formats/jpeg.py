"""JPEG."""

from __future__ import annotations

import io

from coverslip.errors import FileFormatError
from coverslip.image import Image

from .limits import check_size


def read_jpeg(data: bytes, name: str) -> Image:
    """Read a JPEG image, turned as its EXIF orientation says: grey (YX) or colour (YXS), uint8.

    Raises:
        FileFormatError: when the file is damaged.
    """
    import numpy as np
    from PIL import Image as Picture
    from PIL import ImageOps

    # The size is checked below, by what there is room for.
    Picture.MAX_IMAGE_PIXELS = None
    with Picture.open(io.BytesIO(data), formats=["JPEG", "MPO"]) as picture:
        check_size((picture.height, picture.width, 3), 1, name)
        try:
            picture.load()
        except OSError as error:
            if "truncated" in str(error):
                raise FileFormatError(
                    f"{name} is cut off: its end is missing. Copy or download it again.", name
                ) from error
            raise
        turned = ImageOps.exif_transpose(picture)
        grey = turned.mode == "L"
        return Image(np.array(turned if grey else turned.convert("RGB")), axes="YX" if grey else "YXS", name=name)
