"""Matplotlib's backend of the app: `plt.show()` opens a window with the figure.

It is chosen by `MPLBACKEND` where a plugin runs in the app (see `runtime.serve`), and nowhere else. Nothing here waits:
a window is asked for and drawn in by later turns, so that sync code shows figures as well as async code.
"""

from __future__ import annotations

import itertools
import warnings
from typing import TYPE_CHECKING, Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from . import api
from .figure import Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as MatplotlibFigure

_numbers = itertools.count(1)


class FigureManager(FigureManagerBase):
    """One figure of pyplot's, and its window once it has been shown."""

    def __init__(self, canvas: FigureCanvasAgg, num: int | str) -> None:
        super().__init__(canvas, num)
        self._window = f"matplotlib-{next(_numbers)}"
        self.shown = False

    def show(self) -> None:
        """Open the figure's window, or show there what the figure looks like now."""
        if not api.connected():
            warnings.warn("There is no app to show the figure in; save it by savefig.", stacklevel=3)
            return
        figure = Figure.from_matplotlib(self.canvas.figure)
        self.shown = True
        name = figure.title or f"Figure {self.num}"
        window = {"type": "figure", "name": name, "data": figure, "window_id": self._window}
        api.createWindow(window).add_done_callback(_said)

    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        figure = self.canvas.figure
        return not (figure.axes or figure.texts or figure.images)

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Show every figure of pyplot's.

        Args:
            block: False keeps the figures open for further drawing. Otherwise they are done with, as they are elsewhere
                when the person has closed their windows.
        """
        managers = [each for each in Gcf.get_all_fig_managers() if isinstance(each, FigureManager)]
        for manager in managers:
            if not manager.is_empty():
                manager.show()
        if block is not False:
            for manager in managers:
                Gcf.destroy(manager)


class FigureCanvas(FigureCanvasAgg):
    """A canvas that pyplot gives a manager of ours."""

    manager_class = FigureManager

    def draw_idle(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: what is shown is drawn when it is shown, and again for each size of its window."""


def manager_of(figure: MatplotlibFigure) -> FigureManager | None:
    """The figure's manager, if it is one of ours."""
    manager = figure.canvas.manager
    return manager if isinstance(manager, FigureManager) else None


def _said(done: Any) -> None:
    if not done.cancelled() and done.exception() is not None:
        api.log(f"A figure was shown, but got no window: {done.exception()}", level="warning")
