"""Tables: named columns and rows of cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from typing import TypeGuard

    import pandas as pd

    from .image import Labels

Rows: TypeAlias = Iterable[Any]
Columns: TypeAlias = Mapping[str, Iterable[Any]]


class Table:
    """A table. Numbers of numpy become plain ones; a missing cell is None.

    Args:
        data: rows (a list of dicts; or of lists, with `columns`), columns (a dict of sequences), both apart (a dict of
            `columns` and `rows`), or a pandas DataFrame.
        columns: names and order of the columns; when absent all that there are, in the order in which they come.
        units: unit of a column, by its name.
        name: what it is called.
        labels: the labels that its rows tell of, or their name: its column `label` (else `index`) holds their numbers,
            so that what is selected in the table is shown in the image and the other way round. It is not needed for
            the labels that the same run gives.

    Raises:
        ValueError: when columns differ in length, a row has another number of cells, a name is there twice, or labels
            have no name.
        TypeError: when `data` is none of the above.

    Examples:
        >>> print(Table([{"label": 1, "area": 12.5}, {"label": 2, "area": 3.25}], units={"area": "µm²"}))
        label  area (µm²)
            1       12.5
            2        3.25
    """

    __slots__ = ("__weakref__", "columns", "labels", "name", "rows", "units")

    columns: list[str]
    rows: list[list[Any]]
    units: dict[str, str]
    name: str
    labels: str

    def __init__(
        self,
        data: Rows | Columns | pd.DataFrame | Table = (),
        columns: Sequence[str] | None = None,
        *,
        units: Mapping[str, str] | None = None,
        name: str = "",
        labels: Labels | str = "",
    ) -> None:
        if isinstance(data, Table):
            units = data.units if units is None else units
            name = name or data.name
            labels = data.labels if isinstance(labels, str) and not labels else labels
            data = {column: data[column] for column in data.columns}
        elif _is_parted(data):
            columns, data = columns or data["columns"], data["rows"]
        elif is_dataframe(data):
            data = _columns_of(data)
        if isinstance(data, Mapping):
            self.columns, self.rows = _from_columns(data, columns)
        elif isinstance(data, Iterable) and not isinstance(data, str | bytes):
            self.columns, self.rows = _from_rows(list(data), columns)
        else:
            raise TypeError(f"A table is made of rows, of columns or of a DataFrame, not of {type(data).__name__}.")
        twice = {column for column in self.columns if self.columns.count(column) > 1}
        if twice:
            raise ValueError(f"Column {min(twice)!r} is there twice; give each column its own name.")
        self.units = dict(units or {})
        stray = self.units.keys() - set(self.columns)
        if stray:
            raise ValueError(f"There is a unit for {min(stray)!r}, which is no column.")
        self.name = name
        self.labels = labels if isinstance(labels, str) else labels.name
        if not isinstance(labels, str) and not self.labels:
            raise ValueError("These labels have no name by which the table could refer to them: Labels(…, name=…).")

    def __getitem__(self, column: str) -> list[Any]:
        """The cells of a column.

        Raises:
            KeyError: when there is no column of that name.
        """
        if column not in self.columns:
            raise KeyError(f"There is no column {column!r}; there are {', '.join(self.columns)}.")
        index = self.columns.index(column)
        return [row[index] for row in self.rows]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows, as dicts."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        mine = (self.columns, self.rows, self.units, self.name, self.labels)
        return mine == (other.columns, other.rows, other.units, other.name, other.labels)

    __hash__ = None  # type: ignore[assignment]

    def to_pandas(self) -> pd.DataFrame:
        """The same as a DataFrame; units are left out."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=self.columns)

    def heading(self, column: str) -> str:
        """Name of a column with its unit."""
        unit = self.units.get(column)
        return f"{column} ({unit})" if unit else column

    def __str__(self) -> str:
        headings = [self.heading(column) for column in self.columns]
        cells = [[_shown(cell) for cell in column] for column in zip(*self.rows, strict=True)] or [[] for _ in headings]
        texts = [[heading, *_aligned(column)] for heading, column in zip(headings, cells, strict=True)]
        widths = [max(map(len, column)) for column in texts]
        lines = (
            "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
            for row in zip(*texts, strict=True)
        )
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Table {len(self.rows)} rows of {', '.join(self.columns)}>"


def is_dataframe(value: Any) -> TypeGuard[pd.DataFrame]:
    """Whether this is a pandas DataFrame; imports nothing."""
    return any(
        each.__module__.partition(".")[0] == "pandas" and each.__name__ == "DataFrame" for each in type(value).__mro__
    )


def plain(cell: Any) -> Any:
    """A cell without numpy or pandas: their scalars as Python's, their missing values as None."""
    if cell is None or isinstance(cell, str | bool | int | float):
        # np.float64 and np.str_ are floats and texts already, but not by their exact type.
        return cell if type(cell) in (str, bool, int, float) or cell is None else _exact(cell)
    if type(cell).__name__ in ("NAType", "NaTType"):
        return None
    item = getattr(cell, "item", None)
    if item is not None and getattr(cell, "ndim", None) == 0:
        if getattr(getattr(cell, "dtype", None), "kind", "") in ("M", "m"):
            # In nanoseconds they would become bare numbers.
            moment = cell.astype(f"{cell.dtype.kind}8[us]").item()
            return moment if not isinstance(moment, int) else str(cell)
        return item()
    to_datetime = getattr(cell, "to_pydatetime", None)
    return cell if to_datetime is None else to_datetime()


def _exact(cell: Any) -> Any:
    for kind in (bool, int, float, str):
        if isinstance(cell, kind):
            return cell.value if hasattr(cell, "value") else kind(cell)
    return cell


def _columns_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    names = [_flat(name) for name in frame.columns]
    out = {name: frame.iloc[:, index].tolist() for index, name in enumerate(names)}
    # An index that was given a meaning (by set_index or groupby) is a column too.
    for level in reversed(range(frame.index.nlevels)):
        label = frame.index.names[level]
        if label is not None and str(label) not in out:
            out = {str(label): list(frame.index.get_level_values(level)), **out}
    return out


def _is_parted(data: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether this is `{"columns": names, "rows": lists}`, as tables are written in JSON."""
    if not isinstance(data, Mapping) or set(data) != {"columns", "rows"}:
        return False
    names, rows = data["columns"], data["rows"]
    return all(isinstance(name, str) for name in names) and all(isinstance(row, list | tuple) for row in rows)


def _flat(name: object) -> str:
    """Name of a column; of one with several levels all of them."""
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _from_columns(data: Columns, columns: Sequence[str] | None) -> tuple[list[str], list[list[Any]]]:
    names = list(columns) if columns is not None else [str(name) for name in data]
    absent = [name for name in names if name not in data]
    if absent:
        raise ValueError(f"There is no column {absent[0]!r}; there are {', '.join(map(str, data))}.")
    cells = [[plain(cell) for cell in data[name]] for name in names]
    lengths = {len(column) for column in cells}
    if len(lengths) > 1:
        described = ", ".join(f"{name!r} has {len(column)}" for name, column in zip(names, cells, strict=True))
        raise ValueError(f"The columns of a table are of one length, but {described}.")
    return names, [list(row) for row in zip(*cells, strict=True)]


def _from_rows(data: list[Any], columns: Sequence[str] | None) -> tuple[list[str], list[list[Any]]]:
    if all(isinstance(row, Mapping) for row in data):
        names = list(columns) if columns is not None else list(dict.fromkeys(str(key) for row in data for key in row))
        return names, [[plain(row.get(name)) for name in names] for row in data]
    if columns is None:
        raise TypeError("Rows that are lists need the names of their columns: Table(rows, columns=[…]).")
    for index, row in enumerate(data):
        if not isinstance(row, Iterable) or isinstance(row, str | bytes):
            raise TypeError(f"Row {index} of a table is {type(row).__name__}; a row is a dict or a list.")
        if len(list(row)) != len(columns):
            raise ValueError(f"Row {index} has {len(list(row))} cells, but there are {len(columns)} columns.")
    return list(columns), [[plain(cell) for cell in row] for row in data]


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and math.isfinite(cell):
        return f"{cell:.4g}" if abs(cell) < 1e4 else f"{cell:.6g}"
    return str(cell)


def _aligned(cells: list[str]) -> list[str]:
    """Numbers with their decimal points below one another."""
    tails = [len(cell) - cell.rfind(".") if "." in cell and "e" not in cell else 0 for cell in cells]
    longest = max(tails, default=0)
    return [cell + " " * (longest - tail) for cell, tail in zip(cells, tails, strict=True)] if longest else cells
