"""Steps that look at each value alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .operation import like

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coverslip.bioimage.statistics import Statistics
    from coverslip.bioimage.tensor import Tensor


def binarize(tensor: Tensor, _identity: str, arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """Whether a value is above the threshold: one for all, or one for each place along `axis`."""
    axis = arguments.get("axis")
    threshold = arguments["threshold"]
    return tensor.data > (threshold if axis is None else tensor.along(threshold, [axis]))


def clip(tensor: Tensor, identity: str, arguments: Mapping[str, Any], statistics: Statistics) -> Any:
    """Values between two bounds, each given or found as a percentile.

    Within an image the percentile is one of its own values; over a data set it lies between two of them.
    """
    axes = arguments.get("axes")
    method: Any = "linear" if axes is None or "batch" in axes else "inverted_cdf"

    def bound(which: str) -> Any:
        percent = arguments.get(f"{which}_percentile")
        if percent is None:
            return arguments.get(which)
        return statistics.percentile(identity, axes, percent, method)

    lower, upper = bound("min"), bound("max")
    values = tensor.data
    if lower is not None:
        values = values.clip(like(tensor, lower), None)
    if upper is not None:
        values = values.clip(None, like(tensor, upper))
    return values


def ensure_dtype(tensor: Tensor, _identity: str, arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """The values in another type."""
    return tensor.data.astype(arguments["dtype"], copy=False)


def scale_linear(tensor: Tensor, _identity: str, arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """Values times `gain` plus `offset`: each one number, or one for each place along `axis`."""
    gain, offset = (_along(tensor, arguments.get(name, default), arguments) for name, default in _LINEAR)
    return tensor.data * gain + offset


_LINEAR = (("gain", 1.0), ("offset", 0.0))


def _along(tensor: Tensor, number: Any, arguments: Mapping[str, Any]) -> Any:
    """A number, or numbers spread along the axis that the arguments name."""
    import numpy as np

    axis = arguments.get("axis")
    if axis is None:
        return like(tensor, number).reshape(())
    if axis not in tensor.sizes:
        raise ValueError(f"There is no axis {axis!r} among {', '.join(tensor.dims)}.")
    return tensor.along(np.broadcast_to(like(tensor, number).ravel(), tensor.sizes[axis]), [axis])


def fixed_zero_mean_unit_variance(
    tensor: Tensor, _identity: str, arguments: Mapping[str, Any], _statistics: Statistics
) -> Any:
    """Values less a known mean, divided by a known deviation."""
    mean, std = (_along(tensor, arguments[name], arguments) for name in ("mean", "std"))
    return (tensor.data - mean) / (std + like(tensor, arguments.get("eps", _EPSILON)))


#: What keeps a division from one by zero, where a step tells nothing else.
_EPSILON = 1e-6


def scale_by_bit_depth(tensor: Tensor, _identity: str, _arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """Whole numbers divided by the largest that their type holds, so that they lie between 0 and 1 (ZEN's scaling)."""
    import numpy as np

    kind = tensor.data.dtype
    if kind.kind not in "iu":
        return tensor.data.astype(np.float32, copy=False)
    # Divided in double precision, and rounded once.
    return (tensor.data / np.float64(np.iinfo(kind).max)).astype(np.float32)


def reverse(tensor: Tensor, _identity: str, arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """The values in the other order along an axis, such as colours from red, green, blue to blue, green, red."""
    import numpy as np

    return np.ascontiguousarray(np.flip(tensor.data, tensor.dims.index(arguments["axis"])))


def sigmoid(tensor: Tensor, _identity: str, _arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """`1 / (1 + exp(-value))`."""
    import numpy as np

    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-like(tensor, tensor.data)))
