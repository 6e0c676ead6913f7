"""What training makes of images before it learns: planes, parts, patches, hidden pixels, targets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from coverslip import Image, Labels
from coverslip.training.errors import TrainingError
from coverslip.training.masking import GRID, grid_hidden, hidden, surroundings
from coverslip.training.patches import Patches, fitting_size
from coverslip.training.planes import as_image, label_planes_of, planes_of
from coverslip.training.segmentation import TOUCHING, targets_of
from coverslip.training.settings import Settings
from coverslip.training.split import Region, Split, split


def random(*shape: int) -> Any:
    return np.random.default_rng(3).normal(size=shape).astype("float32")


@pytest.mark.parametrize(
    ("shape", "axes", "planes"),
    [
        ((20, 30), "YX", (1, 1, 20, 30)),
        ((4, 20, 30), "TYX", (4, 1, 20, 30)),
        ((2, 20, 30), "CYX", (1, 2, 20, 30)),
        ((20, 30, 3), "YXS", (1, 3, 20, 30)),
        ((3, 2, 4, 20, 30), "TCZYX", (12, 2, 20, 30)),
    ],
)
def test_any_image_becomes_planes_and_back(shape: tuple[int, ...], axes: str, planes: tuple[int, ...]) -> None:
    image = Image(random(*shape), axes=axes, scale=range(1, len(shape) + 1), unit="µm")
    made = planes_of(image)
    assert made.shape == planes
    back = as_image(made, image, "back")
    assert sorted(back.axes) == sorted(axes)
    order = [back.axes.index(letter) for letter in axes]
    np.testing.assert_array_equal(np.transpose(back.data, order), image.data)
    assert [back.scale[index] for index in order] == list(image.scale)


def test_values_that_are_no_numbers_are_refused() -> None:
    data = random(20, 20)
    data[3, 4] = np.nan
    with pytest.raises(TrainingError, match=r"bad\.tif has pixels that are no numbers"):
        planes_of(Image(data, name="bad.tif"))


def test_parts_of_a_mask_are_objects_and_numbers_are_kept_apart() -> None:
    planes = planes_of(Image(random(4, 6)))
    mask = np.array([[1, 1, 0, 1, 0, 0], [0] * 6, [0] * 6, [0, 0, 0, 0, 0, 1]])
    assert label_planes_of(Labels(mask), planes).max() == 3
    touching = np.array([[7, 7, 900, 900, 0, 0], *[[0] * 6] * 3])
    np.testing.assert_array_equal(label_planes_of(Labels(touching), planes)[0, 0], [1, 1, 2, 2, 0, 0])


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (np.zeros((4, 6), int), "Nothing is annotated"),
        (np.ones((4, 5), int), "The labels have 1 plane of 4 × 5, but the image has 1 plane of 4 × 6"),
    ],
)
def test_labels_that_teach_nothing_are_refused(labels: Any, said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        label_planes_of(Labels(labels), planes_of(Image(random(4, 6))))


@pytest.mark.parametrize("shape", [(1, 1, 200, 100), (2, 1, 100, 200), (10, 1, 64, 64)])
def test_parts_share_no_pixel_and_leave_none_out(shape: tuple[int, ...]) -> None:
    made: Split = split(shape, Settings(held_out=0.25))
    seen = np.zeros((shape[0], *shape[2:]), int)
    for regions in (made.training, made.validation, made.held_out):
        for region in regions:
            region.of(seen)[...] += 1  # a view
    assert (seen == 1).all()
    shares = [sum(each.height * each.width for each in regions) / seen.size for regions in vars(made).values()]
    assert shares[2] == pytest.approx(0.25, abs=0.06)
    assert shares[0] > 0.5


def test_an_image_that_is_too_small_is_refused() -> None:
    with pytest.raises(TrainingError, match=r"40 × 12 leaves too little for training: 12 pixels, 16 are needed"):
        split((1, 1, 40, 12), Settings())


def test_patches_of_one_step_are_always_the_same_and_from_their_region() -> None:
    image = np.arange(100 * 80, dtype="float32").reshape(1, 1, 100, 80)
    labels = image[:, 0].astype("int64")
    regions = (Region(0, 0, 0, 50, 80),)
    patches = Patches([image, labels], regions, 16, seed=4)
    patches.draw(0, 3)
    first, second = patches.draw(1, 6), Patches([image, labels], regions, 16, seed=4).draw(1, 6)
    np.testing.assert_array_equal(first[0], second[0])
    assert first[0].shape == (6, 1, 16, 16)
    np.testing.assert_array_equal(first[0][:, 0], first[1])
    assert first[0].max() < 50 * 80
    assert len({each.tobytes() for each in first[0]}) == 6
    assert (Patches([image], regions, 16, seed=5).draw(1, 6)[0] != first[0]).any()


def test_half_of_the_patches_show_what_is_wanted() -> None:
    wanted = np.zeros((1, 400, 400), bool)
    wanted[0, 203, 211] = True
    drawn = Patches([wanted.astype("float32")[:, None]], (Region(0, 0, 0, 400, 400),), 16, 1, (None, wanted)).draw(
        0, 20
    )[0]
    assert drawn.reshape(20, -1).any(1).sum() >= 10
    assert fitting_size(64, (Region(0, 0, 0, 50, 80),), 4) == 48


def test_a_hidden_pixel_has_no_part_in_what_stands_in_its_place() -> None:
    image = random(1, 2, 20, 24)
    mask_sum = np.zeros((1, 1, 20, 24), int)
    for phase in range(GRID**2):
        given, mask = grid_hidden(image, phase)
        changed = np.where(mask, image + 100, image)
        np.testing.assert_allclose(grid_hidden(changed, phase)[0], given, atol=1e-5)
        mask_sum += mask
    assert (mask_sum == 1).all()
    flat = np.full((1, 1, 9, 9), 5, "float32")
    np.testing.assert_allclose(surroundings(flat), flat)


def test_noise2void_puts_other_pixels_from_nearby_in_the_place_of_some() -> None:
    image = np.arange(2 * 64 * 64, dtype="float32").reshape(2, 1, 64, 64)
    given, mask = hidden(image, "noise2void", np.random.default_rng(0))
    assert 60 < mask.sum() < 200
    assert (given[mask] != image[mask]).all()
    np.testing.assert_array_equal(given[~mask], image[~mask])
    moved = np.abs(given - image)[mask].astype(int)
    assert (np.minimum(moved % 64, 64 - moved % 64) <= 2).all()
    assert ((moved + 2) // 64 <= 2).all()


def test_where_objects_touch_is_neither_and_weighs_more() -> None:
    labels = np.zeros((1, 8, 10), "int32")
    labels[0, 2:6, 1:5], labels[0, 2:6, 5:9] = 1, 2
    inside, weights = targets_of(labels)
    assert not inside[0, 2:6, 4:6].any()
    assert inside[0, 3, [1, 2, 3, 6, 7, 8]].all()
    assert weights[0, 3, 4] == TOUCHING
    assert weights[0, 3, 1] == weights[0, 7, 0] == 1
