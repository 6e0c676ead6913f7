"""Results of an op: made into what its hints say, and into what can be sent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import PluginError
from .figure import Figure, is_matplotlib
from .file import File
from .hints import Hint
from .image import Image, Labels, NDArray
from .markup import HTML, Markdown
from .plot import Plot
from .points import Points
from .shapes import Shapes
from .signature import signature_of
from .table import Table, is_dataframe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def results_of(function: Callable[..., Any], returned: Any, arguments: Iterable[Any]) -> Any:
    """Make what an op returned into its results: a list when there are several.

    A bare array becomes an Image or Labels where the hint says so, and takes axes and scale of the op's only image of
    the same shape; DataFrames become tables, matplotlib's figures pictures (and are closed), bytes and paths files.

    Raises:
        PluginError: when a result can't be what its hint says.
    """
    signature = signature_of(function)
    source = _only_array(arguments)
    name = function.__name__
    if not isinstance(returned, tuple | list) or (isinstance(returned, list) and not signature.several):
        hint = signature.results[0].hint if not signature.several else _ANY
        return _result(returned, hint, source, name)
    members = [each.hint for each in signature.results] if signature.several else [_ANY] * len(returned)
    if len(members) != len(returned):
        raise PluginError(f"{name}() says that it returns {len(members)} results, but it returned {len(returned)}.")
    return [_result(value, hint, source, name) for value, hint in zip(returned, members, strict=True)]


_ANY = Hint("any", text="a result")


def sendable(value: Any) -> Any:
    """What a function without hints returned, with tables and pictures for DataFrames and matplotlib's figures."""
    if isinstance(value, tuple | list) and len(value) <= _MOST_RESULTS:
        return [_converted(each, _ANY, None) for each in value]
    if type(value) is dict:
        return {key: _converted(each, _ANY, None) for key, each in value.items()}
    return _converted(value, _ANY, None)


#: A longer list holds data, not results of different kinds.
_MOST_RESULTS = 100


def _only_array(arguments: Iterable[Any]) -> NDArray | None:
    arrays = [each for each in arguments if isinstance(each, NDArray)]
    images = [each for each in arrays if isinstance(each, Image)]
    if len(images) == 1:
        return images[0]
    return arrays[0] if len(arrays) == 1 else None


def _result(value: Any, hint: Hint, source: NDArray | None, op: str) -> Any:
    if value is None:
        return None
    try:
        return _converted(value, hint, source)
    except (TypeError, ValueError) as error:
        raise PluginError(f"{op}() returned what is no {hint.text}: {error}") from error


def _converted(value: Any, hint: Hint, source: NDArray | None) -> Any:
    numpy = sys.modules.get("numpy")
    if isinstance(value, NDArray) or (numpy is not None and isinstance(value, numpy.ndarray)):
        kinds: dict[str, type[NDArray]] = {"image": Image, "array": Image, "labels": Labels}
        wanted = kinds.get(hint.kind)
        if wanted is not None and type(value) is not wanted:
            value = wanted(value)
        return value.inheriting(source) if isinstance(value, NDArray) and source is not None else value
    if hint.kind in ("points", "shapes"):
        return _drawing(value, Points if hint.kind == "points" else Shapes)
    if hint.kind in ("table", "dataframe") or is_dataframe(value):
        return Table(value)
    if is_matplotlib(value):
        figure = Figure.from_matplotlib(value)
        _close(value)
        return figure
    if hint.kind == "plot" and not isinstance(value, Plot):
        return Plot(value)
    if hint.kind in ("markdown", "html") and isinstance(value, str):
        return Markdown(value) if hint.kind == "markdown" else HTML(value)
    if hint.kind == "file" and isinstance(value, bytes | bytearray):
        return File("result", bytes(value))
    if isinstance(value, Path):
        return File(value.name, value.read_bytes())
    if hint.kind == "bytes" and isinstance(value, bytes | bytearray):
        return File("result", bytes(value))
    return value


def _drawing(value: Any, wanted: type[Points | Shapes]) -> Points | Shapes:
    return value if isinstance(value, Points | Shapes) else wanted(value)


def _close(figure: Any) -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)


def open_figures() -> set[int]:
    """Numbers of the figures that pyplot holds open."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()


def take_figures(numbers: Iterable[int]) -> list[Figure]:
    """Pictures of figures that pyplot holds open; they are closed. One that has a window already is drawn there."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    backend = sys.modules.get("coverslip.matplotlib_backend")
    out = []
    for number in sorted(numbers):
        figure = pyplot.figure(number)
        manager = backend.manager_of(figure) if backend is not None else None
        if manager is not None and manager.shown:
            manager.show()
        elif figure.axes or figure.texts:
            out.append(Figure.from_matplotlib(figure))
        pyplot.close(figure)
    return out
