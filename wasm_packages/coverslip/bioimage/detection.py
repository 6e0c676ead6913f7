"""Finding objects with a detector: the image goes in as a whole, and boxes on it come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverslip.geojson import Feature
from coverslip.image import Image
from coverslip.shapes import Shapes
from coverslip.table import Table

from .axis import Steps
from .planes import letter_of
from .relations import main_input
from .single_input import fitted, resized

if TYPE_CHECKING:
    from .boxes import Boxes
    from .description import ModelDescription
    from .detector import Detector
    from .session import Session

#: Colours of classes, by their number: those of Okabe and Ito, which are told apart by everybody, bright ones first.
_COLOURS = ((86, 180, 233), (230, 159, 0), (0, 158, 115), (240, 228, 66), (204, 121, 167), (213, 94, 0), (0, 114, 178))


async def detect(
    model: ModelDescription, session: Session, detector: Detector, image: Image, threshold: float
) -> Boxes:
    """Run a detector on one plane of any size.

    Args:
        model: as `describe_network` made it.
        session: its network.
        detector: how its outputs are read.
        image: what is looked at; it is made as large as the network takes it, without changing its proportions.
        threshold: the score that an object has at least.

    Returns:
        boxes in pixels of the image.

    Raises:
        InputMismatch: when the image has more than one plane.
    """
    import numpy as np

    from .boxes import Boxes

    rows, columns = (image.shape[image.axes.index(letter)] for letter in "YX")
    shape = _shape(model, detector, (rows, columns))
    inside, ratio = _inside(image, shape)
    given = fitted(model, inside)
    wanted = [name for name in (detector.boxes, detector.scores, detector.classes) if name]
    outputs = await session.run({session.inputs[0].name: given.values})
    found = detector.read({name: outputs[name] for name in wanted}, shape, threshold)
    corners = np.clip(found.corners / ratio, 0, [rows, columns, rows, columns])
    return Boxes(corners, found.scores, found.classes, found.names)


def as_shapes(boxes: Boxes, image: Image, name: str) -> Shapes:
    """Rectangles that are called by the numbers of their rows in `as_rows`, with their classes."""
    features = []
    for place, (top, left, bottom, right) in enumerate(boxes.corners.tolist()):
        ring = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]
        colour = _COLOURS[int(boxes.classes[place]) % len(_COLOURS)]
        named = {"name": str(boxes.class_of(place)), "color": list(colour)}
        properties = {"name": str(place + 1), "classification": named}
        features.append(Feature("Polygon", [ring], properties))
    scale = [image.scale[image.axes.index(letter)] for letter in "YX"]
    return Shapes(features, scale=scale, unit=image.unit, name=name)


def as_rows(boxes: Boxes, image: Image, name: str) -> Table:
    """Number, class, score, middle and size of each object, in real units where the image has a scale."""
    steps = [image.scale[image.axes.index(letter)] if image.unit else 1.0 for letter in "YX"]
    tops, lefts, bottoms, rights = boxes.corners.T
    places = range(len(boxes.scores))
    columns: dict[str, list[Any]] = {
        "label": [place + 1 for place in places],
        "class": [boxes.class_of(place) for place in places],
        "score": boxes.scores.tolist(),
        "y": ((tops + bottoms) / 2 * steps[0]).tolist(),
        "x": ((lefts + rights) / 2 * steps[1]).tolist(),
        "height": ((bottoms - tops) * steps[0]).tolist(),
        "width": ((rights - lefts) * steps[1]).tolist(),
    }
    unit = image.unit or "px"
    return Table(columns, units=dict.fromkeys(("y", "x", "height", "width"), unit), labels=name, name=name)


def _shape(model: ModelDescription, detector: Detector, own: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns that the network takes: its own, those that it was trained on, or enough for the image."""
    lengths = {letter_of(axis): axis.length for axis in main_input(model).axes}
    taken = []
    for place, letter in enumerate("YX"):
        length = lengths.get(letter)
        wanted = own[place] if detector.size is None else detector.size[place]
        longer = length.at_least(wanted) if isinstance(length, Steps) else wanted
        taken.append(length if isinstance(length, int) else longer)
    return taken[0], taken[1]


def _inside(image: Image, shape: tuple[int, int]) -> tuple[Image, float]:
    """The image in the upper left of one of these rows and columns, as large as it fits, and its magnification.

    The rest has the image's mean, where nothing is found.
    """
    import numpy as np

    axes = image.axes.index("Y"), image.axes.index("X")
    ratio = min(length / image.shape[axis] for axis, length in zip(axes, shape, strict=True))
    lengths = [min(length, max(1, round(image.shape[axis] * ratio))) for axis, length in zip(axes, shape, strict=True)]
    data = resized(np.asarray(image.data), axes, lengths)
    ends = [(0, 0)] * data.ndim
    for axis, length in zip(axes, shape, strict=True):
        ends[axis] = (0, length - data.shape[axis])
    if any(end for _, end in ends):
        data = np.pad(data, ends, constant_values=np.asarray(data.mean()).astype(data.dtype))
    return Image(data, axes=image.axes, scale=image.scale, unit=image.unit, name=image.name), ratio
