"""Which axes of an image are which of a model's input; the others are gone through one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import InputMismatch
from .tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coverslip.image import NDArray

    from .axis import Axis
    from .description import TensorDescription

#: What the axes of space and time are called in models, and the letter of the image's axis.
_LETTERS = {
    "x": "X",
    "w": "X",
    "width": "X",
    "y": "Y",
    "h": "Y",
    "height": "Y",
    "z": "Z",
    "d": "Z",
    "depth": "Z",
    "t": "T",
    "time": "T",
}


def letter_of(axis: Axis) -> str:
    """The letter of the image's axis that an axis of a model is; "" for batch, channel and others.

    Raises:
        InputMismatch: when an axis of space has a name that says nothing.
    """
    if axis.kind in ("batch", "channel", "index"):
        return ""
    letter = _LETTERS.get(axis.id.lower())
    if letter is None:
        raise InputMismatch(
            f"The model's axis of {axis.kind} {axis.id!r} is none of an image: x, y, z or time.", axis.id
        )
    return letter


@dataclass(frozen=True)
class Plane:
    """What a model gets at once.

    Attributes:
        index: place along the axes that are gone through, by letter.
        tensor: in the order of the model's axes.
    """

    index: dict[str, int]
    tensor: Tensor


class Planes:
    """An image, cut into what a model takes at once.

    Args:
        image: any image.
        description: of the input.

    Raises:
        InputMismatch: saying which axis or how many channels do not fit.
    """

    def __init__(self, image: NDArray, description: TensorDescription) -> None:
        self._description = description
        self._letters = {axis.id: letter_of(axis) for axis in description.axes}
        self._data, self._axes = _channelled(image, description)
        self.extra = {
            letter: length
            for letter, length in zip(self._axes, self._data.shape, strict=True)
            if letter not in self._letters.values() and letter != "S"
        }

    def __len__(self) -> int:
        """How many there are."""
        number = 1
        for length in self.extra.values():
            number *= length
        return number

    def __iter__(self) -> Iterator[Plane]:
        """Each of them, in the order of the image's axes."""
        import numpy as np

        for places in np.ndindex(*self.extra.values()):
            index = dict(zip(self.extra, map(int, places), strict=True))
            yield Plane(index, self._tensor(index))

    def _tensor(self, index: dict[str, int]) -> Tensor:
        import numpy as np

        array = self._data[tuple(index.get(letter, slice(None)) for letter in self._axes)]
        rest = [letter for letter in self._axes if letter not in index]
        order, missing = [], []
        for number, axis in enumerate(self._description.axes):
            # What was made the channel's axis is called S, whichever it was.
            letter = "S" if axis.kind == "channel" else self._letters[axis.id]
            if letter in rest:
                order.append(rest.index(letter))
            else:
                missing.append(number)
        return Tensor(np.expand_dims(np.transpose(array, order), tuple(missing)), self._description.dims)


def _channelled(image: NDArray, description: TensorDescription) -> tuple[Any, str]:
    """The image's array and axes, with its channels, if the model takes any, along an axis S."""
    import numpy as np

    channel = next((axis for axis in description.axes if axis.kind == "channel"), None)
    wanted = channel.length if channel is not None and isinstance(channel.length, int) else 1
    data, axes = np.asarray(image), image.axes
    if "S" in axes:
        where = axes.index("S")
        if data.shape[where] in (2, 4) and wanted != data.shape[where]:
            # Without the alpha channel.
            data = data.take(range(data.shape[where] - 1), where)
        if wanted == data.shape[where] and channel is not None:
            return data, axes
        if wanted == 1:
            grey = data.mean(where)
            return (grey.round() if data.dtype.kind in "iu" else grey).astype(data.dtype), axes.replace("S", "")
        raise InputMismatch(
            f"{description.id!r} takes {wanted} channels, but this image has {data.shape[where]} (axes {axes}).",
            description.id,
        )
    if channel is None or wanted == 1:
        return data, axes
    if "C" in axes and data.shape[axes.index("C")] == wanted:
        return data, axes.replace("C", "S")
    if wanted == 3 and "C" not in axes:
        # A grey image, as a picture in colour shows it.
        return np.broadcast_to(data[..., None], (*data.shape, 3)), f"{axes}S"
    number = data.shape[axes.index("C")] if "C" in axes else 1
    raise InputMismatch(
        f"{description.id!r} takes {wanted} channels, but this image has {number} (axes {axes}). "
        "Choose or stack channels, so that there are as many.",
        description.id,
    )
