"""What a denoiser learns from: noisy images, looked at before anything is trained. No PyTorch is needed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import TrainingError
from .planes import all_planes_of, planes_of
from .provenance import distinct
from .split import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import NDArray

    from .planes import Planes
    from .settings import Settings
    from .split import Split


@dataclass(frozen=True)
class DenoiserData:
    """Planes, the same without noise where there are such, and which part is for what.

    Attributes:
        more: the further images, each once.
    """

    planes: Planes
    truth: Planes | None
    parts: Split
    more: list[NDArray]


def denoiser_data(
    image: NDArray, settings: Settings, clean: NDArray | None = None, more: Sequence[NDArray] = ()
) -> DenoiserData:
    """Look at what somebody gave, see `train_denoiser`.

    Raises:
        TrainingError: when it can't be trained on.
    """
    import numpy as np

    more = [more[index - 1] for index in distinct([image, *more])[1:]]
    if more and clean is not None:
        raise TrainingError("A clean image can be compared with one image only; leave it out, or the further images.")
    planes = all_planes_of([image, *more])
    truth = None if clean is None else planes_of(clean)
    if clean is not None and truth is not None and truth.shape != planes.shape:
        raise TrainingError(
            f"The clean image is of {clean.shape}, the noisy one of {image.shape}; give the same place without noise."
        )
    parts = split(planes.shape, settings)
    if all(np.ptp(region.of(planes)) == 0 for region in parts.training):
        raise TrainingError(
            f"{image.name or 'The image'} has the same value everywhere in the part that is trained on, so there is "
            "nothing to learn. Give an image with noise."
        )
    return DenoiserData(planes, truth, parts, more)
