"""Plots of tables, and texts with markup."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from coverslip import HTML, Labels, Markdown, Plot, Table
from coverslip.describe import describe
from coverslip.native_files import Writer
from coverslip.plot_drawing import draw_plot
from coverslip.running import run_op

if TYPE_CHECKING:
    from pathlib import Path

TABLE = Table({"label": [1, 2, 3], "area": [1.0, 10.0, math.nan], "kind": ["a", "b", "a"]}, units={"area": "µm²"})


def result_of(function: Any, *args: Any) -> Any:
    return asyncio.run(run_op(function, args, {}, lambda _: None))


def test_a_plot_is_made_of_whatever_makes_a_table() -> None:
    for data in (TABLE, {"a": np.arange(2)}, [{"a": 1}], pd.DataFrame({"a": [1]})):
        assert isinstance(Plot(data).table, Table)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "pie"}, "no plot of the kind 'pie'; there are scatter, line, histogram, box"),
        ({"x": "volume"}, "x is 'volume', which is no column; there are label, area, kind"),
        ({"bins": 0}, "bins is 0; write a whole number from 1 to 1000"),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Plot(TABLE, **arguments)


def test_parts_come_back_from_their_names_on_the_wire() -> None:
    plot = Plot(TABLE, "box", x="kind", y="area", log_y=True, title="T")
    assert Plot.from_config(TABLE, plot.config(), "T") == plot
    with pytest.raises(ValueError, match="A plot has no 'colour'"):
        Plot.from_config(TABLE, {"colour": "area"})
    with pytest.raises(ValueError, match="logX of a plot is 1, no bool"):
        Plot.from_config(TABLE, {"logX": 1})


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"kind": "scatter", "color": "area", "log_x": True},
        {"kind": "line", "x": "label", "y": "area", "color": "kind"},
        {"kind": "histogram", "x": "area", "bins": 2, "color": "kind", "log_y": True},
        {"kind": "box", "x": "kind", "title": "Areas"},
    ],
)
def test_elsewhere_every_kind_is_drawn_by_matplotlib(arguments: dict[str, Any]) -> None:
    assert draw_plot(Plot(TABLE, **arguments)).startswith(b"\x89PNG")


def test_a_table_without_numbers_can_not_be_drawn() -> None:
    with pytest.raises(ValueError, match="no column of numbers"):
        draw_plot(Plot({"a": ["x"]}))


def test_a_script_writes_plots_and_texts_as_files(tmp_path: Path) -> None:
    results = [Plot(TABLE), Markdown("# Title"), HTML("<b>x</b>")]
    titles = ["Sizes", "Notes", "Page"]
    described: Any = [{"kind": "value", "title": title} for title in titles]
    Writer(None, tmp_path, "measure").write_all(results, described)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "measure_notes.md",
        "measure_page.html",
        "measure_sizes.png",
    ]
    assert (tmp_path / "measure_notes.md").read_text() == "# Title"


def test_ops_say_that_they_give_plots_texts_and_trees() -> None:
    def op() -> tuple[Plot, Markdown, HTML, dict[str, Any], list[int]]:
        raise NotImplementedError

    assert [each["kind"] for each in describe(op)["results"]] == ["plot", "markdown", "html", "tree", "tree"]


def test_what_an_op_returns_becomes_what_its_hint_says() -> None:
    def plotted() -> Plot:
        return TABLE  # type: ignore[return-value]

    def noted() -> Markdown:
        return "# Title"  # type: ignore[return-value]

    def tabled() -> Table:
        return {"columns": ["a"], "rows": [[1]]}  # type: ignore[return-value]

    assert result_of(plotted) == Plot(TABLE)
    assert type(result_of(noted)) is Markdown
    assert result_of(tabled) == Table({"a": [1]})


@pytest.mark.parametrize(
    "given",
    [
        {"a": [1, 2]},
        {"a": np.array([1, 2])},
        [{"a": 1}, {"a": 2}],
        {"columns": ["a"], "rows": [[1], [2]]},
        pd.DataFrame({"a": [1, 2]}),
    ],
)
def test_an_op_that_takes_a_table_takes_all_its_forms(given: Any) -> None:
    def total(table: Table) -> int:
        return sum(table["a"])

    def framed(table: pd.DataFrame) -> int:
        return int(table["a"].sum())

    # In a list of arguments a single dict stands for arguments by name, so it is named here.
    assert asyncio.run(run_op(total, [], {"table": given}, lambda _: None)) == 3
    assert asyncio.run(run_op(framed, [], {"table": given}, lambda _: None)) == 3


def test_a_table_names_the_labels_that_it_tells_of() -> None:
    labels = Labels(np.zeros((2, 2), int), name="Nuclei")
    assert Table({"label": [1]}, labels=labels).labels == "Nuclei"
    assert Table(Table({"label": [1]}, labels="Nuclei")).labels == "Nuclei"
    with pytest.raises(ValueError, match="have no name"):
        Table({"label": [1]}, labels=Labels(np.zeros((2, 2), int)))
