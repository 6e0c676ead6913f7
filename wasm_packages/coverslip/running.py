"""One run of an op: arguments in, results out."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from .arguments import arguments_of
from .results import open_figures, results_of, sendable, take_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .figure import Figure


async def run_op(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    show: Callable[[Figure], None],
) -> Any:
    """Run an op, sync or async.

    Args:
        function: the op.
        args: its arguments by position.
        kwargs: its arguments by name.
        show: gets the figures that the op left open in pyplot without returning them.

    Returns:
        Its result, or a list of its results.
    """
    arguments = await arguments_of(function, args, kwargs)
    before = open_figures()
    try:
        returned = function(**arguments)
        if inspect.isawaitable(returned):
            returned = await returned
        return results_of(function, returned, arguments.values())
    finally:
        for figure in take_figures(open_figures() - before):
            show(figure)


async def run_method(
    method: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], show: Callable[[Figure], None]
) -> Any:
    """Call an exported method, sync or async.

    Args:
        method: the method.
        args: its arguments by position; a last dict with `_rkwargs` holds arguments by name, as ImJoy writes them.
        kwargs: its arguments by name.
        show: gets the figures that the method left open in pyplot without returning them.
    """
    if args and isinstance(args[-1], dict) and args[-1].get("_rkwargs") is True:
        named = {name: value for name, value in args[-1].items() if name != "_rkwargs"}
        args, kwargs = args[:-1], {**named, **kwargs}
    before = open_figures()
    try:
        returned = method(*args, **kwargs)
        if inspect.isawaitable(returned):
            returned = await returned
        return sendable(returned)
    finally:
        for figure in take_figures(open_figures() - before):
            show(figure)
