"""Learning to tell objects from background, from annotated images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from .metrics import dice
from .patches import Patches, lit

if TYPE_CHECKING:
    from .annotation import Annotation
    from .planes import Planes
    from .settings import Settings
    from .split import Region, Split

    Labels = np.ndarray[Any, np.dtype[np.int32]]

#: Percentiles of each plane that become 0 and 1.
DARK, BRIGHT = 1.0, 99.8
#: How much more a pixel counts where two objects touch: there are few of them, and they decide what is one object.
TOUCHING = 6.0
_LIGHT = 2


class Segmentation:
    """Tells the inside of objects from all else. Where two touch, the pixels at the border are no inside.

    Pixels of which nothing is known count for nothing.

    Args:
        planes: of the image.
        annotation: of its objects.
        parts: what is for what.
        settings: how it is learnt; `patch` has to fit into the parts.
    """

    outputs = 2

    def __init__(self, planes: Planes, annotation: Annotation, parts: Split, settings: Settings) -> None:
        self.inputs = planes.shape[1]
        self._settings = settings
        self._planes = normalised(planes)
        inside, weights = targets_of(annotation.objects)
        weights *= annotation.known
        arrays = [self._planes, inside.astype(np.int64), weights]
        # Half of the patches show objects; the others what else is known, which may be little.
        wanted = (annotation.known if annotation.partial else None, inside)
        self._patches = Patches(arrays, parts.training, settings.patch, settings.seed, wanted)
        self._parts = [[self._fitting(array, region) for array in arrays] for region in parts.validation]

    def loss(self, network: Any, step: int, device: Any) -> Any:
        """Cross entropy, in which borders between objects weigh more, and what Dice's coefficient lacks of 1."""
        patches, inside, weights = self._patches.draw(step, self._settings.batch)
        given = lit(patches, np.random.default_rng([self._settings.seed, step, _LIGHT]))
        return _loss(network(_tensor(given, device)).float(), inside, weights, device)

    def look(self, network: Any, device: Any) -> dict[str, float]:
        """The loss and Dice's coefficient in the validation part."""
        losses, likeness = [], []
        for planes, inside, weights in self._parts:
            scores = network(_tensor(planes, device)).float()
            losses.append(float(_loss(scores, inside, weights, device)))
            known = weights > 0
            likeness.append(dice((scores.argmax(1).cpu().numpy() > 0) & known, (inside > 0) & known))
        return {"validation": float(np.mean(losses)), "dice": float(np.mean(likeness))}

    def preview(self, network: Any, device: Any) -> np.ndarray[Any, np.dtype[Any]]:
        """The image and how likely each pixel belongs to an object."""
        planes = self._parts[0][0]
        scores = network(_tensor(planes, device)).float().softmax(1).cpu().numpy()
        return np.concatenate([np.clip(planes[0, 0], 0, 1), scores[0, 1]], 1)

    def _fitting(self, array: Any, region: Region) -> Any:
        pixels = region.of(array)
        stride = self._settings.stride
        rows, columns = (length // stride * stride for length in pixels.shape[-2:])
        return pixels[None, ..., :rows, :columns]


def normalised(planes: Planes) -> Planes:
    """Planes between their own percentiles, as the package tells those who run the model to do."""
    low, high = np.percentile(planes, (DARK, BRIGHT), axis=(2, 3), keepdims=True)
    return np.asarray((planes - low) / (high - low + 1e-6), np.float32)


def targets_of(labels: Labels) -> tuple[Any, Any]:
    """What is inside of objects, (planes, rows, columns), and how much each pixel counts."""
    from scipy import ndimage

    window = (1, 3, 3)
    none = np.iinfo(labels.dtype).max
    largest = ndimage.maximum_filter(labels, window)
    smallest = ndimage.minimum_filter(np.where(labels > 0, labels, none), window)
    touching = (largest != smallest) & (largest > 0)
    near = ndimage.binary_dilation(touching, np.ones(window, bool))
    return (labels > 0) & ~touching, np.where(near, np.float32(TOUCHING), np.float32(1))


def _loss(scores: Any, inside: Any, weights: Any, device: Any) -> Any:
    target, weight = _tensor(inside, device), _tensor(weights, device)
    entropy = functional.cross_entropy(scores, target, reduction="none")
    # What weighs nothing is not known.
    known = (weight > 0).float()
    likely = scores.softmax(1)[:, 1] * known
    overlap = (likely * target).sum()
    lacking = 1 - (2 * overlap + 1) / (likely.sum() + (target * known).sum() + 1)
    return (entropy * weight).sum() / weight.sum().clamp(min=1) + lacking


def _tensor(array: Any, device: Any) -> Any:
    return torch.from_numpy(np.ascontiguousarray(array)).to(device)
