"""What channels of an output stand for: classes of which a pixel is one, or maps that know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .description import TensorDescription

_BACKGROUND = ("background", "bg", "backgrd", "unlabeled", "unlabelled")
_FOREGROUND = ("foreground", "fg", "nucle", "cell", "object", "mask")
_BOUNDARY = ("boundar", "border", "edge", "contour", "outline", "membrane")
#: So many values tell enough of a large output.
_SAMPLE = 200_000
#: Where probabilities add up to 1 but for this on average they compete: networks without a softmax are not exact.
_APART = 0.1


@dataclass(frozen=True)
class Channels:
    """How objects are found in an output of several channels.

    Attributes:
        exclusive: whether a pixel is what its largest channel stands for.
        background: of exclusive channels the one that is no object.
        foreground: of others the one that shows objects.
        boundary: of others the one that shows where objects end; None when there is none.
    """

    exclusive: bool
    background: int = 0
    foreground: int = 0
    boundary: int | None = None


def channels_of(output: TensorDescription, values: NDArray[Any], axis: int) -> Channels:
    """What the channels of an output stand for, by their names, the steps before them, and their values.

    Args:
        output: its description.
        values: of the output.
        axis: of the values, that of the channels.
    """
    channel = next((each for each in output.axes if each.kind == "channel"), None)
    names = [name.lower() for name in channel.names] if channel is not None else []
    if len(names) != values.shape[axis]:
        names = []
    if _is_exclusive(output, values, axis):
        return Channels(True, background=_first(names, _BACKGROUND) or 0)
    boundary = _first(names, _BOUNDARY)
    foreground = _first(names, _FOREGROUND)
    if foreground is None or foreground == boundary:
        foreground = 1 if boundary == 0 else 0
    return Channels(False, foreground=foreground, boundary=boundary)


def class_labels(output: TensorDescription, count: int) -> tuple[str | int, ...]:
    """What the classes of an output with so many scores are called: by their names, else by their numbers."""
    channel = next((each for each in output.axes if each.kind == "channel"), None)
    for names in (channel.names if channel is not None else (), output.categories):
        if len(names) == count:
            return names
    return tuple(range(count))


def _first(names: list[str], parts: tuple[str, ...]) -> int | None:
    return next((number for number, name in enumerate(names) if any(part in name for part in parts)), None)


def _is_exclusive(output: TensorDescription, values: NDArray[Any], axis: int) -> bool:
    """Whether channels compete: unless each of them is a probability by itself, which then do not add up to 1."""
    import numpy as np

    if output.categories or any(step.id == "softmax" for step in output.steps):
        return True
    if any(step.id == "sigmoid" for step in output.steps):
        return False
    pixels = np.moveaxis(values, axis, -1).reshape(-1, values.shape[axis])
    some = pixels[:: max(1, pixels.size // _SAMPLE)]
    is_probability = some.size > 0 and some.min() >= 0 and some.max() <= 1
    return not is_probability or bool(np.abs(some.sum(-1, dtype=np.float64) - 1).mean() < _APART)
