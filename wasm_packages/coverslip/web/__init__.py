"""Python's libraries for the web, taught to use the sandbox's requests, which the host's broker carries out.

Each library is adapted when it is imported, so that a plugin that imports none pays nothing.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import ModuleType

#: The module of a library, and the module here whose `adapt` is called with it once it has been imported.
ADAPTERS = {
    "fsspec.implementations.http_sync": "fsspec_http",
    "fsspec.registry": "fsspec_registry",
    "http.client": "http_client",
    "httpx._transports.default": "httpx_transport",
    "micropip.package_manager": "micropip_manager",
    "urllib3.contrib.emscripten.fetch": "urllib3_fetch",
}


class AdaptingLoader:
    """Loads a module as its own loader does, then adapts it.

    Args:
        loader: the module's own.
    """

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the module's own loader."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, and adapt it."""
        self._loader.exec_module(module)
        _adapt(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class AdaptingFinder:
    """Finds the modules that are adapted; all others are left to those who come after it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module that is adapted, with its loader wrapped."""
        if name not in ADAPTERS:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = AdaptingLoader(spec.loader)  # type: ignore[assignment]
        return spec


def install() -> None:
    """Adapt from now on. Called once, before the plugin is loaded."""
    sys.meta_path.insert(0, AdaptingFinder())
    for name in ADAPTERS:
        if name in sys.modules:
            _adapt(sys.modules[name])


def _adapt(module: ModuleType) -> None:
    importlib.import_module(f".{ADAPTERS[module.__name__]}", __name__).adapt(module)
