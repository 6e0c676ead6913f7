"""What a segmenter learns from: annotated images, looked at before anything is trained. No PyTorch is needed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .annotation import all_annotations_of
from .errors import TrainingError
from .planes import all_planes_of
from .provenance import distinct
from .split import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import NDArray

    from .annotation import Annotation
    from .planes import Planes
    from .settings import Settings, Unlabelled
    from .split import Region, Split


@dataclass(frozen=True)
class SegmenterData:
    """Planes, what is said of them, and which part is for what.

    Attributes:
        more, more_labels: the further images, each once, and theirs.
    """

    planes: Planes
    annotation: Annotation
    parts: Split
    more: list[NDArray]
    more_labels: list[NDArray]


def segmenter_data(
    image: NDArray,
    labels: NDArray,
    settings: Settings,
    unlabelled: Unlabelled = "automatic",
    background: int | None = None,
    more: Sequence[NDArray] = (),
    more_labels: Sequence[NDArray] = (),
) -> SegmenterData:
    """Look at what somebody gave, see `train_segmenter`.

    Raises:
        TrainingError: when it can't be trained on.
    """
    if len(more) != len(more_labels):
        raise TrainingError(
            f"There are {len(more)} more images, but labels of {len(more_labels)} of them; each needs its own, in the "
            "same order."
        )
    kept = distinct([image, *more])[1:]
    more, more_labels = [more[index - 1] for index in kept], [more_labels[index - 1] for index in kept]
    images = [image, *more]
    planes = all_planes_of(images)
    annotation = all_annotations_of([labels, *more_labels], images, unlabelled, background)
    return SegmenterData(planes, annotation, parts_of(planes, annotation, settings), more, more_labels)


def parts_of(planes: Planes, annotation: Annotation, settings: Settings) -> Split:
    """Which part of the image is for what.

    Raises:
        TrainingError: when the image is too small, or a part has no object to learn from or to be judged by.
    """
    parts = split(planes.shape, settings, annotation.known if annotation.partial else None)
    if not _has_object(annotation, parts.training):
        raise TrainingError(
            "No object is annotated in the part that is trained on, which is the upper or left one. Annotate some "
            "there, or hold out less."
        )
    if annotation.partial and not _has_object(annotation, parts.held_out):
        raise TrainingError(
            "No object is annotated in the part that is held out, which is the lower or right one, so nobody could "
            "tell how good the model is. Annotate some there, or hold out more."
        )
    return parts


def _has_object(annotation: Annotation, regions: tuple[Region, ...]) -> bool:
    return any(region.of(annotation.objects).any() for region in regions)
