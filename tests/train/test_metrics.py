"""The figures by which results are judged, against scikit-image and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from coverslip.training.metrics import dice, f1, psnr


def test_psnr_is_that_of_scikit_image() -> None:
    from skimage.metrics import peak_signal_noise_ratio

    random = np.random.default_rng(0)
    clean = random.random((40, 50))
    noisy = clean + random.normal(0, 0.1, clean.shape)
    assert psnr(noisy, clean, 2.0) == pytest.approx(peak_signal_noise_ratio(clean, noisy, data_range=2.0))
    assert math.isinf(psnr(clean, clean, 1.0))


def test_dice_of_halves_and_of_nothing() -> None:
    found, true = np.array([1, 1, 0, 0], bool), np.array([0, 1, 1, 0], bool)
    assert dice(found, true) == 0.5
    assert dice(true, true) == 1
    assert dice(np.zeros(3, bool), np.zeros(3, bool)) == 1


def test_f1_counts_objects_that_overlap_by_half() -> None:
    true = np.array([1, 1, 1, 1, 0, 2, 2, 2, 0, 3, 3])
    found = np.array([5, 5, 5, 0, 0, 9, 9, 9, 9, 0, 0])
    # Two of three are found, and both that were found are there.
    assert f1(found, true) == pytest.approx(2 * 2 / (2 + 3))
    assert f1(found, true, overlap=0.8) == 0
    assert f1(np.where(true > 0, 1, 0), true) == 0
    assert f1(true, true) == 1


@pytest.mark.parametrize(("found", "true", "expected"), [([0, 0], [0, 0], 1), ([1, 1], [0, 0], 0), ([3, 3], [1, 1], 1)])
def test_f1_where_there_is_no_object_or_no_background(found: list[int], true: list[int], expected: float) -> None:
    assert f1(np.array(found), np.array(true)) == expected
