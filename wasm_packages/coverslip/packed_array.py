"""Arrays where there is no numpy (no ml_dtypes for bfloat16): they can be kept and passed on, but not looked into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import NotAvailable


@dataclass(frozen=True)
class PackedArray:
    """An array as it came, in a plugin that has not asked for numpy. It can be sent on as it is.

    Attributes:
        data: the bytes of its values, little endian.
        dtype: numpy's name of their kind; for records the list of their fields (name, dtype, shape).
        shape: length of each axis.
        order: "C" or "F", which axis changes fastest.
        about: what it shows, in the wire's words: kind, axes, scale, unit, name.
    """

    data: bytes
    dtype: str | list[Any]
    shape: tuple[int, ...]
    order: str
    about: dict[str, Any]

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise NotAvailable(NEEDS_ML_DTYPES if "bfloat16" in str(self.dtype) else NEEDS_NUMPY)

    def __repr__(self) -> str:
        return f"<PackedArray {self.shape} {self.dtype}>"


NEEDS_NUMPY = (
    'An array can be looked into only with numpy: add "numpy" to `dependencies` in the header of the plugin\'s file.'
)

NEEDS_ML_DTYPES = (
    'An array of bfloat16 can be looked into only with ml_dtypes: add "ml-dtypes" to `dependencies` in the header of '
    "the plugin's file, or have it sent as float32."
)
