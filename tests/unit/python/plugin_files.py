"""The plugins that ship with the site, as modules."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

PLUGINS = Path(__file__).parents[3] / "py_plugins"


def plugin(name: str) -> ModuleType:
    """The module of a shipped plugin."""
    spec = importlib.util.spec_from_file_location(name, PLUGINS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(PLUGINS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
