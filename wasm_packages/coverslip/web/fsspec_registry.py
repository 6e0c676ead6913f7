"""`fsspec`: addresses are read by its own file system for browsers, since the other one needs aiohttp's sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def adapt(registry: ModuleType) -> None:
    """Name that file system for both schemes."""
    for scheme in ("http", "https"):
        registry.known_implementations[scheme] = {"class": "fsspec.implementations.http_sync.HTTPFileSystem"}
