"""An output as a person looks at it: an image, labels or a table, with the axes and scale of what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from coverslip.image import Image, Labels
from coverslip.table import Table

from . import objects
from .channels import channels_of
from .errors import InputMismatch
from .planes import letter_of
from .relations import relations

if TYPE_CHECKING:
    from coverslip.image import NDArray

    from .description import ModelDescription, TensorDescription
    from .tensor import Tensor

Kind = Literal["image", "labels", "classes", "table"]
#: What is made of an output; "automatic" chooses by its kind.
Wanted = Literal["automatic", "as it is", "classes", "mask", "objects", "split objects"]


def kind_of(output: TensorDescription, tensor: Tensor) -> Kind:
    """What an output is: whole numbers are labels, scores of several classes are classes, other numbers an image."""
    if sum(axis.kind == "space" for axis in output.axes) < 2:
        return "table"
    channel = next((axis for axis in output.axes if axis.kind == "channel"), None)
    count = tensor.sizes.get(channel.id, 1) if channel is not None else 1
    if tensor.data.dtype.kind in "biu":
        return "image" if tensor.data.dtype == "uint8" and count in (3, 4) else "labels"
    if channel is None or count < 2 or len(channel.names) < 2:
        return "image"
    numbered = all(name == f"channel{number}" for number, name in enumerate(channel.names))
    exclusive = not numbered and channels_of(output, tensor.data, tensor.dims.index(channel.id)).exclusive
    return "classes" if exclusive else "image"


def as_image(model: ModelDescription, output: TensorDescription, tensor: Tensor, source: NDArray) -> Image:
    """An output with its numbers as they are.

    Args:
        model: whose output it is.
        output: its description.
        tensor: its values, as `Prediction.outputs` gives them.
        source: the image from which it was made; its scale is taken over.
    """
    import numpy as np

    scales = dict(zip(source.axes, source.scale, strict=True))
    related = relations(model, output)
    data, axes, scale = tensor.data, "", []
    letters = {axis.id: letter_of(axis) for axis in output.axes}
    channels = [number for number, dim in enumerate(tensor.dims) if dim in letters and not letters[dim]]
    lead = tensor.dims.index("C") if "C" in tensor.dims else None
    if channels:
        # One axis C for the image's channels that were gone through and those of the output.
        every = [*([lead] if lead is not None else []), *channels]
        rest = [number for number in range(data.ndim) if number not in every]
        data = np.transpose(data, [*every, *rest])
        length = int(np.prod(data.shape[: len(every)]))
        data = data.reshape(length, *data.shape[len(every) :])
        dims = [tensor.dims[number] for number in rest]
        if length == 1:
            data = data[0]
        else:
            axes, scale = "C", [1.0]
    else:
        dims = list(tensor.dims)
    for dim in dims:
        letter = letters.get(dim, dim)
        ratio = related[dim].ratio if dim in related else 1
        axes += letter
        scale.append(scales.get(letter, 1.0) / float(ratio))
    if data.dtype == np.bool_:
        data = data.astype(np.uint8)
    return Image(data, axes=axes, scale=scale, unit=source.unit, name=output.id)


def as_labels(
    output: TensorDescription, image: Image, wanted: Wanted, *, threshold: float = 0.5, smallest: int = 0
) -> Labels:
    """An output as labels.

    Args:
        output: its description.
        image: what `as_image` made of it.
        wanted: "classes" (number of the class with the largest score), "mask", "objects" or "split objects".
        threshold: above which a single channel, or one of several that do not compete, shows something.
        smallest: pixels that an object has at least.

    Raises:
        InputMismatch: when classes are wanted of an output that has no channels.
    """
    import numpy as np

    data = np.asarray(image)
    axis = image.axes.index("C") if "C" in image.axes else None
    axes = image.axes.replace("C", "")
    scale = [step for letter, step in zip(image.axes, image.scale, strict=True) if letter != "C"]
    if wanted == "classes":
        if axis is None:
            raise InputMismatch(f"{output.id!r} has one channel, so there are no classes to choose from.", output.id)
        made: Any = objects.classes(data, axis)
    else:
        found = _mask(output, data, threshold, axis)
        made = found if wanted == "mask" else _each_plane(found, axes, smallest, split=wanted == "split objects")
    return Labels(made, axes=axes, scale=scale, unit=image.unit, name=f"{wanted} of {output.id}")


def _mask(output: TensorDescription, data: Any, threshold: float, axis: int | None) -> Any:
    """Where an output shows something; where it shows also where objects end, they end there."""
    if axis is None or data.shape[axis] == 1:
        return objects.mask(data, threshold, axis)
    known = channels_of(output, data, axis)
    if known.exclusive:
        return objects.mask(data, threshold, axis, known.background)
    found = data.take(known.foreground, axis) > threshold
    return found if known.boundary is None else found & (data.take(known.boundary, axis) <= threshold)


def _each_plane(found: Any, axes: str, smallest: int, *, split: bool) -> Any:
    """Objects in space, for each time by itself."""
    import numpy as np

    if "T" not in axes:
        return objects.found_objects(found, smallest, split=split)
    where = axes.index("T")
    frames = [objects.found_objects(frame, smallest, split=split) for frame in np.moveaxis(found, where, 0)]
    return np.moveaxis(np.stack(frames), 0, where)


def measured(labels: Labels, source: NDArray) -> Table:
    """Area, intensity and centre of each object, in real units where the image has a scale.

    Args:
        labels: of one plane or one stack.
        source: the image; its intensity is measured where it has the same axes.
    """
    import numpy as np
    from skimage import measure

    unit = source.unit or "px"
    space = [letter for letter in labels.axes if letter in "ZYX"]
    steps = tuple(labels.scale[labels.axes.index(letter)] if source.unit else 1.0 for letter in space)
    data = np.asarray(labels).reshape([labels.shape[labels.axes.index(letter)] for letter in space])
    grey = np.asarray(source) if source.axes == labels.axes and source.shape == labels.shape else None
    properties = ["label", "area", "centroid", *(["intensity_mean"] if grey is not None else [])]
    columns = measure.regionprops_table(
        data, None if grey is None else grey.reshape(data.shape), properties=properties, spacing=steps
    )
    size = "area" if len(space) == 2 else "volume"
    table = {"label": columns["label"], size: columns["area"]}
    if grey is not None:
        table["mean intensity"] = columns["intensity_mean"]
    for number, letter in enumerate(space):
        table[letter.lower()] = columns[f"centroid-{number}"]
    units = {size: f"{unit}{'²' if len(space) == 2 else '³'}", **{letter.lower(): unit for letter in space}}
    return Table(table, units=units, labels=labels, name=f"Measurements of {labels.name}")
