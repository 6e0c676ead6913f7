"""Training of a segmenter, from annotated images to a package."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.bioimage.description import Step
from coverslip.image import Labels
from coverslip.progress import progress

from .applied import applied
from .model_package import U_NET, About, describe, pack
from .object_figures import above_otsu, compared, objects_of
from .onnx_file import export
from .outcome import Outcome
from .patches import fitting_size
from .pictures import cover, grey
from .planes import as_image, planes_of
from .provenance import provenance
from .segmentation import BRIGHT, DARK, Segmentation
from .segmenter_data import segmenter_data
from .trainer import Trainer
from .watched import END, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import NDArray

    from .settings import Settings, Unlabelled

TAGS = ("segmentation", "instance-segmentation", "unet", "2d")
CITATIONS = (U_NET,)
#: Names of what comes out; the first is what is no object.
CLASSES = ("background", "object")


async def train_segmenter(
    image: NDArray,
    labels: NDArray,
    about: About,
    settings: Settings,
    smallest: int = 50,
    *,
    split: bool = True,
    unlabelled: Unlabelled = "automatic",
    background: int | None = None,
    more: Sequence[NDArray] = (),
    more_labels: Sequence[NDArray] = (),
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
        unlabelled: what pixels without a label are, see `annotation_of`.
        background: the label with which background was painted.
        more: further images of the same kind.
        more_labels: of these, in the same order.
        device: where; the graphics card if there is one.

    Raises:
        TrainingError: when the image can't be trained on, or the network came out wrong.
    """
    learnt = segmenter_data(image, labels, settings, unlabelled, background, more, more_labels)
    planes, annotation, parts = learnt.planes, learnt.annotation, learnt.parts
    settings = settings.with_patch(fitting_size(settings.patch, parts.training, settings.stride))
    trainer = Trainer(Segmentation(planes, annotation, parts, settings), settings, device)
    network = await trained(trainer)
    await progress(END, "Writing the network in ONNX")
    file = export(network, planes.shape[1], settings)
    scaling = {"min_percentile": DARK, "max_percentile": BRIGHT, "axes": ["y", "x"], "eps": 1e-6}
    steps = (Step("ensure_dtype", {"dtype": "float32"}), Step("scale_range", scaling))
    if annotation.partial:
        about = replace(about, description=f"{about.description} Pixels without a label counted for nothing.")
    model = describe(about, settings, planes.shape[1], steps, (Step("softmax", {"axis": "channel"}),), CLASSES)
    held = [region.of(planes) for region in parts.held_out]
    draft = pack(model, file, held[0], b"", {"held_out": {}})
    await progress(END + 0.03, "Measuring on the data that was held out")
    scores = [each async for each in applied(draft, held)]
    figures = compared(
        [objects_of(each, smallest, split=split) for each in scores],
        [above_otsu(each, smallest, split=split) for each in held],
        [region.of(annotation.objects) for region in parts.held_out],
        [region.of(annotation.known) for region in parts.held_out],
        painted=annotation.painted,
    )
    await progress(END + 0.06, "Segmenting the image")
    whole = np.stack([objects_of(each, smallest, split=split) async for each in applied(draft, list(planes_of(image)))])
    data = {"image": image, "labels": labels}
    for number, (each, its_labels) in enumerate(zip(learnt.more, learnt.more_labels, strict=True), 2):
        data |= {f"image {number}": each, f"labels {number}": its_labels}
    origin = {**provenance(trainer, settings, data, figures, file.error), "annotation": annotation.facts()}
    picture = cover(grey(held[0][0]), np.asarray(scores[0][1] * 255, np.uint8))
    package = pack(model, file, held[0], picture, origin)
    return Outcome(package, figures, as_labels(whole, labels, f"{image.name or 'image'}, segmented"), origin)


def as_labels(planes: np.ndarray[Any, np.dtype[Any]], labels: NDArray, name: str) -> Labels:
    """Objects on planes, with the axes and scale of the labels that they were learnt from."""
    shaped = as_image(planes[:, None], labels, name)
    return Labels(np.asarray(shaped), axes=shaped.axes, scale=shaped.scale, unit=shaped.unit, name=name)
