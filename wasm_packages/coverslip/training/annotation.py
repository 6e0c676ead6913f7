"""What labels say of each pixel: object, background, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.image import Labels

from .errors import TrainingError
from .planes import gathered, label_planes_of, planes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import NDArray

    from .planes import Planes
    from .settings import Unlabelled

    Array = np.ndarray[Any, np.dtype[Any]]

#: Pixels around an annotated object that are background whatever they look like: there it ends.
BORDER = 2
#: Pixels around it that are background where they do not look like one, so that another object is not taken for it.
AROUND = 12
#: Fewer of the pixels that look like objects are labelled where not all objects are.
_WHOLE = 0.5
#: Fewer of the labelled pixels look alike where brightness says nothing of objects.
_ALIKE = 0.6


@dataclass(frozen=True)
class Annotation:
    """What somebody said of the pixels of planes.

    Attributes:
        objects: (planes, rows, columns), int32; each object has a number of its own, 0 is none.
        known: of the same shape: where it is said what there is. All true where what is no object is background.
        painted: whether background was painted, too; objects need not be whole then.
    """

    objects: Array
    known: Array
    painted: bool = False

    @property
    def partial(self) -> bool:
        """Whether there are pixels of which nothing is said."""
        return not bool(self.known.all())

    def facts(self) -> dict[str, Any]:
        """As it stands in the package."""
        return {
            "unlabelled": "unknown" if self.partial else "background",
            "background_painted": self.painted,
            "known": round(float(self.known.mean()), 4),
        }


def annotation_of(
    labels: NDArray, planes: Planes, unlabelled: Unlabelled = "automatic", background: int | None = None
) -> Annotation:
    """What the labels of an image say.

    Args:
        labels: objects by their numbers, or a mask.
        planes: of the image.
        unlabelled: what pixels without a label are. “automatic” takes them as unknown where a label is background, and
            where most of what looks like the labelled objects has no label.
        background: the label with which background was painted.

    Where pixels are unknown and no background was painted, the surroundings of each object are background.

    Raises:
        TrainingError: when the labels do not fit the image, or nothing is annotated.
    """
    given = np.asarray(labels)
    painted = given == background
    if background is not None and not painted.any():
        raise TrainingError(
            f"No pixel has the label {background}, which is to be background. Paint some background with it, or "
            "leave the field empty."
        )
    objects = label_planes_of(Labels(np.where(painted, 0, given), like=labels), planes)
    if unlabelled == "background" or (unlabelled == "automatic" and background is None and whole(objects, planes)):
        return Annotation(objects, np.ones(objects.shape, bool))
    if background is None:
        return Annotation(objects, (objects > 0) | surroundings(objects, planes))
    empty = label_planes_of(Labels(painted.astype(np.uint8), like=labels), planes) > 0
    return Annotation(objects, (objects > 0) | empty, painted=True)


def all_annotations_of(
    labels: Sequence[NDArray], images: Sequence[NDArray], unlabelled: Unlabelled, background: int | None
) -> Annotation:
    """What the labels of several images say, each looked at by itself, see `annotation_of` and `gathered`."""
    single = [
        annotation_of(each, planes_of(image), unlabelled, background)
        for each, image in zip(labels, images, strict=True)
    ]
    return Annotation(
        gathered([each.objects for each in single]),
        gathered([each.known for each in single]),
        painted=any(each.painted for each in single),
    )


def whole(objects: Array, planes: Planes) -> bool:
    """Whether all objects seem to be labelled: most of what is as bright, or as dark, as they are."""
    alike = looks_like_objects(objects, planes)
    if alike is None:
        return True
    shown = (objects > 0).any((1, 2))
    return bool(np.count_nonzero((objects > 0) & alike) >= _WHOLE * np.count_nonzero(alike[shown]))


def looks_like_objects(objects: Array, planes: Planes) -> Array | None:
    """Where pixels are on the same side of Otsu's threshold as the labelled ones; None where these are on both."""
    from skimage.filters import threshold_otsu

    grey = planes.mean(1)
    labelled = objects > 0
    if np.ptp(grey) == 0 or labelled.all():
        return None
    above = np.stack([plane > (threshold_otsu(plane) if np.ptp(plane) else plane.max()) for plane in grey])
    share = float(above[labelled].mean())
    if max(share, 1 - share) < _ALIKE:
        return None
    return above if share >= _ALIKE else ~above


def surroundings(objects: Array, planes: Planes) -> Array:
    """The pixels around objects that are background."""
    from scipy import ndimage

    distance = np.stack([ndimage.distance_transform_edt(plane == 0) for plane in objects])
    # A plane without objects is far from all of them.
    distance[~(objects > 0).any((1, 2))] = np.inf
    alike = looks_like_objects(objects, planes)
    # Where brightness tells nothing, what is farther away may well be another object.
    near = distance <= AROUND / 2 if alike is None else (distance <= BORDER) | ((distance <= AROUND) & ~alike)
    return np.asarray(near & (objects == 0))
