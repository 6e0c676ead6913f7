"""An image made as large as a network takes it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip.image import Image

from .axis import Steps
from .errors import InputMismatch
from .planes import Planes, letter_of
from .processing import apply_steps, refuse_unknown
from .relations import main_input
from .statistics import Statistics
from .tensor import Tensor

if TYPE_CHECKING:
    from coverslip.image import NDArray

    from .description import ModelDescription


@dataclass(frozen=True)
class SingleInput:
    """What goes into the network.

    Attributes:
        values: of the network's input, with a batch of one.
        axes: of these, those of rows and columns.
        source: the image that it was made of.
    """

    values: Any
    axes: tuple[int, int]
    source: NDArray

    def on_image(self, picture: Any) -> Image:
        """A picture of the input's rows and columns, as large as the image."""
        lengths = [self.source.shape[self.source.axes.index(letter)] for letter in "YX"]
        steps = [self.source.scale[self.source.axes.index(letter)] for letter in "YX"]
        return Image(
            resized(picture, (0, 1), lengths), axes="YX", scale=steps, unit=self.source.unit, name="Where it looks"
        )


def fitted(model: ModelDescription, image: NDArray) -> SingleInput:
    """An image, made larger or smaller to what the model takes, and preprocessed.

    Raises:
        InputMismatch: when it has more than one plane.
    """
    refuse_unknown(model)
    main = main_input(model)
    planes = Planes(image, main)
    if len(planes) > 1:
        extra = ", ".join(f"{length} along {letter}" for letter, length in planes.extra.items())
        raise InputMismatch(f"One plane is looked at, but this image has {extra}. Choose one, and run it again.")
    tensor = next(iter(planes)).tensor
    rows = {letter_of(axis): number for number, axis in enumerate(main.axes)}
    axes = (rows["Y"], rows["X"])
    lengths = []
    for number in axes:
        length = main.axes[number].length
        own = tensor.data.shape[number]
        lengths.append(
            length.at_least(own) if isinstance(length, Steps) else length if isinstance(length, int) else own
        )
    sized = Tensor(resized(tensor.data, axes, lengths), tensor.dims)
    values = apply_steps(main.steps, sized, main.id, Statistics({main.id: sized})).data
    return SingleInput(values, axes, image)


def at_length(model: ModelDescription, image: Image) -> Image:
    """An image whose rows and columns are as many as the model takes at once, where it takes a fixed number."""
    main = main_input(model)
    lengths = {letter_of(axis): axis.length for axis in main.axes}
    wanted = [lengths.get(letter) for letter in "YX"]
    axes = (image.axes.index("Y"), image.axes.index("X"))
    known = [
        length if isinstance(length, int) else image.shape[axis] for axis, length in zip(axes, wanted, strict=True)
    ]
    data = resized(image.data, axes, known)
    if data.shape == image.shape:
        return image
    steps = [step * before / after for step, before, after in zip(image.scale, image.shape, data.shape, strict=True)]
    return Image(data, axes=image.axes, scale=steps, unit=image.unit, name=image.name)


def resized(values: Any, axes: tuple[int, int], lengths: list[int]) -> Any:
    """Values at other lengths along two axes, smoothed where they become fewer."""
    import numpy as np
    from skimage.transform import resize

    shape = list(values.shape)
    for axis, length in zip(axes, lengths, strict=True):
        shape[axis] = length
    if tuple(shape) == values.shape:
        return values
    made = resize(values, shape, order=1, preserve_range=True, anti_aliasing=shape[axes[0]] < values.shape[axes[0]])
    return np.asarray(made.round() if values.dtype.kind in "iu" else made, values.dtype)
