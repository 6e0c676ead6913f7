"""A denoiser of an image whose noise is its microscope's own. No clean image of it exists, so what can be known counts.

A pixel's noise has no part in a guess from its surroundings. So the mean squared error of such a guess is that of the
picture plus the variance of the noise, for every way of guessing: what guesses better is nearer to the clean image.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.formats import read_image
from coverslip.training.denoiser import BLIND, train_denoiser
from coverslip.training.model_package import U_NET, About
from coverslip.training.settings import Settings
from scipy import ndimage
from skimage.restoration import denoise_invariant, estimate_sigma

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coverslip.training.outcome import Outcome

ABOUT = About("Tissue", "Takes out noise.", "Ada Lovelace", "MIT", ("denoising",), (U_NET,))
SMALL = Settings(steps=150, batch=4, width=8)
SIDE = 384


@pytest.fixture(scope="module")
def trained(samples: Path) -> tuple[Any, Outcome]:
    """A part of the image, and what is learnt from it."""
    image = read_image((samples / "LowSNR_s001.png").read_bytes(), "LowSNR_s001.png")
    noisy = np.asarray(image, np.float32)[:SIDE, :SIDE]
    return noisy, asyncio.run(train_denoiser(Image(noisy), ABOUT, SMALL))


def test_hidden_pixels_are_guessed_better_than_by_the_usual_filters_where_nothing_was_trained(
    trained: tuple[Any, Outcome],
) -> None:
    noisy, made = trained
    held = noisy[-SIDE // 4 :]

    def error(denoise: Callable[..., Any], **how: float) -> float:
        # scikit-image hides pixels as Noise2Self does.
        guessed = denoise_invariant(held, denoise, stride=4, denoiser_kwargs=how)
        return float(np.sqrt(np.mean((guessed - held) ** 2)))

    usual = [error(ndimage.gaussian_filter, sigma=1), error(ndimage.gaussian_filter, sigma=1.5)]
    usual += [error(ndimage.median_filter, size=size) for size in (3, 5)]
    assert made.figures[BLIND]["after"] < min(usual), usual


def test_what_is_left_of_the_noise_is_less_by_far_more_than_3_db(trained: tuple[Any, Outcome]) -> None:
    noisy, made = trained
    # Of two estimates of the noise, the smaller one is the more careful.
    response = ndimage.convolve(noisy, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6)  # Immerkær, 1996
    noise = min(float(estimate_sigma(noisy)), float(np.sqrt(np.mean(response**2))))
    left = made.figures[BLIND]["after"] ** 2 - noise**2
    assert 10 * math.log10(noise**2 / max(left, 1e-6)) >= 6


def test_what_was_taken_out_is_noise_and_no_picture(trained: tuple[Any, Outcome]) -> None:
    noisy, made = trained
    denoised = np.asarray(made.shown)
    taken = noisy - denoised
    taken -= taken.mean()
    for moved in (taken[1:, :] * taken[:-1, :], taken[:, 1:] * taken[:, :-1], taken[4:, :] * taken[:-4, :]):
        assert abs(float(moved.mean())) < 0.05 * float(taken.var())
    # The picture is still there: averages of squares of pixels, in which there is little noise, are as they were.
    coarse = [each.reshape(SIDE // 8, 8, SIDE // 8, 8).mean((1, 3)) for each in (noisy, denoised)]
    assert np.corrcoef(coarse[0].ravel(), coarse[1].ravel())[0, 1] > 0.95
    assert denoised.std() > 0.4 * noisy.std()
