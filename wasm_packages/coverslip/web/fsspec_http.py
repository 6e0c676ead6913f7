"""`fsspec`'s file system for browsers, with two faults mended that keep it from reading files in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def adapt(http_sync: ModuleType) -> None:
    """Let answers be read in parts whether they were asked for as streams or not, and know their address."""

    def iter_content(self: Any, chunksize: int, *_: object, **__: object) -> Iterator[bytes]:
        content = self.content
        data = content if isinstance(content, bytes) else content.getvalue()
        for start in range(0, len(data), chunksize):
            yield data[start : start + chunksize]

    http_sync.ResponseProxy.iter_content = iter_content
    http_sync.ResponseProxy.url = property(lambda self: self.request.responseURL)
