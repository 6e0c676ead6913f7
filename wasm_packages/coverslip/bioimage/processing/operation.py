"""What a step of processing is to us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from coverslip.bioimage.statistics import Statistics
from coverslip.bioimage.tensor import Tensor

#: Gets the tensor, the id of its description, the step's arguments, and statistics; gives the values, same shape.
Operation = Callable[[Tensor, str, Mapping[str, Any], Statistics], Any]


def like(tensor: Tensor, values: Any) -> Any:
    """Numbers beside a tensor in its own floating-point type, so that single precision stays single."""
    import numpy as np

    kind = tensor.data.dtype
    return np.asarray(values, kind if kind.kind == "f" else np.float64)
