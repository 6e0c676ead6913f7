"""The static server of the benchmark, which writes down how many bytes each answer would take on the way."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from build_steps.static_server import StaticHandler, StaticServer

if TYPE_CHECKING:
    from pathlib import Path

_COMPRESSED = {".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".py", ".svg", ".wasm", ".webmanifest"}
"""Endings of what hosts commonly compress by themselves."""
_LEVEL = 6


class CountingServer(StaticServer):
    """Serves as any host does; `sent` is what was sent, as (path, bytes on the way)."""

    def __init__(self, folder: Path, *, isolated: bool) -> None:
        super().__init__(folder, isolated=isolated)
        self.RequestHandlerClass = _Handler
        self.sent: list[tuple[str, int]] = []
        self._sizes: dict[Path, int] = {}

    def on_the_way(self, path: Path) -> int:
        """The size of a file as a host sends it that compresses what can be compressed."""
        if path not in self._sizes:
            data = path.read_bytes()
            packed = len(gzip.compress(data, _LEVEL)) if path.suffix in _COMPRESSED else len(data)
            self._sizes[path] = min(packed, len(data))
        return self._sizes[path]


class _Handler(StaticHandler):
    server: CountingServer

    def _send(self, path: Path, start: int, stop: int) -> None:
        whole = path.stat().st_size
        share = (stop - start) / whole if whole else 0
        self.server.sent.append((self.path, round(self.server.on_the_way(path) * share)))
        super()._send(path, start, stop)
