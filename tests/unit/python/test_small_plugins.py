"""The plugins that invert, and that open and save images."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import Blob, File, FileFormatError, Image, Labels
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


def saved(*args: Any) -> tuple[str, Image]:
    """The name under which an image is saved, and what is read from the file."""
    file = run(open_image.save, *args)

    async def read() -> Image:
        blob = FileBlob(file)
        opened = await open_image.open_files([blob], [file.name], file.name)
        assert opened["name"] == file.name
        image = open_image.read_part(opened["id"])
        open_image.close(opened["id"])
        assert open_image.read_part(opened["id"]) is None
        return image  # type: ignore[no-any-return]

    return file.name, asyncio.run(read())


class FileBlob(Blob):
    """A file of the other side, as the app sends it."""

    def __init__(self, file: File) -> None:
        self.name, self.mime, self.size, self._data = file.name, file.mime, file.size, file.data

    async def read(self, start: int = 0, end: int | None = None) -> bytes:
        return self._data[start:end]


def test_an_image_is_saved_and_opened_again() -> None:
    image = Image(np.arange(12, dtype="u2").reshape(3, 4), scale=(0.5, 0.25), unit="µm")
    name, back = saved(image, "nuclei")
    assert name == "nuclei.ome.tif"
    np.testing.assert_array_equal(back, image)
    assert (back.scale, back.unit, back.name) == ((0.5, 0.25), "µm", name)


def test_labels_are_saved_with_their_dtype() -> None:
    name, back = saved(Labels(np.ones((2, 2), "i4")), "a.TIF")
    assert (name, back.dtype.name) == ("a.TIF", "int32")
    assert saved(Labels(np.ones((2, 2), "i8")), "a", "labels")[1].dtype == np.uint16
    assert saved(Labels(np.full((2, 2), 70_000)), "a", "labels")[1].dtype == np.uint32


def test_arrays_are_saved_as_numpy_has_them() -> None:
    name, back = saved(Image(np.arange(6, dtype="f8").reshape(2, 3)), "a", "npy")
    assert (name, back.dtype.name) == ("a.npy", "float64")
    np.testing.assert_array_equal(back, np.arange(6).reshape(2, 3))


def test_a_file_that_is_no_image_is_named() -> None:
    file = FileBlob(File("notes.txt", b"hello"))
    with pytest.raises(FileFormatError, match=r"notes\.txt is no TIFF"):
        asyncio.run(open_image.open_files([file], ["notes.txt"], "notes.txt"))


def test_the_ops_have_the_names_and_forms_that_the_app_asks_for() -> None:
    assert [each["type"]["kind"] for each in describe(open_image.save)["params"]] == [
        "image",
        "string",
        "choice",
        "any",
    ]
    assert [each["kind"] for each in describe(open_image.save)["results"]] == ["file"]
    assert [each["kind"] for each in describe(plugin("count_nuclei").count)["results"]] == ["labels", "table", "figure"]
