"""The plugins that invert, and that open and save images."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import FileFormatError, Image, Labels
from coverslip.describe import describe
from coverslip.running import run_op

from tests.unit.python.plugin_files import plugin

invert = plugin("invert")
open_image = plugin("open_image")


def run(op: Any, *args: Any) -> Any:
    return asyncio.run(run_op(op, args, {}, lambda _: None))


@pytest.mark.parametrize(
    ("dtype", "values", "expected"),
    [
        ("u1", [0, 1, 255], [255, 254, 0]),
        ("u2", [0, 1, 65535], [65535, 65534, 0]),
        ("i1", [-128, 0, 127], [127, -1, -128]),
        ("f4", [0.5, 1, 2], [2, 1.5, 0.5]),
        ("f2", [-1, 0, 3], [3, 2, -1]),
        ("f4", [np.nan, 0, 3, np.inf], [np.nan, 3, 0, -np.inf]),
        ("f4", [np.nan, np.nan], [np.nan, np.nan]),
        ("?", [True, False, True], [False, True, False]),
    ],
)
def test_dark_becomes_bright_in_every_dtype(dtype: str, values: list[Any], expected: list[Any]) -> None:
    image = Image(np.array([values], dtype), scale=(0.5, 0.5), unit="µm", name="a")
    result = run(invert.invert, image)
    np.testing.assert_array_equal(result, np.array([expected], dtype), strict=True)
    assert (result.scale, result.unit) == (image.scale, "µm")


def test_colour_and_stacks_are_inverted_whole() -> None:
    pixels = np.arange(24, dtype="u1").reshape(2, 4, 3)
    np.testing.assert_array_equal(run(invert.invert, pixels), 255 - pixels)


def test_an_image_is_saved_and_opened_again() -> None:
    image = Image(np.arange(12, dtype="u2").reshape(3, 4), scale=(0.5, 0.25), unit="µm")
    file = run(open_image.save, image, "nuclei")
    assert (file.name, file.mime) == ("nuclei.tif", "image/tiff")
    back = run(open_image.read, file, file.name)
    np.testing.assert_array_equal(back, image)
    assert (back.scale, back.unit, back.name) == ((0.5, 0.25), "µm", "nuclei.tif")


def test_labels_are_saved_with_their_dtype() -> None:
    file = run(open_image.save, Labels(np.ones((2, 2), "i4")), "a.TIF")
    assert file.name == "a.TIF"
    assert run(open_image.read, file, "a").dtype == np.int32


def test_a_file_that_is_no_image_is_named() -> None:
    with pytest.raises(FileFormatError, match=r"notes\.txt is no TIFF, PNG or JPEG image"):
        run(open_image.read, b"hello", "notes.txt")


def test_the_ops_have_the_names_and_forms_that_the_app_asks_for() -> None:
    assert [each["type"]["kind"] for each in describe(open_image.read)["params"]] == ["file", "string"]
    assert [each["kind"] for each in describe(open_image.save)["results"]] == ["file"]
    assert [each["kind"] for each in describe(plugin("count_nuclei").count)["results"]] == ["labels", "table", "figure"]
