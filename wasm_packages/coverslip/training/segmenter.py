"""Training of a segmenter, from annotated images to a package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.bioimage import objects
from coverslip.bioimage.description import Step
from coverslip.image import Labels
from coverslip.progress import progress

from .applied import applied
from .errors import TrainingError
from .metrics import dice, f1
from .model_package import U_NET, About, describe, pack
from .onnx_file import export
from .outcome import Outcome
from .patches import fitting_size
from .pictures import cover, grey
from .planes import as_image, label_planes_of, planes_of
from .provenance import provenance
from .segmentation import BRIGHT, DARK, Segmentation
from .split import split as split_apart
from .trainer import Trainer
from .watched import END, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import NDArray

    from .settings import Settings

    Array = np.ndarray[Any, np.dtype[Any]]

TAGS = ("segmentation", "instance-segmentation", "unet", "2d")
CITATIONS = (U_NET,)
#: Names of what comes out; the first is what is no object.
CLASSES = ("background", "object")
DICE, F1 = "Dice", "F1 at IoU 0.5"


async def train_segmenter(
    image: NDArray,
    labels: NDArray,
    about: About,
    settings: Settings,
    smallest: int = 50,
    *,
    split: bool = True,
    device: str = "",
) -> Outcome:
    """Train a network to find the objects that somebody annotated. “Before” in the figures is Otsu's threshold.

    Args:
        image: a plane or a stack of them, with or without channels.
        labels: of the same planes: objects by their numbers, or a mask.
        about: what stands in the package.
        settings: how it is trained.
        smallest: pixels that an object has at least.
        split: whether objects are split at waists, those above Otsu's threshold, too.
        device: where; the graphics card if there is one.

    Raises:
        TrainingError: when the image can't be trained on, or the network came out wrong.
    """
    planes = planes_of(image)
    true = label_planes_of(labels, planes)
    parts = split_apart(planes.shape, settings)
    if not any(region.of(true).any() for region in parts.training):
        raise TrainingError(
            "No object is annotated in the part that is trained on, which is the upper or left one. Annotate some "
            "there, or hold out less."
        )
    settings = settings.with_patch(fitting_size(settings.patch, parts.training, settings.stride))
    trainer = Trainer(Segmentation(planes, true, parts, settings), settings, device)
    network = await trained(trainer)
    await progress(END, "Writing the network in ONNX")
    file = export(network, planes.shape[1], settings)
    scaling = {"min_percentile": DARK, "max_percentile": BRIGHT, "axes": ["y", "x"], "eps": 1e-6}
    steps = (Step("ensure_dtype", {"dtype": "float32"}), Step("scale_range", scaling))
    model = describe(about, settings, planes.shape[1], steps, (Step("softmax", {"axis": "channel"}),), CLASSES)
    held = [region.of(planes) for region in parts.held_out]
    draft = pack(model, file, held[0], b"", {"held_out": {}})
    await progress(END + 0.03, "Measuring on the data that was held out")
    scores = [each async for each in applied(draft, held)]
    figures = compared(
        [objects_of(each, smallest, split=split) for each in scores],
        [above_otsu(each, smallest, split=split) for each in held],
        [region.of(true) for region in parts.held_out],
    )
    await progress(END + 0.06, "Segmenting the image")
    whole = np.stack([objects_of(each, smallest, split=split) async for each in applied(draft, list(planes))])
    origin = provenance(trainer, settings, {"image": image, "labels": labels}, figures, file.error)
    picture = cover(grey(held[0][0]), np.asarray(scores[0][1] * 255, np.uint8))
    package = pack(model, file, held[0], picture, origin)
    return Outcome(package, figures, as_labels(whole, labels, f"{image.name or 'image'}, segmented"), origin)


def objects_of(scores: Array, smallest: int, *, split: bool) -> Array:
    """The objects in the scores of the classes, (classes, rows, columns), as “Run a model” finds them."""
    make = objects.split_objects if split else objects.objects
    return make(objects.mask(scores, 0.5, 0), smallest)


def above_otsu(plane: Array, smallest: int, *, split: bool) -> Array:
    """The objects above Otsu's threshold of the mean of the channels."""
    from skimage.filters import threshold_otsu

    mean = plane.mean(0)
    make = objects.split_objects if split else objects.objects
    return make(mean > threshold_otsu(mean), smallest)


def compared(after: Sequence[Array], before: Sequence[Array], true: Sequence[Array]) -> dict[str, dict[str, float]]:
    """Dice's coefficient of all pixels together, and F1 of the objects, for two ways to find them."""
    made: dict[str, dict[str, float]] = {DICE: {}, F1: {}}
    for name, each in (("before", before), ("after", after)):
        masks = [np.concatenate([plane.ravel() > 0 for plane in group]) for group in (each, true)]
        made[DICE][name] = dice(masks[0], masks[1])
        made[F1][name] = f1(numbered(each), numbered(true))
    return made


def numbered(planes: Sequence[Array]) -> Array:
    """Labels of several planes in one row, with no number on two planes."""
    rows, last = [], 0
    for plane in planes:
        rows.append(np.where(plane > 0, plane + last, 0).ravel())
        last = max(last, int(rows[-1].max()))
    return np.concatenate(rows)


def as_labels(planes: Array, labels: NDArray, name: str) -> Labels:
    """Objects on planes, with the axes and scale of the labels that they were learnt from."""
    shaped = as_image(planes[:, None], labels, name)
    return Labels(np.asarray(shaped), axes=shaped.axes, scale=shaped.scale, unit=shaped.unit, name=name)
