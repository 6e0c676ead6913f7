"""A figure of matplotlib's that can be drawn anew: for another size, and at other limits of its axes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FileFormat: TypeAlias = Literal["png", "svg", "pdf"]

#: No side of a picture becomes longer than this many pixels.
LONGEST_SIDE = 8000
#: Dots per inch of a picture that is saved.
_DPI_OF_FILES = 300


class LiveFigure:
    """What a window holds of a figure: its methods are called by the app.

    Args:
        figure: the figure. It is kept as long as somebody holds this.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._home: list[tuple[Axes, tuple[float, float], tuple[float, float]]] = []

    def draw(
        self,
        width: float,
        height: float,
        ratio: float = 1.0,
        moves: Sequence[Mapping[str, Any]] = (),
        home: bool = False,
    ) -> dict[str, Any]:
        """Draw the figure for a place on the screen.

        Args:
            width: of the place, in CSS pixels.
            height: of the place, in CSS pixels.
            ratio: device pixels to a CSS pixel.
            moves: each has `axes` (index) and `box` (left, bottom, right, top), the part of the axes' frame that is to
                fill it, where 0 and 1 are its edges: a smaller box zooms in, one that is shifted moves the view.
            home: whether the limits become what they were in the beginning.

        Returns:
            `picture`: the bytes of a PNG; `axes`: for each of the axes its `frame` in the picture (left, top, right,
            bottom, from 0 to 1) and whether it can be moved (`moves`).
        """
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure = self._figure
        self._remember()
        if home:
            for axes, x, y in self._home:
                axes.set_xlim(x)
                axes.set_ylim(y)
        for move in moves:
            self._move(int(move["axes"]), [float(edge) for edge in move["box"]])
        # At least some 4.5 inches wide, so that on a phone the letters don't outgrow the plot.
        dots = min(100.0, max(width, 1) / 4.5)
        inches = (max(width / dots, 1.0), max(height / dots, 1.0))
        figure.set_size_inches(*inches)
        dpi = min(dots * ratio, LONGEST_SIDE / max(inches))
        out = io.BytesIO()
        canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
        canvas.print_figure(out, format="png", dpi=dpi, bbox_inches=None)
        return {"picture": out.getvalue(), "axes": [self._frame(axes) for axes in figure.axes]}

    def save(self, format: FileFormat) -> bytes:  # noqa: A002 (matplotlib's name for it)
        """The figure as a file, at the limits that it has now.

        Raises:
            ValueError: for another format than "png", "svg" and "pdf".
        """
        if format not in ("png", "svg", "pdf"):
            raise ValueError(f"A figure is saved as png, svg or pdf, not as {format}.")
        out = io.BytesIO()
        dpi = min(_DPI_OF_FILES, LONGEST_SIDE / max(self._figure.get_size_inches()))
        # The time of day would make every file of the same figure another one.
        metadata = {"png": None, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[format]
        self._figure.savefig(out, format=format, dpi=dpi, bbox_inches="tight", metadata=metadata)
        return out.getvalue()

    def _remember(self) -> None:
        """Keep the limits that axes had when they were drawn first."""
        known = {id(axes) for axes, _, _ in self._home}
        for axes in self._figure.axes:
            if id(axes) not in known:
                self._home.append((axes, axes.get_xlim(), axes.get_ylim()))

    def _move(self, index: int, box: list[float]) -> None:
        axes = self._figure.axes
        if not 0 <= index < len(axes) or not _moves(axes[index]):
            return
        left, bottom, right, top = box
        moved = axes[index]
        # By the axes' own transformation, so that logarithmic and other scales are cut as they are seen.
        corners = moved.transAxes.transform([(left, bottom), (right, top)])
        (x0, y0), (x1, y1) = moved.transData.inverted().transform(corners)
        if all(map(_is_finite, (x0, y0, x1, y1))) and x0 != x1 and y0 != y1:
            moved.set_xlim(x0, x1)
            moved.set_ylim(y0, y1)

    def _frame(self, axes: Axes) -> dict[str, Any]:
        box = axes.get_position()
        return {"frame": [box.x0, 1 - box.y1, box.x1, 1 - box.y0], "moves": _moves(axes)}


def _moves(axes: Axes) -> bool:
    """Whether a view of the axes can be moved: a polar plot, one in three dimensions or a colour bar can't."""
    return axes.name == "rectilinear" and axes.get_navigate() and axes.get_visible() and not hasattr(axes, "_colorbar")


def _is_finite(value: float) -> bool:
    return abs(value) < float("inf")
