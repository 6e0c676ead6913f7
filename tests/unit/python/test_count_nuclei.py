"""The plugin that counts nuclei."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import ArgumentError, Figure, Image, Labels, Table
from coverslip.formats import read_image
from coverslip.running import run_op

from tests.unit.python.plugin_files import plugin

if TYPE_CHECKING:
    from pathlib import Path

count_nuclei = plugin("count_nuclei")
Count = tuple[Labels, Table, Figure]


def count(image: Any, **options: Any) -> Count:
    labels, table, figure = asyncio.run(run_op(count_nuclei.count, [image], options, lambda _: None))
    return labels, table, figure


def discs(
    *centres: tuple[float, float], radius: float = 10, shape: tuple[int, int] = (100, 120)
) -> np.ndarray[Any, Any]:
    """Bright discs on a dark background, with a little noise."""
    y, x = np.indices(shape)
    bright = np.zeros(shape, bool)
    for row, column in centres:
        bright |= (y - row) ** 2 + (x - column) ** 2 < radius**2
    noise = np.random.default_rng(0).normal(0, 3, shape)
    return np.asarray(np.clip(bright * 150 + 40 + noise, 0, 255).astype(np.uint8))


def f1(found: np.ndarray[Any, Any], true: np.ndarray[Any, Any], threshold: float = 0.5) -> float:
    """F1 of instances that overlap by an intersection over union of at least `threshold`."""
    columns = int(true.max()) + 1
    pairs = found.astype(np.int64) * columns + true
    overlap = np.bincount(pairs.ravel(), minlength=(int(found.max()) + 1) * columns).reshape(-1, columns)
    union = overlap.sum(1, keepdims=True) + overlap.sum(0, keepdims=True) - overlap
    hits = int((overlap[1:, 1:] >= threshold * union[1:, 1:]).sum())
    objects = np.count_nonzero(overlap.sum(1)[1:]) + np.count_nonzero(overlap.sum(0)[1:])
    return 2 * hits / objects


def test_hand_drawn_nuclei_are_found_with_the_defaults(samples: Path) -> None:
    image = read_image((samples / "img2d.tif").read_bytes(), "img2d.tif")
    true = np.asarray(read_image((samples / "mask2d.tif").read_bytes(), "mask2d.tif"))
    labels, table, figure = count(image)
    assert f1(np.asarray(labels), true) >= 0.70
    assert len(table) == labels.max()
    assert figure.data.startswith(b"\x89PNG")
    assert figure.title == f"Areas of {len(table)} nuclei"


def test_separate_nuclei_are_measured() -> None:
    labels, table, _ = count(discs((30, 30), (70, 80)))
    assert len(table) == 2
    np.testing.assert_allclose(table["area"], np.pi * 100, rtol=0.15)
    np.testing.assert_allclose(sorted(table["y"]), [30, 70], atol=1)
    np.testing.assert_allclose(sorted(table["x"]), [30, 80], atol=1)
    assert max(table["eccentricity"]) < 0.5
    np.testing.assert_allclose(table["mean intensity"], 190, rtol=0.1)
    assert table.units == {"area": "px²", "y": "px", "x": "px"}
    assert set(np.unique(labels)) == {0, 1, 2}


def test_nuclei_that_touch_are_parted() -> None:
    assert len(count(discs((50, 40), (50, 57)))[1]) == 2
    assert len(count(discs((50, 40), (50, 57)), waist=50)[1]) == 1


def test_one_nucleus_stays_one() -> None:
    y, x = np.indices((80, 80))
    ellipse = ((y - 40) / 12) ** 2 + ((x - 40) / 22) ** 2 < 1
    assert len(count((ellipse * 200 + 20).astype(np.uint8))[1]) == 1


def test_measures_are_in_the_unit_of_the_image() -> None:
    image = discs((30, 30), (70, 80))
    _, pixels, _ = count(image)
    labels, table, _ = count(Image(image, scale=(0.5, 0.25), unit="µm"))
    np.testing.assert_allclose(table["area"], np.array(pixels["area"]) / 8)
    np.testing.assert_allclose(table["y"], np.array(pixels["y"]) / 2)
    assert table.units == {"area": "µm²", "y": "µm", "x": "µm"}
    assert (labels.scale, labels.unit) == ((0.5, 0.25), "µm")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32, np.float64])
def test_every_dtype_is_counted(dtype: Any) -> None:
    assert len(count(discs((30, 30), (70, 80)).astype(dtype) - dtype(30))[1]) == 2


def test_colour_is_averaged_with_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    grey = discs((30, 30), (70, 80))
    labels, table, _ = count(Image(np.stack([grey, grey, grey], -1), name="a.png"))
    assert len(table) == 2
    assert labels.shape == grey.shape
    assert "a.png is in colour: its channels are averaged to grey." in capsys.readouterr().out


def test_axes_of_length_1_are_left_out() -> None:
    labels, _, _ = count(Image(discs((30, 30), (70, 80))[None], axes="ZYX", scale=(2, 1, 1), unit="µm"))
    assert labels.shape == (100, 120)
    assert (labels.axes, labels.scale) == ("YX", (1.0, 1.0))


def test_a_stack_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        ArgumentError, match=r"takes an image of the axes YX or YXS for 'image', but got ZYX \(5 × 10 × 10\)"
    ):
        count(np.zeros((5, 10, 10)))


def test_an_image_of_one_value_is_refused() -> None:
    with pytest.raises(ValueError, match="Every pixel of this image has the same value"):
        count(np.full((10, 10), 7))


def test_pixels_that_are_no_numbers_are_told() -> None:
    image = discs((30, 30)).astype(np.float32)
    image[3, 3] = np.nan
    with pytest.raises(ValueError, match="pixels that are no numbers"):
        count(image)


def test_what_is_too_small_is_no_nucleus() -> None:
    image = discs((30, 30), (70, 80))
    image[90:93, 5:8] = 190
    assert len(count(image)[1]) == 2
    assert len(count(image, smallest=1000)[1]) == 0


def test_no_nuclei_give_empty_results() -> None:
    labels, table, figure = count(discs((30, 30)), smallest=1000)
    assert labels.max() == 0
    assert len(table) == 0
    assert figure.title == "Areas of 0 nuclei"
