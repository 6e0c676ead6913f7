"""Tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from coverslip import Table


def test_rows_columns_and_a_dataframe_make_the_same_table() -> None:
    rows = Table([{"label": 1, "area": 2.5}, {"label": 2, "area": 3.5}])
    assert rows == Table({"label": [1, 2], "area": [2.5, 3.5]})
    assert rows == Table(pd.DataFrame({"label": [1, 2], "area": [2.5, 3.5]}))
    assert rows == Table([[1, 2.5], [2, 3.5]], ["label", "area"])


def test_scalars_of_numpy_and_pandas_become_plain() -> None:
    table = Table(
        {
            "a": np.arange(2, dtype=np.uint8),
            "b": [np.float32(0.5), np.bool_(True)],
            "c": [pd.NA, pd.Timestamp("2026-01-02")],
            "d": [np.str_("x"), None],
        }
    )
    assert [type(cell) for cell in table["a"]] == [int, int]
    assert [type(cell) for cell in table["b"]] == [float, bool]
    assert table["c"][0] is None
    assert table["c"][1].isoformat() == "2026-01-02T00:00:00"
    assert type(table["d"][0]) is str


def test_a_cell_that_a_row_does_not_have_is_none() -> None:
    assert Table([{"a": 1}, {"b": 2}]).rows == [[1, None], [None, 2]]


def test_an_index_with_a_name_is_a_column() -> None:
    frame = pd.DataFrame({"kind": ["a", "a", "b"], "size": [1, 2, 4]}).groupby("kind").sum()
    assert Table(frame).columns == ["kind", "size"]


def test_columns_can_be_chosen() -> None:
    assert Table([{"a": 1, "b": 2}], ["b"]).rows == [[2]]


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="'a' has 1, 'b' has 2"):
        Table({"a": [1], "b": [1, 2]})


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 has 1 cells, but there are 2 columns"):
        Table([[1, 2], [3]], ["a", "b"])


def test_rows_without_names_of_columns_are_refused() -> None:
    with pytest.raises(TypeError, match="need the names of their columns"):
        Table([[1, 2]])


def test_a_column_twice_and_a_unit_of_no_column_are_refused() -> None:
    with pytest.raises(ValueError, match="Column 'a' is there twice"):
        Table([[1, 2]], ["a", "a"])
    with pytest.raises(ValueError, match="unit for 'b', which is no column"):
        Table({"a": [1]}, units={"b": "m"})


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="not of int"):
        Table(3)  # type: ignore[arg-type]


def test_a_table_prints_its_numbers_below_one_another() -> None:
    table = Table(
        [{"label": 1, "area": 12.5}, {"label": 10, "area": 3.25}, {"label": 2, "area": None}], units={"area": "µm²"}
    )
    assert str(table).splitlines() == [
        "label  area (µm²)",
        "    1       12.5 ",
        "   10        3.25",
        "    2            ",
    ]


def test_an_empty_table_prints_its_columns() -> None:
    assert str(Table([], ["a", "b"])) == "a  b"


def test_rows_come_as_dicts_and_the_table_goes_to_pandas() -> None:
    table = Table({"a": [1, 2], "b": ["x", "y"]})
    assert list(table) == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    assert table.to_pandas().equals(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    with pytest.raises(KeyError, match="There is no column 'c'; there are a, b"):
        _ = table["c"]
