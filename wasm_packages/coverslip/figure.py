"""Pictures of plots, and the figures that they were drawn from."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .live_figure import LONGEST_SIDE, LiveFigure

if TYPE_CHECKING:
    from typing import TypeGuard

    from matplotlib.figure import Figure as MatplotlibFigure

#: Sharp on a screen with two device pixels a CSS pixel, and 960 by 720 pixels at matplotlib's usual 6.4 by 4.8 inches.
DPI = 150


@dataclass(frozen=True)
class Figure:
    """A picture of a plot, as the bytes of a PNG or SVG file.

    Attributes:
        data: the file.
        mime: its media type.
        title: what its window is called.
        live: what can draw it anew (see `LiveFigure`), here or at whoever sent it; None for a mere picture.
    """

    data: bytes
    mime: str = "image/png"
    title: str = ""
    live: Any = field(default=None, compare=False, repr=False)

    @classmethod
    def from_matplotlib(cls, figure: MatplotlibFigure) -> Figure:
        """Draw a matplotlib figure. It is left open, and the app can draw it anew for its window."""
        longest = max(figure.get_size_inches())
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=min(DPI, LONGEST_SIDE / longest), bbox_inches="tight")
        return cls(out.getvalue(), "image/png", _title(figure), LiveFigure(figure))

    def __repr__(self) -> str:
        return f"<Figure {self.mime}, {len(self.data)} bytes, title={self.title!r}>"


def is_matplotlib(value: Any) -> TypeGuard[MatplotlibFigure]:
    """Whether this is a figure of matplotlib; imports nothing."""
    return any(each.__module__ == "matplotlib.figure" and each.__name__ == "Figure" for each in type(value).__mro__)


def _title(figure: MatplotlibFigure) -> str:
    overall = figure.get_suptitle()
    if overall:
        return overall
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    return titles[0] if len(titles) == 1 else str(figure.get_label() or "")
