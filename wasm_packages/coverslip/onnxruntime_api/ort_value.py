"""`onnxruntime.OrtValue`: a tensor with a place in memory; here that of numpy's array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .values import DTYPES, type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

#: TensorProto.DataType of numpy's names.
ELEMENT_TYPES = {
    "float32": 1,
    "uint8": 2,
    "int8": 3,
    "uint16": 4,
    "int16": 5,
    "int32": 6,
    "int64": 7,
    "object": 8,
    "bool": 9,
    "float16": 10,
    "float64": 11,
    "uint32": 12,
    "uint64": 13,
}


class OrtValue:
    """A tensor; here it is numpy's array."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self._array = array

    @staticmethod
    def ortvalue_from_numpy(numpy_obj: Any, device_type: str = "cpu", device_id: int = 0) -> OrtValue:  # noqa: ARG004
        """A tensor of an array; it shares the array's memory."""
        import numpy as np

        return OrtValue(np.asarray(numpy_obj, order="C"))

    @staticmethod
    def ortvalue_from_shape_and_type(
        shape: Sequence[int],
        element_type: Any,
        device_type: str = "cpu",  # noqa: ARG004
        device_id: int = 0,  # noqa: ARG004
    ) -> OrtValue:
        """A tensor of this shape, whose values are not set."""
        import numpy as np

        return OrtValue(np.empty(tuple(shape), dtype_of(element_type)))

    def numpy(self) -> np.ndarray[Any, Any]:
        """Its array."""
        return self._array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """The same, for numpy's functions."""
        import numpy as np

        return np.array(self._array, dtype, copy=copy)

    def update_inplace(self, np_arr: Any) -> None:
        """Take other values, of the same shape and type."""
        self._array[...] = np_arr

    def data_ptr(self) -> int:
        """Where its values begin in Python's memory."""
        return int(self._array.ctypes.data)

    def shape(self) -> list[int]:
        """Length of each axis."""
        return list(self._array.shape)

    def data_type(self) -> str:
        """As ONNX Runtime writes it."""
        return type_of(self._array)

    def element_type(self) -> int:
        """Its number in ONNX (TensorProto.DataType)."""
        return ELEMENT_TYPES[DTYPES[self.data_type()]]

    def tensor_size_in_bytes(self) -> int:
        """Of its values."""
        return int(self._array.nbytes)

    def device_name(self) -> str:
        """Where it is."""
        return "cpu"

    def is_tensor(self) -> bool:
        """Whether it is one."""
        return True

    def is_sparse_tensor(self) -> bool:
        """Whether it is a sparse one."""
        return False

    def is_tensor_sequence(self) -> bool:
        """Whether it is a list of tensors."""
        return False

    def has_value(self) -> bool:
        """Whether it holds something."""
        return True


def dtype_of(element_type: Any) -> np.dtype[Any]:
    """Numpy's type for one of numpy's, or for its number in ONNX."""
    import numpy as np

    names = {number: name for name, number in ELEMENT_TYPES.items()}
    dtype: np.dtype[Any] = np.dtype(names[element_type] if isinstance(element_type, int) else element_type)
    return dtype
