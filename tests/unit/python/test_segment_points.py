"""The plugin that grows objects from clicks."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import Image, Labels, Points
from coverslip.running import run_op

from tests.unit.python.plugin_files import plugin

segment = plugin("segment_points").segment


def run(*args: Any) -> Any:
    return asyncio.run(run_op(segment, args, {}, lambda _: None))


def discs() -> Image:
    """Two bright discs that touch, and one alone."""
    y, x = np.mgrid[:60, :90]
    values = np.zeros((60, 90))
    for cy, cx in ((30, 20), (30, 34), (30, 75)):
        values += 100 * np.exp(-(((y - cy) / 7) ** 2 + ((x - cx) / 7) ** 2))
    return Image(values, scale=(0.5, 0.25), unit="µm")


def test_each_point_grows_into_its_object() -> None:
    labels, table = run(discs(), Points([[30, 20], [29, 35], [31, 75]]))
    assert isinstance(labels, Labels)
    assert (labels.axes, labels.unit) == ("YX", "µm")
    assert [int(labels[30, x]) for x in (20, 34, 75)] == [1, 2, 3]
    assert labels[30, 26] == 1
    assert labels[30, 28] == 2
    areas = [row[table.columns.index("area")] for row in table.rows]
    assert areas == pytest.approx([np.sum(np.asarray(labels) == number) * 0.125 for number in (1, 2, 3)])
    assert table.units["area"] == "µm²"


def test_what_is_clicked_in_the_dark_is_an_object_too_and_points_outside_are_left_out() -> None:
    labels, table = run(discs(), Points([[5, 60], [-9, 3], [30, 20]]))
    assert labels[5, 60] == 1
    assert [row[0] for row in table.rows] == [1, 3]


@pytest.mark.parametrize(
    ("image", "points", "message"),
    [
        (np.ones((5, 5)), [[1, 1]], "Every pixel of this image has the same value"),
        (np.eye(5), [[9, 9]], "None of the points lies on the image"),
        (np.zeros((4, 5, 6)), [[1, 1]], "This needs a single plane, but the image has the axes ZYX"),
    ],
)
def test_what_can_not_be_done_is_said(image: Any, points: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        run(Image(image), Points(points))
