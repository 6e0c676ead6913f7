"""Plugins in ImJoy's file format: their scripts, and what they export."""

from __future__ import annotations

import ast
import asyncio
import inspect
import linecache
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from . import api
from .errors import NotAvailable, PluginError
from .events import Emitter
from .image import NDArray
from .plugin import Plugin, module_name
from .rpc.exportable import methods_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Seconds that a plugin whose scripts have ended may take to export itself.
EXPORT_SECONDS = 20.0


async def load_imjoy_plugin(
    source: str, filename: str, scripts: Sequence[Mapping[str, Any]], close: Callable[[str], None]
) -> Plugin:
    """Execute the scripts of a plugin file as one module.

    Args:
        source: the whole file, whose lines tracebacks show.
        filename: its name.
        scripts: each with `text` and `line`, the line of the file in which the text begins. A script may await.
        close: ends the plugin; gets the reason.

    Raises:
        PluginError: when nothing is exported.
        Exception: whatever the scripts themselves raise.
    """
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    module = ModuleType(module_name(filename.removesuffix(".imjoy.html")))
    module.__file__ = filename
    sys.modules[module.__name__] = module
    # Files older than the module `imjoy` find the api among their globals.
    vars(module).update(api=api, js_import=_no_js_import)
    exported = asyncio.Event()
    api.listen_for_export(exported.set)
    try:
        for script in scripts:
            await execute(script["text"], filename, int(script["line"]), vars(module))
        await asyncio.wait_for(exported.wait(), EXPORT_SECONDS)
    except ImportError as error:
        sys.modules.pop(module.__name__, None)
        if error.name != "js":
            raise
        raise NotAvailable(
            f"{filename}: {error.msg}. Plugins in Python run in a worker, which has no page; open one by "
            "api.createWindow, with the text of a window plugin as `src`, and call its functions."
        ) from error
    except TimeoutError:
        raise PluginError(
            f"{filename} never called api.export(…), so there is nothing of it that could be run. Write "
            "api.export(ImJoyPlugin()) as its last line."
        ) from None
    except BaseException:
        sys.modules.pop(module.__name__, None)
        raise
    finally:
        api.listen_for_export(None)
    return Plugin(module, {}, interface_of(api.take_export(), close))


async def execute(text: str, filename: str, line: int, namespace: dict[str, Any]) -> None:
    """Execute a script whose first line is that line of its file. It may await at its top level."""
    code = compile(
        "\n" * (line - 1) + text.lstrip("\ufeff"),
        filename,
        "exec",
        flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
        dont_inherit=True,
    )
    result = eval(code, namespace)  # noqa: S307
    if inspect.iscoroutine(result):
        await result


def interface_of(exported: Any, close: Callable[[str], None]) -> dict[str, Callable[..., Any]]:
    """What others may call of an exported object or dict; `on`, `off`, `emit` and `close` are added to it.

    Raises:
        PluginError: for None, and for a class in place of its object.
    """
    if exported is None:
        raise PluginError("api.export needs an object or a dict of functions, not None.")
    if isinstance(exported, type):
        raise PluginError(
            f"api.export was given the class {exported.__name__}; write api.export({exported.__name__}())."
        )
    emitter = Emitter()

    def leave() -> None:
        emitter.emit("close")
        close("the plugin closed itself")

    events: dict[str, Callable[..., Any]] = {
        "on": emitter.on,
        "off": emitter.off,
        "emit": emitter.emit,
        "close": leave,
    }
    if isinstance(exported, dict):
        named = {name: each for name, each in exported.items() if callable(each) and not str(name).startswith("_")}
        return {**events, **named}
    for name, function in events.items():
        if not hasattr(exported, name):
            try:
                setattr(exported, name, function)
            except AttributeError:
                # An object with __slots__ has no room for it; others can call it all the same.
                continue
    return {**events, **methods_of(exported)}


def plain(value: Any) -> Any:
    """A value as ImJoy's plugins expect it: images are bare arrays."""
    if isinstance(value, NDArray):
        return value.data
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        for key, each in value.items():
            value[key] = plain(each)
    return value


def _no_js_import(*names: Any) -> Any:
    raise NotAvailable(
        f"js_import({', '.join(map(repr, names))}) is of an early Pyodide. Name the script in `requirements` as "
        '"js:https://…", and reach what it defines by `from js import …`.'
    )
