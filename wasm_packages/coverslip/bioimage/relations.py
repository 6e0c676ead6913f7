"""How the axes of a model's tensors are related to those of its main input, along which images are cut into tiles."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .axis import Axis, Follows
from .errors import DescriptionError

if TYPE_CHECKING:
    from .description import ModelDescription, TensorDescription


@dataclass(frozen=True)
class Relation:
    """An axis that is `floor(ratio * length + offset)` long where the main input's axis is `length` long.

    Attributes:
        axis: the id of the main input's axis.
        halo: what is cropped at both ends of it.
    """

    axis: str
    ratio: Fraction
    offset: int = 0
    halo: int = 0

    def length(self, length: int) -> int:
        """Length of this axis."""
        return int(self.ratio * length + self.offset)

    def place(self, start: int) -> int:
        """Where a tile begins on this axis that begins at `start` on the main input's; tiles begin where that fits."""
        return int(self.ratio * start)


def main_input(model: ModelDescription) -> TensorDescription:
    """The first input that shows space.

    Raises:
        DescriptionError: when there is none.
    """
    for tensor in model.inputs:
        if any(axis.kind == "space" for axis in tensor.axes):
            return tensor
    raise DescriptionError(f"No input of {model.name} has an axis of space, so it can't be run on images.", "inputs")


def relations(model: ModelDescription, tensor: TensorDescription) -> dict[str, Relation]:
    """The axes of a tensor that grow with an axis of the main input, by their id."""
    main = main_input(model)
    found = {}
    for axis in tensor.axes:
        related = _related(model, main, tensor, axis)
        if related is not None:
            found[axis.id] = related
    return found


def _related(
    model: ModelDescription, main: TensorDescription, tensor: TensorDescription, axis: Axis
) -> Relation | None:
    if axis.kind in ("batch", "channel"):
        return None
    if tensor is main:
        return Relation(axis.id, Fraction(1))
    if isinstance(axis.length, Follows):
        reference = model.tensor(axis.length.tensor).axis(axis.length.axis)
        ratio = _fraction(reference.scale) / _fraction(axis.scale)
        if axis.length.tensor == main.id:
            return Relation(reference.id, ratio, axis.length.offset, axis.halo)
        through = _related(model, main, model.tensor(axis.length.tensor), reference)
        if through is None:
            return None
        offset = ratio * through.offset + axis.length.offset
        return Relation(through.axis, ratio * through.ratio, int(offset), axis.halo)
    own = next((each for each in main.axes if each.id == axis.id), None)
    if own is not None and isinstance(own.length, int) and isinstance(axis.length, int):
        return Relation(own.id, Fraction(axis.length, own.length), 0, axis.halo)
    if own is not None and tensor in model.inputs:
        return Relation(own.id, Fraction(1))
    return None


def _fraction(scale: float) -> Fraction:
    return Fraction(scale).limit_denominator(1000)
