"""Plots of tables: in the app a window in which rows can be selected, elsewhere a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from .table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

PlotKind: TypeAlias = Literal["scatter", "line", "histogram", "box"]

_MOST_BINS = 1000


class Plot:
    """A plot of a table.

    Args:
        table: what is plotted: a Table, or anything that makes one.
        kind: "scatter" and "line" plot `y` over `x`; "histogram" counts the values of `x`; "box" shows the median,
            quartiles and outliers of `y`, for each value of `x` if that is given.
        x: column along the x axis. What is left out is chosen by what the table holds.
        y: column along the y axis.
        color: column that gives the colours: by a scale if it holds numbers, else one for each value.
        bins: how many bars a histogram has; by the values themselves when absent.
        log_x: whether the x axis is logarithmic. Values that are not above 0 are left out.
        log_y: whether the y axis is logarithmic.
        title: what the window is called.

    Raises:
        ValueError: when a column is not there, or a kind is unknown.
        TypeError: when `table` makes no table.
    """

    __slots__ = ("__weakref__", "bins", "color", "kind", "log_x", "log_y", "table", "title", "x", "y")

    def __init__(
        self,
        table: Table | pd.DataFrame | Mapping[str, Iterable[Any]] | Iterable[Any],
        kind: PlotKind = "scatter",
        x: str | None = None,
        y: str | None = None,
        *,
        color: str | None = None,
        bins: int | None = None,
        log_x: bool = False,
        log_y: bool = False,
        title: str = "",
    ) -> None:
        self.table = table if isinstance(table, Table) else Table(table)
        if kind not in get_args(PlotKind):
            raise ValueError(f"There is no plot of the kind {kind!r}; there are {', '.join(get_args(PlotKind))}.")
        for part, column in (("x", x), ("y", y), ("color", color)):
            if column is not None and column not in self.table.columns:
                columns = ", ".join(self.table.columns)
                raise ValueError(f"{part} is {column!r}, which is no column; there are {columns}.")
        if bins is not None and not 1 <= bins <= _MOST_BINS:
            raise ValueError(f"bins is {bins}; write a whole number from 1 to {_MOST_BINS}, or leave it out.")
        self.kind: PlotKind = kind
        self.x, self.y, self.color, self.bins = x, y, color, bins
        self.log_x, self.log_y, self.title = bool(log_x), bool(log_y), title

    def config(self) -> dict[str, str | int | bool | None]:
        """Its parts by the names that they have on the wire."""
        return {
            "kind": self.kind,
            "x": self.x,
            "y": self.y,
            "color": self.color,
            "bins": self.bins,
            "logX": self.log_x,
            "logY": self.log_y,
        }

    @classmethod
    def from_config(cls, table: Table, config: Mapping[str, Any], title: str = "") -> Plot:
        """A plot out of what `config` gives.

        Raises:
            ValueError: when a part is unknown or of another type, or does not fit the table.
        """
        known = {"kind": str, "x": str, "y": str, "color": str, "bins": int, "logX": bool, "logY": bool}
        for part, value in config.items():
            if part not in known:
                raise ValueError(f"A plot has no {part!r}; there are {', '.join(known)}.")
            absent = value is None and part in ("x", "y", "color", "bins")
            if not absent and type(value) is not known[part]:
                raise ValueError(f"{part} of a plot is {value!r}, no {known[part].__name__}.")
        given = dict(config)
        return cls(
            table,
            given.get("kind", "scatter"),
            given.get("x"),
            given.get("y"),
            color=given.get("color"),
            bins=given.get("bins"),
            log_x=given.get("logX", False),
            log_y=given.get("logY", False),
            title=title,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plot):
            return NotImplemented
        return (self.table, self.config(), self.title) == (other.table, other.config(), other.title)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Plot {self.kind} of {self.table!r}>"
