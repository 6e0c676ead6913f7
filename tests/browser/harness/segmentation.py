"""How well two label images agree, instance by instance."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

LabelImage: TypeAlias = "npt.NDArray[np.integer[Any]]"


def f1_at(found: LabelImage, truth: LabelImage, threshold: float = 0.5) -> float:
    """F1 score of instances, matched where the intersection over union is above `threshold`.

    From one half on, no instance can match two others (Kirillov et al., "Panoptic Segmentation", CVPR 2019), so
    counting the pairs is enough.

    Args:
        found: label image, 0 is background.
        truth: label image of the same shape.
        threshold: intersection over union, 0.5 to 1.
    """
    if found.shape != truth.shape:
        raise ValueError(f"label images of {found.shape} and {truth.shape} can't be compared")
    _, ours = np.unique(found, return_inverse=True)
    _, theirs = np.unique(truth, return_inverse=True)
    # A background of its own comes first even where no pixel has it.
    ours = ours.ravel() + (0 if (found == 0).any() else 1)
    theirs = theirs.ravel() + (0 if (truth == 0).any() else 1)
    counts = np.zeros((ours.max() + 1, theirs.max() + 1), np.int64)
    np.add.at(counts, (ours, theirs), 1)
    union = counts.sum(1)[:, None] + counts.sum(0)[None, :] - counts
    overlap = counts[1:, 1:] / union[1:, 1:]
    matched = int((overlap > threshold).sum())
    return float(2 * matched / sum(overlap.shape))
