"""The element types of arrays: numpy's names, or the list of the fields of a record."""

from __future__ import annotations

import importlib
import math
import re
from typing import TYPE_CHECKING, Any

from coverslip.errors import NotSendable, WireError

from .wire import Json, listed, shown, text, whole

if TYPE_CHECKING:
    import numpy as np

#: Bytes of one element, by numpy's names.
ITEMSIZES = {
    "bool": 1,
    "int8": 1,
    "uint8": 1,
    "int16": 2,
    "uint16": 2,
    "int32": 4,
    "uint32": 4,
    "int64": 8,
    "uint64": 8,
    "float16": 2,
    "bfloat16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
}

_TEXT = re.compile(r"([SU])([1-9][0-9]{0,7})\Z")
_TIME = re.compile(r"(?:datetime|timedelta)64(?:\[(?:[1-9][0-9]{0,8})?(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?\Z")
_MOST_BYTES = 2**31 - 1


def itemsize(dtype: Json, deepest: int) -> int:
    """Bytes of one element of a dtype that came from the other side; needs no numpy.

    Raises:
        WireError: when it is none, or its records are nested deeper than so many.
    """
    if isinstance(dtype, list):
        return _record_size(dtype, deepest)
    name = text(dtype, "dtype")
    if name in ITEMSIZES:
        return ITEMSIZES[name]
    if match := _TEXT.match(name):
        return int(match[2]) * (4 if match[1] == "U" else 1)
    if _TIME.match(name):
        return 8
    raise WireError(f"There is no dtype {shown(name)}.", "dtype")


def _record_size(fields: list[Json], deepest: int) -> int:
    if deepest <= 0:
        raise WireError("Records are nested too deep.", "dtype")
    names: set[str] = set()
    size = 0
    for field in fields:
        parts = listed(field, "dtype")
        if len(parts) not in (2, 3):
            raise WireError("A field is not name, dtype and shape.", "dtype")
        name = text(parts[0], "dtype")
        if not name or name in names:
            raise WireError(f"A record has the field {shown(name)} twice.", "dtype")
        names.add(name)
        shape = [whole(length, "shape") for length in listed(parts[2], "shape")] if len(parts) == 3 else []
        size += math.prod(shape) * itemsize(parts[1], deepest - 1)
        if size > _MOST_BYTES or len(shape) > 32:
            raise WireError("A record is too large.", "dtype")
    if size == 0:
        raise WireError("A record has no bytes.", "dtype")
    return size


def numpy_dtype(dtype: Json) -> np.dtype[Any]:
    """The dtype of numpy, little endian, for one that was checked by `itemsize`.

    Raises:
        ModuleNotFoundError: when numpy is not there, or ml_dtypes for bfloat16.
    """
    import numpy as np

    if isinstance(dtype, list):
        return np.dtype([(field[0], numpy_dtype(field[1]), *map(tuple, field[2:])) for field in dtype])
    if dtype == "bfloat16":
        # Not imported by name: hardly anyone has it, and checks of types need it not.
        bfloat16: np.dtype[Any] = np.dtype(importlib.import_module("ml_dtypes").bfloat16)
        return bfloat16
    return np.dtype(dtype).newbyteorder("<")


def wire_dtype(dtype: np.dtype[Any]) -> tuple[Json, np.dtype[Any]]:
    """A dtype as the wire names it, and the one in which its bytes are sent: little endian, records without gaps.

    Raises:
        NotSendable: when the wire has none like it.
    """
    import numpy as np

    if dtype.names is not None and dtype.fields is not None:
        described: list[Json] = []
        packed: list[Any] = []
        for name in dtype.names:
            field = dtype.fields[name][0]
            told, sent = wire_dtype(field.base)
            described.append([name, told, list(field.shape)] if field.shape else [name, told])
            packed.append((name, sent, field.shape))
        if dtype.itemsize and packed:
            return described, np.dtype(packed)
    elif dtype.kind in "SU":
        length = max(1, dtype.itemsize // (4 if dtype.kind == "U" else 1))
        return f"{dtype.kind}{length}", np.dtype(f"<{dtype.kind}{length}")
    elif dtype.kind in "Mm" or (dtype.name in ITEMSIZES and dtype.name != "bfloat16"):
        return dtype.name, dtype.newbyteorder("<")
    elif dtype.name == "bfloat16":
        return dtype.name, dtype
    raise NotSendable(
        f"An array of {dtype} can't be sent; .astype(…) makes it one of {', '.join(ITEMSIZES)}, and .tolist() a list."
    )
