"""Descriptions as onnxruntime has them, and its words for the types of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def __init__(self, info: ValueInfo, lengths: Mapping[str, int] | None = None) -> None:
        self.name = info.name
        # What is no tensor has no shape for onnxruntime.
        shape = () if info.labels else info.shape
        self.shape: list[int | str | None] = [
            (lengths or {}).get(each, each) if isinstance(each, str) else each for each in shape
        ]
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


def type_of(array: np.ndarray[Any, Any]) -> str:
    """ONNX Runtime's word for an array's type."""
    if array.dtype.kind in "OUST":
        return "tensor(string)"
    name = array.dtype.name
    return next((onnx for onnx, numpy in DTYPES.items() if numpy == name), f"tensor({name})")
