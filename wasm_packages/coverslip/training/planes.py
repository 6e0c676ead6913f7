"""Images as training sees them: planes with channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverslip.image import Image

from .errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from coverslip.image import NDArray

    Array = np.ndarray[Any, np.dtype[Any]]
    Planes = np.ndarray[Any, np.dtype[np.float32]]


def planes_of(image: NDArray) -> Planes:
    """The planes of an image, (planes, channels, rows, columns), float32.

    Channels and the samples of a colour image go into the network together; times and depths are planes.

    Raises:
        TrainingError: when it has no plane, both channels and colours, or values that are no numbers.
    """
    import numpy as np

    if "C" in image.axes and "S" in image.axes:
        raise TrainingError(f"{_name(image)} has channels and colours (axes {image.axes}); choose one channel.")
    data = _in_order(image, "CS")
    if "S" in image.axes:
        data = data[:, : 3 if data.shape[1] == 4 else data.shape[1]]  # without the alpha channel
    if data.dtype.kind == "c":
        raise TrainingError(f"{_name(image)} has complex values; give their real part or their magnitude.")
    values = np.ascontiguousarray(data, np.float32)
    if not np.isfinite(values).all():
        raise TrainingError(f"{_name(image)} has pixels that are no numbers (NaN or infinite); replace them first.")
    return values


def gathered(groups: Sequence[Array]) -> Array:
    """The planes of several images in one array, cut to the size of the smallest: larger ones give several planes.

    Args:
        groups: of each image, (planes, …, rows, columns); the same images give the same cuts, whatever is cut.
    """
    import numpy as np

    rows, columns = (min(group.shape[axis] for group in groups) for axis in (-2, -1))
    cut = [
        group[..., top : top + rows, left : left + columns]
        for group in groups
        for top in _starts(group.shape[-2], rows)
        for left in _starts(group.shape[-1], columns)
    ]
    return np.concatenate(cut)


def all_planes_of(images: Sequence[NDArray]) -> Planes:
    """The planes of several images, see `gathered`.

    Raises:
        TrainingError: when one of them can't be used, or has other channels than the first.
    """
    groups = [planes_of(image) for image in images]
    for image, group in zip(images, groups, strict=True):
        if group.shape[1] != groups[0].shape[1]:
            raise TrainingError(
                f"{_name(image)} has {group.shape[1]} channels, but {_name(images[0])} has {groups[0].shape[1]}; give "
                "images of one kind."
            )
    return gathered(groups)


def label_planes_of(labels: NDArray, planes: Planes) -> np.ndarray[Any, np.dtype[np.int32]]:
    """The planes of a label image or mask, (planes, rows, columns), int32, each object with a number of its own.

    Args:
        labels: 0 is background; where there is only one other number, each connected part is an object.
        planes: of the image that they belong to.

    Raises:
        TrainingError: when they do not fit the image, or nothing is annotated.
    """
    import numpy as np
    from scipy import ndimage

    data = _in_order(labels, "")[:, 0]
    wanted = (planes.shape[0], *planes.shape[2:])
    if data.shape != wanted:
        raise TrainingError(
            f"The labels have {_lengths(data.shape)}, but the image has {_lengths(wanted)}; give labels of this image."
        )
    values = np.unique(data)
    objects = values[values != 0]
    if objects.size == 0:
        raise TrainingError(
            "Nothing is annotated: every pixel of the labels is 0. Draw some objects, and run it again."
        )
    if objects.size == 1:
        return np.stack([ndimage.label(plane != 0)[0] for plane in data]).astype(np.int32)
    numbers = np.searchsorted(values, data) + int(values[0] != 0)
    return np.asarray(numbers, np.int32)


def as_image(planes: Planes, image: NDArray, name: str) -> Image:
    """Planes that were made of those of an image, with its axes and scale."""
    lead = [letter for letter in image.axes if letter not in "CSYX"]
    channel = [letter for letter in image.axes if letter in "CS"]
    axes = "".join([*lead, *channel, "Y", "X"])
    lengths = dict(zip(image.axes, image.shape, strict=True))
    scales = dict(zip(image.axes, image.scale, strict=True))
    shape = [lengths[letter] for letter in lead]
    data = planes.reshape(*shape, *(planes.shape[1:] if channel else planes.shape[2:]))
    if channel == ["S"]:
        # Colours come last.
        axes, data = axes.replace("S", "") + "S", data.transpose(*range(len(lead)), -2, -1, -3)
    return Image(data, axes=axes, scale=[scales[letter] for letter in axes], unit=image.unit, name=name)


def _in_order(image: NDArray, channels: str) -> Any:
    """An array of (planes, channels, rows, columns)."""
    import numpy as np

    axes = image.axes
    if "Y" not in axes or "X" not in axes:
        raise TrainingError(f"{_name(image)} has no plane (axes {axes}).")
    channel = [letter for letter in axes if letter in channels]
    if not channels:
        long = [letter for letter, length in zip(axes, image.shape, strict=True) if letter in "CS" and length > 1]
        if long:
            raise TrainingError(f"{_name(image)} has an axis {long[0]}; labels have none.")
    planes = [letter for letter in axes if letter not in (*channel, "Y", "X")]
    order = [axes.index(letter) for letter in (*planes, *channel, "Y", "X")]
    data = np.transpose(np.asarray(image), order)
    rows, columns = data.shape[-2:]
    return data.reshape(-1, data.shape[len(planes)] if channel else 1, rows, columns)


def _starts(length: int, size: int) -> range:
    """Where pieces of a size begin that do not overlap, with what is left over at both ends."""
    count = length // size
    rest = (length - count * size) // 2
    return range(rest, rest + count * size, size)


def _name(image: NDArray) -> str:
    return image.name or "The image"


def _lengths(shape: tuple[int, ...]) -> str:
    return f"{shape[0]} plane{'s' if shape[0] != 1 else ''} of {shape[1]} × {shape[2]}"
