"""Arguments of ops: bound by name, made into what the hints say, refused with a sentence."""

from __future__ import annotations

import asyncio
import enum
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
import pandas as pd
import pytest
from coverslip import ArgumentError, Axes, Field, File, Image, Labels, NDArray, Slider, Table
from coverslip.arguments import arguments_of
from coverslip.rpc.endpoint import BytesBlob

if TYPE_CHECKING:
    from collections.abc import Callable


class Method(enum.Enum):
    OTSU = "otsu"
    LI = 2


def bound(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    return asyncio.run(arguments_of(function, args, kwargs))


def count(image: Image, sigma: Annotated[float, Slider(0, 10)] = 2.0, number: int = 3) -> None: ...
def image_of(value: Image) -> None: ...
def labels_of(value: Labels) -> None: ...
def array_of(value: np.ndarray) -> None: ...
def table_of(value: Table) -> None: ...
def frame_of(value: pd.DataFrame) -> None: ...
def file_of(value: File) -> None: ...
def bytes_of(value: bytes) -> None: ...
def path_of(value: Path) -> None: ...
def float_of(value: float) -> None: ...
def int_of(value: int) -> None: ...
def str_of(value: str) -> None: ...
def bool_of(value: bool) -> None: ...
def literal_of(value: Literal["a", 1]) -> None: ...
def enum_of(value: Method) -> None: ...
def any_of(value) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001
def field_of(value: Annotated[int, Field(min=1)]) -> None: ...
def optional_of(value: Image | None = None) -> None: ...
def more(value: int = 0, **others: Any) -> None: ...


PIXELS = np.arange(4, dtype=np.uint8).reshape(2, 2)


def test_arguments_come_by_position_by_name_and_as_one_object() -> None:
    for given in (
        bound(count, PIXELS, 1),
        bound(count, image=PIXELS, sigma=1),
        bound(count, {"image": PIXELS, "sigma": 1}),
    ):
        assert type(given["image"]) is Image
        assert given["sigma"] == 1.0
        assert set(given) == {"image", "sigma"}


def test_an_empty_field_of_a_form_means_the_default() -> None:
    assert set(bound(count, PIXELS, None)) == {"image"}
    assert bound(optional_of, None) == {"value": None}


def test_keyword_arguments_that_the_op_does_not_name_reach_it_if_it_takes_them() -> None:
    assert bound(more, other=1) == {"other": 1}


@pytest.mark.parametrize(
    ("function", "given", "kind"),
    [
        (image_of, PIXELS, Image),
        (image_of, [[1, 2], [3, 4]], Image),
        (image_of, NDArray(PIXELS, axes="YX"), Image),
        (image_of, Labels(PIXELS), Image),
        (labels_of, PIXELS, Labels),
        (labels_of, PIXELS > 1, Labels),
        (labels_of, Image(PIXELS), Labels),
        (array_of, Image(PIXELS), np.ndarray),
        (table_of, [{"a": 1}], Table),
        (table_of, {"a": [1]}, Table),
        (frame_of, Table({"a": [1]}), pd.DataFrame),
        (file_of, b"abc", File),
        (file_of, BytesBlob("a.txt", b"abc", "text/plain"), File),
        (bytes_of, BytesBlob("a.txt", b"abc", "text/plain"), bytes),
        (bytes_of, np.frombuffer(b"abc", np.uint8), bytes),
        (float_of, 3, float),
        (float_of, np.float32(3), float),
        (int_of, 3.0, int),
        (int_of, np.uint8(3), int),
        (bool_of, 1, bool),
        (str_of, "a", str),
        (literal_of, "a", str),
        (literal_of, 1.0, int),
        (any_of, {"deep": [1]}, dict),
        (any_of, PIXELS, np.ndarray),
    ],
)
def test_a_value_becomes_what_the_hint_says(function: Any, given: Any, kind: type) -> None:
    assert type(bound(function, given)["value"]) is kind


def test_an_image_keeps_its_scale_on_the_way_in() -> None:
    given = NDArray(PIXELS, axes="YX", scale=(0.5, 0.5), unit="µm", name="a")
    image = bound(image_of, given)["value"]
    assert (image.scale, image.unit, image.name) == ((0.5, 0.5), "µm", "a")


@pytest.mark.parametrize("given", [Method.LI, 2, "LI"])
def test_a_member_of_an_enum_comes_by_value_or_by_name(given: Any) -> None:
    assert bound(enum_of, given) == {"value": Method.LI}


def test_a_file_becomes_a_path_that_can_be_read() -> None:
    path = bound(path_of, File("../a.txt", b"abc"))["value"]
    assert path.name == "a.txt"
    assert path.read_bytes() == b"abc"


def test_a_list_of_images_is_made_of_arrays_and_refuses_what_is_none() -> None:
    def images_of(value: list[Image]) -> None: ...

    made = bound(images_of, [PIXELS, Labels(PIXELS)])["value"]
    assert [type(each) for each in made] == [Image, Image]
    for wrong in (PIXELS, [PIXELS, "a.tif"]):
        with pytest.raises(ArgumentError, match="needs a list of images or labels"):
            bound(images_of, wrong)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bound(count), "count() needs 'image', an image (an array)."),
        (lambda: bound(count, PIXELS, sgima=1), "count() takes no argument 'sgima'. Did you mean 'sigma'?"),
        (lambda: bound(count, PIXELS, 1, 2, 3), "count() takes 3 arguments (image, sigma, number), but 4 were given."),
        (lambda: bound(count, PIXELS, image=PIXELS), "count() was given 'image' twice"),
        (lambda: bound(count, PIXELS, 99), "count() needs a number between 0 and 10 for 'sigma': got 99."),
        (lambda: bound(field_of, 0), "field_of() needs a number of at least 1 for 'value': got 0."),
        (lambda: bound(image_of, "a.tif"), "image_of() needs an image (an array) for 'value': got 'a.tif'."),
        (lambda: bound(image_of, [["a"]]), "image_of() needs an image (an array) for 'value': its values are <U1."),
        (lambda: bound(labels_of, PIXELS / 2), "labels_of() needs labels (an array of whole numbers) for 'value'"),
        (lambda: bound(table_of, 3), "table_of() needs a table for 'value': A table is made of rows"),
        (lambda: bound(file_of, "a.txt"), "file_of() needs a file for 'value': got 'a.txt'."),
        (lambda: bound(float_of, "3"), "float_of() needs a number for 'value': got '3'."),
        (lambda: bound(float_of, True), "float_of() needs a number for 'value': got True."),
        (lambda: bound(int_of, 2.5), "int_of() needs a whole number for 'value': got 2.5."),
        (lambda: bound(bool_of, "yes"), "bool_of() needs true or false for 'value': got 'yes'."),
        (lambda: bound(str_of, 3), "str_of() needs a text for 'value': got 3."),
        (lambda: bound(literal_of, True), "literal_of() needs one of 'a', 1 for 'value': got True."),
        (lambda: bound(enum_of, "none"), "enum_of() needs one of 'otsu', 2 for 'value': got 'none'."),
        (lambda: bound(float_of, None), "float_of() needs a number for 'value': got None."),
        (lambda: bound(float_of, PIXELS), "got an array of uint8, shape (2, 2)."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(message)):
        call()


def flat(image: Annotated[Image, Axes("YX", "ZYX")]) -> None:
    """Take a plane or a volume."""


def test_axes_of_one_step_are_left_out_and_others_are_refused() -> None:
    image = Image(np.zeros((1, 4, 5)), axes="CYX", scale=(1, 2, 3), unit="µm", name="a")
    taken = asyncio.run(arguments_of(flat, [image], {}))["image"]
    assert (taken.axes, taken.shape, taken.scale, taken.unit, taken.name) == ("YX", (4, 5), (2.0, 3.0), "µm", "a")
    volume = Image(np.zeros((2, 4, 5)), axes="ZYX")
    assert asyncio.run(arguments_of(flat, [volume], {}))["image"] is volume
    with pytest.raises(ArgumentError, match=r"flat\(\) takes an image of the axes YX or ZYX for 'image', but got TYX"):
        asyncio.run(arguments_of(flat, [Image(np.zeros((2, 4, 5)), axes="TYX")], {}))
    with pytest.raises(ArgumentError, match=r"`await image.read\(\{\"T\": 0\}\)` gives"):
        asyncio.run(arguments_of(flat, [Image(np.zeros((2, 3, 4, 5)), axes="TZYX")], {}))
