"""Draws plots of tables by matplotlib, for scripts that run outside of the app."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure as MatplotlibFigure

from .figure import DPI

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .plot import Plot
    from .table import Table


def draw_plot(plot: Plot) -> bytes:
    """The plot as the bytes of a PNG."""
    figure = MatplotlibFigure(figsize=(6.4, 4.8), layout="constrained")
    axes = figure.subplots()
    table = plot.table
    numeric = [name for name in table.columns if any(map(_is_number, table[name]))]
    x, y = _chosen(plot, numeric)
    match plot.kind:
        case "scatter":
            _scatter(axes, plot, x, y)
        case "line":
            for name, rows in _groups(table, plot.color).items():
                axes.plot(_numbers(table, x, rows), _numbers(table, y, rows), label=name)
        case "histogram":
            groups = _groups(table, plot.color)
            values = [_finite(_numbers(table, x, rows)) for rows in groups.values()]
            axes.hist(values, bins=plot.bins or "auto", stacked=True, label=list(groups), edgecolor="white")
        case "box":
            groups = _groups(table, plot.x)
            cells = [_finite(_numbers(table, y, rows)) for rows in groups.values()]
            axes.boxplot(cells, tick_labels=list(groups))
    axes.set_xlabel("" if plot.kind == "box" and plot.x is None else table.heading(plot.x or x))
    axes.set_ylabel("Rows" if plot.kind == "histogram" else table.heading(y))
    if plot.log_x and plot.kind != "box":
        axes.set_xscale("log")
    if plot.log_y:
        axes.set_yscale("log")
    if plot.title:
        axes.set_title(plot.title)
    if plot.color is not None and plot.kind in ("line", "histogram"):
        axes.legend(title=table.heading(plot.color))
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DPI)
    return out.getvalue()


def _chosen(plot: Plot, numeric: list[str]) -> tuple[str, str]:
    """The columns along the axes: those that were named, else the first ones of numbers that are no mere labels."""
    if not numeric:
        raise ValueError("This table has no column of numbers, so there is nothing to plot.")
    told = [name for name in numeric if name.lower() not in ("label", "index")] or numeric
    x = plot.x or next((name for name in told if name != plot.y), told[0])
    y = plot.y or next((name for name in told if name != (plot.x if plot.kind == "box" else x)), told[0])
    return x, y


def _scatter(axes: Axes, plot: Plot, x: str, y: str) -> None:
    table = plot.table
    if plot.color is not None and any(map(_is_number, table[plot.color])):
        rows = list(range(len(table)))
        colours = _numbers(table, plot.color, rows)
        points = axes.scatter(_numbers(table, x, rows), _numbers(table, y, rows), s=12, c=colours)
        axes.figure.colorbar(points, ax=axes, label=table.heading(plot.color))
        return
    for name, rows in _groups(table, plot.color).items():
        axes.scatter(_numbers(table, x, rows), _numbers(table, y, rows), s=12, label=name)
    if plot.color is not None:
        axes.legend(title=table.heading(plot.color))


def _groups(table: Table, column: str | None) -> dict[str, list[int]]:
    """Numbers of the rows, by the value of a column."""
    if column is None:
        return {"": list(range(len(table)))}
    out: dict[str, list[int]] = {}
    for row, cell in enumerate(table[column]):
        out.setdefault("" if cell is None else str(cell), []).append(row)
    return out


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _numbers(table: Table, column: str, rows: list[int]) -> list[float]:
    """Cells of a column; NaN for what is no number."""
    cells = table[column]
    return [float(cells[row]) if _is_number(cells[row]) else math.nan for row in rows]


def _finite(values: list[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]
