"""Descriptions and values as onnxruntime has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from coverslip.models import ModelMetadata as Metadata
    from coverslip.models import ValueInfo

#: numpy's name of each element type.
DTYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(string)": "object",
    **{f"tensor({name})": name for name in ("bool", "float16", "complex64", "complex128")},
    **{f"tensor({sign}int{bits})": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
    # Two to a byte in the model; numpy has no such type.
    "tensor(int4)": "int8",
    "tensor(uint4)": "uint8",
}


class NodeArg:
    """An input or output of a model."""

    def __init__(self, info: ValueInfo) -> None:
        self.name = info.name
        self.shape: list[int | str | None] = list(info.shape)
        self.type = info.type

    def __str__(self) -> str:
        return f"NodeArg(name='{self.name}', type='{self.type}', shape={self.shape})"


class ModelMetadata:
    """What a model's file says of itself."""

    def __init__(self, metadata: Metadata) -> None:
        self.producer_name = metadata.producer
        self.graph_name = metadata.graph_name
        self.graph_description = metadata.graph_description
        self.domain = metadata.domain
        self.description = metadata.description
        self.version = metadata.version
        self.custom_metadata_map = dict(metadata.custom)


class OrtValue:
    """A tensor; here it is numpy's array."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self._array = array

    @staticmethod
    def ortvalue_from_numpy(numpy_obj: Any, device_type: str = "cpu", device_id: int = 0) -> OrtValue:  # noqa: ARG004
        """A tensor of an array."""
        import numpy as np

        return OrtValue(np.asarray(numpy_obj))

    @staticmethod
    def ortvalue_from_shape_and_type(
        shape: Sequence[int],
        element_type: Any,
        device_type: str = "cpu",  # noqa: ARG004
        device_id: int = 0,  # noqa: ARG004
    ) -> OrtValue:
        """A tensor of this shape, whose values are not set."""
        import numpy as np

        return OrtValue(np.empty(tuple(shape), element_type))

    def numpy(self) -> np.ndarray[Any, Any]:
        """Its array."""
        return self._array

    def shape(self) -> list[int]:
        """Length of each axis."""
        return list(self._array.shape)

    def data_type(self) -> str:
        """As ONNX Runtime writes it."""
        return type_of(self._array)

    def device_name(self) -> str:
        """Where it is."""
        return "cpu"

    def is_tensor(self) -> bool:
        """Whether it is one."""
        return True

    def has_value(self) -> bool:
        """Whether it holds something."""
        return True


def type_of(array: np.ndarray[Any, Any]) -> str:
    """ONNX Runtime's word for an array's type."""
    if array.dtype.kind in "OUST":
        return "tensor(string)"
    name = array.dtype.name
    return next((onnx for onnx, numpy in DTYPES.items() if numpy == name), f"tensor({name})")
