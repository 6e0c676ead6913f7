"""Tensors in files, as numpy writes them."""

from __future__ import annotations

import io
from typing import Any

from .errors import DescriptionError


def load_npy(data: bytes, name: str) -> Any:
    """The array in a file.

    Raises:
        DescriptionError: when it is none, or holds Python objects, which could run code.
    """
    import numpy as np

    try:
        return np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise DescriptionError(f"{name} holds no array of numpy: {error}.") from error


def dump_npy(array: Any) -> bytes:
    """A file with an array."""
    import numpy as np

    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
