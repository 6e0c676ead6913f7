"""Carrying out the steps of a description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverslip.bioimage.errors import DescriptionError, NotOffered
from coverslip.bioimage.tensor import Tensor
from coverslip.errors import suggest

from .distribution import scale_mean_variance, scale_range, softmax, zero_mean_unit_variance
from .values import (
    binarize,
    clip,
    ensure_dtype,
    fixed_zero_mean_unit_variance,
    reverse,
    scale_by_bit_depth,
    scale_linear,
    sigmoid,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coverslip.bioimage.description import ModelDescription, Step
    from coverslip.bioimage.statistics import Statistics

    from .operation import Operation

#: By the name of the step. `reverse` and `scale_by_bit_depth` are none of bioimage.io's; ZEN's models need them.
OPERATIONS: Mapping[str, Operation] = {
    "binarize": binarize,
    "clip": clip,
    "ensure_dtype": ensure_dtype,
    "fixed_zero_mean_unit_variance": fixed_zero_mean_unit_variance,
    "reverse": reverse,
    "scale_by_bit_depth": scale_by_bit_depth,
    "scale_linear": scale_linear,
    "scale_mean_variance": scale_mean_variance,
    "scale_range": scale_range,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "zero_mean_unit_variance": zero_mean_unit_variance,
}
#: Steps of the specification that can't be carried out, and why.
_REFUSED = {
    "custom": "it runs Python code out of the model's package",
    "cellpose_flow_dynamics": "it needs the package cellpose, which does not run in a browser",
    "stardist_postprocessing": "it needs the package stardist, which does not run in a browser",
}


def refuse_unknown(model: ModelDescription) -> None:
    """Say before anything is run that a step of a model can't be carried out.

    Raises:
        NotOffered: naming the step, the tensor and the reason.
    """
    for tensor in (*model.inputs, *model.outputs):
        for step in tensor.steps:
            if step.id not in OPERATIONS:
                reason = _REFUSED.get(step.id) or f"it is not known here. {suggest(step.id, OPERATIONS)}"
                raise NotOffered(
                    f"{model.name}: the step {step.id!r} of {tensor.id!r} can't be carried out, because {reason}. "
                    "Run this model with bioimageio.core on a computer.",
                    tensor.id,
                )


def apply_steps(steps: Sequence[Step], tensor: Tensor, identity: str, statistics: Statistics) -> Tensor:
    """The tensor after these steps, in their order.

    Args:
        steps: of its description.
        tensor: the values.
        identity: the id of its description.
        statistics: of all tensors that a step may look at.

    Raises:
        DescriptionError: naming the step and the tensor that do not fit each other.
    """
    for step in steps:
        try:
            values = OPERATIONS[step.id](tensor, identity, step.arguments, statistics)
        except (KeyError, TypeError, ValueError) as error:
            raise DescriptionError(
                f"The step {step.id!r} does not fit {identity!r} of shape {tensor.data.shape}: {error}", identity
            ) from error
        tensor = Tensor(values, tensor.dims)
    return tensor
