"""Hints and docstrings, made into descriptions of ops."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Optional

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from coverslip import Accept, Axes, Field, Figure, File, Image, Labels, Overlay, Slider, Table, Text, Title, op
from coverslip.describe import ParamType, describe
from matplotlib.figure import Figure as MatplotlibFigure

if TYPE_CHECKING:
    from decimal import Decimal


class Method(enum.Enum):
    OTSU = "otsu"
    MIN_CROSS_ENTROPY = "li"


class Result(NamedTuple):
    nuclei: Labels
    cell_areas: Table


FIELD = {"kind": "number", "integer": False, "min": None, "max": None, "step": None, "unit": "", "widget": "field"}


def first_type(function: Any) -> ParamType:
    return describe(function)["params"][0]["type"]


def image(value: Image) -> None: ...
def array(value: np.ndarray) -> None: ...
def typed_array(value: npt.NDArray[np.float32]) -> None: ...
def labels(value: Labels | None) -> None: ...
def table(value: Table) -> None: ...
def frame(value: pd.DataFrame) -> None: ...
def tick(value: bool) -> None: ...
def number(value: float) -> None: ...
def whole(value: int) -> None: ...
def slider(value: Annotated[int, Slider(1, 9, 2, "px")]) -> None: ...
def typed(value: Annotated[float, Field(min=0)]) -> None: ...
def text(value: str) -> None: ...
def paragraph(value: Annotated[str, Text(multiline=True, placeholder="one")]) -> None: ...
def literal(value: Literal["a", 2] | None) -> None: ...
def member(value: Optional[Method]) -> None: ...  # noqa: UP045
def file(value: Annotated[File, Accept(".csv", "text/*")]) -> None: ...
def content(value: bytes) -> None: ...
def path(value: Path) -> None: ...
def several(value: list[float]) -> None: ...
def either(value: int | str) -> None: ...
def unknown(value: Decimal) -> None: ...
def bare(value) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001
def images(value: list[Image]) -> None: ...
def many_labels(value: list[Labels] | None = None) -> None: ...
def by_default(value=2) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (image, {"kind": "image"}),
        (array, {"kind": "image"}),
        (typed_array, {"kind": "image"}),
        (labels, {"kind": "labels"}),
        (table, {"kind": "table"}),
        (frame, {"kind": "table"}),
        (tick, {"kind": "boolean"}),
        (number, FIELD),
        (whole, FIELD | {"integer": True}),
        (slider, FIELD | {"integer": True, "min": 1, "max": 9, "step": 2, "unit": "px", "widget": "slider"}),
        (typed, FIELD | {"min": 0}),
        (text, {"kind": "string", "multiline": False, "placeholder": ""}),
        (paragraph, {"kind": "string", "multiline": True, "placeholder": "one"}),
        (literal, {"kind": "choice", "choices": [{"value": "a", "label": "a"}, {"value": 2, "label": "2"}]}),
        (
            member,
            {
                "kind": "choice",
                "choices": [{"value": "otsu", "label": "Otsu"}, {"value": "li", "label": "Min cross entropy"}],
            },
        ),
        (file, {"kind": "file", "accept": [".csv", "text/*"]}),
        (content, {"kind": "file", "accept": []}),
        (path, {"kind": "file", "accept": []}),
        (images, {"kind": "layers", "of": "image"}),
        (many_labels, {"kind": "layers", "of": "labels"}),
        (several, {"kind": "any", "annotation": "list[float]"}),
        (either, {"kind": "any", "annotation": "int | str"}),
        (unknown, {"kind": "any", "annotation": "Decimal"}),
        (bare, {"kind": "any", "annotation": ""}),
        (by_default, FIELD | {"integer": True}),
    ],
)
def test_a_hint_becomes_the_type_of_a_parameter(function: Any, expected: Any) -> None:
    assert first_type(function) == expected


@pytest.mark.parametrize(("function", "optional"), [(labels, True), (literal, True), (member, True), (image, False)])
def test_whether_none_is_accepted_is_told(function: Any, optional: bool) -> None:
    assert describe(function)["params"][0]["optional"] is optional


def test_one_hint_that_cannot_be_resolved_does_not_hide_the_others() -> None:
    def function(value: Decimal, sigma: Annotated[float, Slider(0, 1)] = 0.5) -> Labels: ...  # type: ignore[empty-body]

    described = describe(function)
    assert [each["type"]["kind"] for each in described["params"]] == ["any", "number"]
    assert described["results"] == [{"kind": "labels", "title": "Labels"}]


def test_defaults_have_their_form_in_json() -> None:
    def function(
        a: float = 2.5, b: Method = Method.OTSU, c: Any = np.float64, d: str | None = None, e: Any = (1, 2)
    ) -> None: ...

    params = describe(function)["params"]
    assert [each["default"] for each in params] == [2.5, "otsu", None, None, [1, 2]]
    assert not any(each["required"] for each in params)
    assert params[3]["optional"]


def test_titles_come_from_names_unless_they_are_given() -> None:
    @op(title="Count nuclei", results=["Nuclei"])
    def count(
        min_size: int, mode: Annotated[int, Title("How")], unit: Annotated[int, "Which"]
    ) -> tuple[Labels, Annotated[Table, "Areas"], Figure]:
        raise NotImplementedError

    described = describe(count)
    assert described["title"] == "Count nuclei"
    assert [each["title"] for each in described["params"]] == ["Min size", "How", "Which"]
    assert [each["title"] for each in described["results"]] == ["Nuclei", "Areas", "Figure"]


def none() -> None: ...
def nothing_said(): ...  # type: ignore[no-untyped-def]  # noqa: ANN201
def pair() -> tuple[Labels, MatplotlibFigure]: ...  # type: ignore[empty-body]
def named() -> Result: ...  # type: ignore[empty-body]
def rows() -> pd.DataFrame: ...  # type: ignore[empty-body]
def words() -> str: ...  # type: ignore[empty-body]
def saved() -> Path: ...  # type: ignore[empty-body]
def many() -> tuple[float, ...]: ...  # type: ignore[empty-body]
def maybe() -> Labels | None: ...
def pixels() -> np.ndarray: ...  # type: ignore[empty-body]


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        (none, ["none"]),
        (nothing_said, ["value"]),
        (pair, ["labels", "figure"]),
        (named, ["labels", "table"]),
        (rows, ["table"]),
        (words, ["text"]),
        (saved, ["file"]),
        (many, ["value"]),
        (maybe, ["labels"]),
        (pixels, ["image"]),
    ],
)
def test_the_hint_of_what_is_returned_becomes_results(function: Any, kinds: list[str]) -> None:
    assert [each["kind"] for each in describe(function)["results"]] == kinds


def test_fields_of_a_named_tuple_are_titles_of_results() -> None:
    assert [each["title"] for each in describe(named)["results"]] == ["Nuclei", "Cell areas"]


def mapped(image: Image) -> tuple[Annotated[Image, Title("Map"), Overlay("#00ff00")], Table]:
    raise NotImplementedError(image)


def test_a_result_may_lie_over_the_image_in_a_colour() -> None:
    assert describe(mapped)["results"] == [
        {"kind": "image", "title": "Map", "overlay": "#00ff00"},
        {"kind": "table", "title": "Table"},
    ]
    with pytest.raises(ValueError, match=r"Overlay\('red'\): give the colour as #rrggbb"):
        Overlay("red")


def google(image: Image, sigma: float = 1, *, min_size: int = 0) -> None:
    """Count nuclei.

    In two
    lines.

    Args:
        image: the image,
            in two lines.
        sigma (float): how much: more is more.
        min_size: none.

    Returns:
        Nothing.
    """


def numpy_style(image: Image, sigma: float = 1, min_size: int = 0) -> None: ...


# Not written as a docstring, because the house's formatter would turn it into Google's style.
numpy_style.__doc__ = """Count nuclei.

    In two
    lines.

    Parameters
    ----------
    image : Image
        the image,
        in two lines.
    sigma : float, optional
        how much: more is more.
    min_size
        none.

    Returns
    -------
    None
    """


@pytest.mark.parametrize("function", [google, numpy_style])
def test_docstrings_give_a_text_for_the_op_and_each_parameter(function: Any) -> None:
    described = describe(function)
    assert described["doc"] == "Count nuclei.\n\nIn two lines."
    docs = {each["name"]: each["doc"] for each in described["params"]}
    assert docs == {"image": "the image, in two lines.", "sigma": "how much: more is more.", "min_size": "none."}


def test_the_axes_that_an_image_parameter_takes_are_described() -> None:
    def each(
        image: Annotated[Image, Axes("YX", "zyx")], labels: Annotated[Labels, Axes("YX")], any_image: Image
    ) -> None:
        """Take three."""

    kinds = [param["type"] for param in describe(each)["params"]]
    assert kinds == [
        {"kind": "image", "axes": ["YX", "ZYX"]},
        {"kind": "labels", "axes": ["YX"]},
        {"kind": "image"},
    ]


@pytest.mark.parametrize("axes", [(), ("YXQ",), ("YY",)])
def test_axes_that_are_none_are_refused(axes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="axes"):
        Axes(*axes)
