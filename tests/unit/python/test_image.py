"""Images and labels."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from coverslip import Image, Labels


def test_an_image_is_an_array_to_numpy() -> None:
    image = Image(np.arange(6, dtype=np.uint16).reshape(2, 3))
    assert np.asarray(image) is image.data
    assert np.asarray(image, np.float32).dtype == np.float32
    assert np.array(image) is not image.data
    np.testing.assert_array_equal(np.add(image, 1), image.data + 1)


def test_arithmetic_and_comparison_give_plain_arrays_on_both_sides() -> None:
    image = Image(np.array([[1, 2], [3, 4]], np.int16))
    for result in (image + 1, 1 + image, image * image, 5 - image, image > 2, -image, ~image, image // 2, 2**image):
        assert type(result) is np.ndarray
    np.testing.assert_array_equal(5 - image, [[4, 3], [2, 1]])
    np.testing.assert_array_equal(image[image > 2], [3, 4])


def test_methods_of_numpy_are_there() -> None:
    image = Image(np.eye(3))
    assert image.max() == 1
    assert image.mean(axis=0).shape == (3,)
    with pytest.raises(AttributeError, match="'Image' has no attribute 'blur'"):
        _ = image.blur


def test_an_image_can_be_copied_and_pickled() -> None:
    image = Image(np.eye(2), scale=(0.5, 0.5), unit="µm", name="a")
    for twin in (copy.deepcopy(image), pickle.loads(pickle.dumps(image))):  # noqa: S301
        np.testing.assert_array_equal(np.asarray(twin), np.asarray(image))
        assert (twin.scale, twin.unit, twin.name) == ((0.5, 0.5), "µm", "a")


@pytest.mark.parametrize(
    ("shape", "axes"),
    [((5,), "X"), ((4, 5), "YX"), ((4, 5, 3), "YXS"), ((4, 5, 4), "YXS"), ((3, 4, 5), "ZYX"), ((2, 3, 4, 5), "CZYX")],
)
def test_axes_are_guessed_from_the_shape_when_absent(shape: tuple[int, ...], axes: str) -> None:
    assert Image(np.zeros(shape)).axes == axes


def test_stated_axes_are_kept() -> None:
    assert Image(np.zeros((4, 5, 3)), axes="ZYX").axes == "ZYX"


@pytest.mark.parametrize("axes", ["Y", "YXZ", "YY", "AB"])
def test_axes_that_do_not_fit_are_refused(axes: str) -> None:
    with pytest.raises(ValueError, match="do not fit an array of 2 axes"):
        Image(np.zeros((2, 2)), axes=axes)


@pytest.mark.parametrize("scale", [(1.0,), (1.0, float("nan"))])
def test_a_scale_that_does_not_fit_is_refused(scale: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="give one number an axis"):
        Image(np.zeros((2, 2)), scale=scale)


def test_seven_axes_are_no_image() -> None:
    with pytest.raises(ValueError, match="An array of 7 axes is no image"):
        Image(np.zeros((1,) * 7))


def test_labels_take_axes_and_scale_of_the_image_that_they_are_like() -> None:
    image = Image(np.zeros((2, 3, 3)), axes="CYX", scale=(1, 0.5, 0.5), unit="µm")
    labels = Labels(np.ones((2, 3, 3), int), like=image)
    assert (labels.axes, labels.scale, labels.unit) == ("CYX", (1.0, 0.5, 0.5), "µm")
    assert Labels(np.ones((4, 4), int), like=image).scale == (1.0, 1.0)


def test_labels_are_whole_numbers() -> None:
    with pytest.raises(TypeError, match=r"these are float64: use Labels\(array\.astype\('int32'\)\)"):
        Labels(np.zeros((2, 2)))


def test_a_mask_becomes_labels_of_0_and_1() -> None:
    labels = Labels(np.array([[True, False]]))
    assert labels.dtype == np.uint8
    np.testing.assert_array_equal(labels, [[1, 0]])


def test_an_image_says_what_it_is() -> None:
    image = Image(np.zeros((2, 3), np.uint8), scale=(1, 2), unit="µm", name="a.tif")
    assert repr(image) == "<Image (2, 3) uint8, 'YX', scale=(1.0, 2.0) µm, name='a.tif'>"
