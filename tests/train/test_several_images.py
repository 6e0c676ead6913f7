"""Training on several images of any sizes, and on what microscopes give: any dtype, colours, hot pixels."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import Image, Labels
from coverslip.training.annotation import all_annotations_of
from coverslip.training.denoiser import clipping
from coverslip.training.denoising import Denoising, limits
from coverslip.training.errors import TrainingError
from coverslip.training.model_package import U_NET, About
from coverslip.training.planes import all_planes_of, gathered, planes_of
from coverslip.training.provenance import distinct
from coverslip.training.segmenter import train_segmenter
from coverslip.training.settings import Settings
from coverslip.training.split import split

ABOUT = About("Something", "Does something.", "Ada Lovelace", "MIT", ("test",), (U_NET,))


def noise(*shape: int) -> Any:
    return np.random.default_rng(len(shape)).normal(100, 10, shape).astype("float32")


def test_images_of_several_sizes_become_planes_of_the_smallest_with_nothing_taken_twice() -> None:
    large, small = np.arange(50 * 90).reshape(1, 1, 50, 90), -np.arange(24 * 40).reshape(1, 1, 24, 40) - 1
    planes = gathered([large, small])
    assert planes.shape == (2 * 2 + 1, 1, 24, 40)
    assert len(np.unique(planes)) == planes.size
    np.testing.assert_array_equal(planes[4], small[0])
    # Those of labels are cut in the same way.
    np.testing.assert_array_equal(gathered([large[:, 0], small[:, 0]]), planes[:, 0])


def test_images_of_five_planes_together_are_held_out_as_wholes() -> None:
    images = [Image(noise(64, 64)), Image(noise(3, 64, 64), axes="ZYX"), Image(noise(64, 64))]
    parts = split(all_planes_of(images).shape, Settings())
    assert [region.plane for region in parts.held_out] == [4]


def test_an_image_that_is_given_twice_counts_once() -> None:
    images = [Image(noise(40, 40)), Image(noise(3, 40, 40), axes="ZYX"), Image(noise(40, 40), name="another name")]
    assert distinct(images) == [0, 1]


def test_images_of_another_kind_are_named() -> None:
    with pytest.raises(TrainingError, match=r"colours\.png has 3 channels, but grey\.tif has 1"):
        all_planes_of([Image(noise(40, 40), name="grey.tif"), Image(noise(40, 40, 3), axes="YXS", name="colours.png")])
    image, labels = Image(noise(64, 64)), Labels(np.ones((64, 64), int))
    with pytest.raises(TrainingError, match="There are 1 more images, but labels of 0 of them"):
        asyncio.run(train_segmenter(image, labels, ABOUT, Settings(), more=[image]))


def test_labels_of_several_images_stay_with_their_images() -> None:
    images = [Image(noise(40, 40)), Image(noise(80, 40))]
    drawn = [np.zeros((40, 40), int), np.zeros((80, 40), int)]
    drawn[0][5:9, 5:9], drawn[1][60:70, 5:9] = 4, 9
    made = all_annotations_of([Labels(each) for each in drawn], images, "background", None)
    np.testing.assert_array_equal(made.objects[0] > 0, drawn[0] > 0)
    np.testing.assert_array_equal(np.concatenate(made.objects[1:]) > 0, drawn[1] > 0)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int64", "float16", "float64", "bool"])
def test_values_of_any_dtype_are_learnt_from(dtype: str) -> None:
    image = Image((noise(70, 60) > 100) if dtype == "bool" else noise(70, 60).astype(dtype))
    planes = planes_of(image)
    assert planes.dtype == np.float32
    task = Denoising(planes, split(planes.shape, Settings(patch=16)), Settings(patch=16))
    assert np.isfinite(task.deviation).all()
    assert abs(float(task.normalised(planes).std()) - 1) < 0.2


def test_complex_values_are_refused_in_a_sentence() -> None:
    with pytest.raises(TrainingError, match=r"wave\.npy has complex values"):
        planes_of(Image(noise(40, 40) + 1j, name="wave.npy"))


def test_hot_pixels_do_not_make_the_picture_vanish() -> None:
    clean = noise(128, 96)
    hot = clean.copy()
    where = np.random.default_rng(0).integers(0, 96, (12, 2))
    hot[where[:, 0], where[:, 1]] = 65535
    assert limits(planes_of(Image(hot))) is not None
    settings = Settings(patch=16)
    tasks = [Denoising(planes_of(Image(each)), split((1, 1, 128, 96), settings), settings) for each in (clean, hot)]
    assert tasks[1].deviation == pytest.approx(tasks[0].deviation, rel=0.1)
    assert tasks[1].mean == pytest.approx(tasks[0].mean, rel=0.02)
    assert tasks[1].normalised(planes_of(Image(hot))).max() < 15
    assert clipping(tasks[1])[0].id == "clip"
    assert clipping(tasks[0]) == ()


def test_what_stands_alone_is_the_picture_where_it_is_all_there_is_and_so_are_small_bright_things() -> None:
    photons = np.random.default_rng(0).poisson(0.02, (128, 96)).astype("float32")
    assert limits(planes_of(Image(photons))) is None
    beads = noise(128, 96)
    for top, left in np.random.default_rng(1).integers(3, 90, (6, 2)):
        beads[top : top + 3, left : left + 3] = 20000
    assert limits(planes_of(Image(beads))) is None
