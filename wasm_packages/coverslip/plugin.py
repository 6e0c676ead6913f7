"""A plugin that has been loaded: its module and what can be called of it."""

from __future__ import annotations

import importlib.util
import inspect
import linecache
import re
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from . import api
from .describe import OpDescription, describe
from .errors import PluginError
from .op import ops_of
from .rpc.exportable import methods_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Plugin:
    """A loaded plugin.

    Attributes:
        module: the module that its file became.
        ops: its ops by name.
        exports: methods that it exported by `api.export`.
    """

    def __init__(
        self, module: ModuleType, ops: Mapping[str, Callable[..., Any]], exports: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.module = module
        self.ops = ops
        self.exports = exports

    def hook(self, name: str) -> Callable[..., Any] | None:
        """A function of its life cycle, `setup` or `exit`: one that it exports, or one of its module that is no op."""
        exported = self.exports.get(name)
        if exported is not None or name in self.ops:
            return exported
        function = vars(self.module).get(name)
        return function if inspect.isfunction(function) and function.__module__ == self.module.__name__ else None

    def describe(self) -> list[OpDescription]:
        """Descriptions of its ops, in the order of the file."""
        return [describe(function) for function in self.ops.values()]


def load_plugin(source: str, filename: str) -> Plugin:
    """Execute a plugin's source as a module.

    Args:
        source: the whole file.
        filename: its name, which tracebacks show.

    Raises:
        PluginError: when it defines nothing that could be called.
        Exception: whatever the source itself raises.
    """
    # Tracebacks look for source lines here; there is no file that they could read.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    code = compile(source.removeprefix("\ufeff"), filename, "exec")
    module = ModuleType(module_name(filename))
    module.__file__ = filename
    # Dataclasses, pickle and type hints look their module up by its name.
    sys.modules[module.__name__] = module
    api.take_export()
    try:
        exec(code, vars(module))  # noqa: S102
    except BaseException:
        sys.modules.pop(module.__name__, None)
        raise
    exported = api.take_export()
    exports = {} if exported is None else exported if isinstance(exported, dict) else methods_of(exported)
    ops = ops_of(module)
    if not ops and not exports:
        raise PluginError(
            f"{filename} has no op: write @op (from coverslip import op) before the function that can be run."
        )
    return Plugin(module, ops, exports)


def module_name(filename: str) -> str:
    """The file's stem, unless that would hide a module that the plugin may want to import."""
    stem = re.sub(r"\W", "_", filename.rpartition("/")[2].removesuffix(".py")) or "plugin"
    known = sys.modules.get(stem)
    if known is not None:
        return stem if getattr(known, "__file__", None) == filename else f"{stem}_plugin"
    try:
        return f"{stem}_plugin" if importlib.util.find_spec(stem) is not None else stem
    except (ImportError, ValueError):
        return f"{stem}_plugin"
