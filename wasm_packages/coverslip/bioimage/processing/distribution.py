"""Steps that look at how the values are distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .operation import like

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coverslip.bioimage.statistics import Statistics
    from coverslip.bioimage.tensor import Tensor

#: What keeps a division from one by zero, where a step tells nothing else.
_EPSILON = 1e-6


def zero_mean_unit_variance(tensor: Tensor, identity: str, arguments: Mapping[str, Any], statistics: Statistics) -> Any:
    """`(value - mean) / (deviation + eps)`, over the axes that are named, or all."""
    axes = arguments.get("axes")
    mean, std = statistics.mean(identity, axes), statistics.std(identity, axes)
    return (tensor.data - like(tensor, mean)) / like(tensor, std + arguments.get("eps", _EPSILON))


def scale_range(tensor: Tensor, identity: str, arguments: Mapping[str, Any], statistics: Statistics) -> Any:
    """`(value - lower) / (upper - lower + eps)` of two percentiles, of the tensor itself or of another one."""
    reference = arguments.get("reference_tensor") or identity
    axes = arguments.get("axes")
    lower = statistics.percentile(reference, axes, arguments.get("min_percentile", 0.0))
    upper = statistics.percentile(reference, axes, arguments.get("max_percentile", 100.0))
    return (tensor.data - like(tensor, lower)) / like(tensor, upper - lower + arguments.get("eps", _EPSILON))


def scale_mean_variance(tensor: Tensor, identity: str, arguments: Mapping[str, Any], statistics: Statistics) -> Any:
    """Values with the mean and deviation of another tensor."""
    reference = arguments["reference_tensor"]
    axes = arguments.get("axes")
    eps = arguments.get("eps", _EPSILON)
    mean, std = statistics.mean(identity, axes), statistics.std(identity, axes) + eps
    wanted_mean, wanted_std = statistics.mean(reference, axes), statistics.std(reference, axes) + eps
    return (tensor.data - like(tensor, mean)) / like(tensor, std) * like(tensor, wanted_std) + like(tensor, wanted_mean)


def softmax(tensor: Tensor, _identity: str, arguments: Mapping[str, Any], _statistics: Statistics) -> Any:
    """Exponentials along an axis, divided by their sum."""
    import numpy as np

    where = tensor.dims.index(arguments.get("axis", "channel"))
    values = like(tensor, tensor.data)
    # Less the largest, so that no exponential is too large for its type.
    powers = np.exp(values - values.max(where, keepdims=True))
    return powers / powers.sum(where, keepdims=True)
