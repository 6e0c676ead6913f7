"""Results of ops: made into what the hints say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from coverslip import Figure, File, Image, Labels, PluginError, Table
from coverslip.running import run_op
from matplotlib.figure import Figure as MatplotlibFigure

IMAGE = Image(np.zeros((2, 3), np.float32), scale=(0.5, 0.5), unit="µm")


def result_of(function: Any, *args: Any) -> Any:
    return asyncio.run(run_op(function, args, {}, shown.append))


shown: list[Figure] = []


@pytest.fixture(autouse=True)
def nothing_shown() -> None:
    shown.clear()


def test_a_bare_array_becomes_what_the_hint_says_with_the_scale_of_the_only_image() -> None:
    def mask(image: Image) -> Labels:
        return image > 0  # type: ignore[no-any-return]

    labels = result_of(mask, IMAGE)
    assert type(labels) is Labels
    assert (labels.axes, labels.scale, labels.unit) == ("YX", (0.5, 0.5), "µm")


def test_labels_that_say_nothing_of_themselves_take_over_too() -> None:
    def mask(image: Image) -> Labels:
        return Labels(image > 0)

    def own(image: Image) -> Labels:
        return Labels(image > 0, scale=(3, 3))

    assert result_of(mask, IMAGE).unit == "µm"
    assert result_of(own, IMAGE).scale == (3.0, 3.0)


def test_labels_of_a_colour_image_take_over_the_axes_that_they_share() -> None:
    def mask(image: Image) -> Labels:
        return image.max(axis=-1)  # type: ignore[no-any-return]

    image = Image(np.zeros((2, 5, 3), int), axes="YXS", scale=(0.5, 0.25, 1), unit="µm")
    labels = result_of(mask, image)
    assert (labels.axes, labels.scale, labels.unit) == ("YX", (0.5, 0.25), "µm")


def test_an_array_of_another_shape_has_no_scale() -> None:
    def crop(image: Image) -> Image:
        return image[:1]  # type: ignore[no-any-return]

    assert result_of(crop, IMAGE).scale == (1.0, 1.0)


def test_of_two_images_none_gives_its_scale() -> None:
    def add(a: Image, b: Image) -> Image:
        return a + b  # type: ignore[no-any-return]

    assert result_of(add, IMAGE, np.zeros((2, 3))).unit == ""


def test_the_scale_of_the_image_counts_beside_labels() -> None:
    def grow(labels: Labels, image: Image) -> Labels:  # noqa: ARG001
        return np.asarray(labels)  # type: ignore[return-value]

    assert result_of(grow, np.zeros((2, 3), int), IMAGE).unit == "µm"


def test_several_results_come_as_a_list() -> None:
    class Both(NamedTuple):
        labels: Labels
        table: Table

    def both(image: Image) -> tuple[Labels, Table]:
        return Labels(np.zeros(image.shape, int)), Table([{"a": 1}])

    def named(image: Image) -> Both:
        return Both(*both(image))

    for function in (both, named):
        labels, table = result_of(function, IMAGE)
        assert type(labels) is Labels
        assert type(table) is Table


def test_a_tuple_of_which_nothing_was_said_comes_as_a_list_too() -> None:
    def pair():  # type: ignore[no-untyped-def]  # noqa: ANN202
        return 1, "a"

    assert result_of(pair) == [1, "a"]


def test_a_result_too_few_is_told() -> None:
    def pair() -> tuple[int, int]:
        return (1,)  # type: ignore[return-value]

    with pytest.raises(PluginError, match=r"pair\(\) says that it returns 2 results, but it returned 1"):
        result_of(pair)


def test_a_result_that_is_not_what_was_said_is_told() -> None:
    def mask(image: Image) -> Labels:
        return np.asarray(image)  # type: ignore[return-value]

    with pytest.raises(PluginError, match=r"mask\(\) returned what is no Labels: Labels are whole numbers"):
        result_of(mask, IMAGE)


def test_a_dataframe_becomes_a_table_and_bytes_and_paths_become_files(tmp_path: Path) -> None:
    def frame() -> pd.DataFrame:
        return pd.DataFrame({"a": [1]})

    def content() -> File:
        return b"abc"  # type: ignore[return-value]

    def path() -> Path:
        (tmp_path / "a.txt").write_bytes(b"abc")
        return tmp_path / "a.txt"

    assert result_of(frame) == Table({"a": [1]})
    assert result_of(content).data == b"abc"
    assert result_of(path) == File("a.txt", b"abc")


def test_a_figure_becomes_a_picture_and_is_closed() -> None:
    def draw() -> MatplotlibFigure:
        figure, axes = plt.subplots()
        axes.set_title("Areas")
        return figure

    picture = result_of(draw)
    assert picture.data.startswith(b"\x89PNG")
    assert picture.title == "Areas"
    assert plt.get_fignums() == []
    assert shown == []


def test_a_figure_that_was_left_open_is_shown_and_closed() -> None:
    def draw() -> int:
        plt.figure().suptitle("Left")
        plt.plot([1, 2])
        return 1

    assert result_of(draw) == 1
    assert [each.title for each in shown] == ["Left"]
    assert plt.get_fignums() == []


def test_a_figure_of_someone_else_stays_open() -> None:
    figure = plt.figure()

    def nothing() -> None: ...

    result_of(nothing)
    assert plt.fignum_exists(figure.number)
    plt.close(figure)


def test_an_async_op_is_awaited() -> None:
    async def later(value: int) -> int:
        await asyncio.sleep(0)
        return value

    assert result_of(later, 3) == 3
