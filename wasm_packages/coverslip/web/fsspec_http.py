"""`fsspec`'s file system for browsers, mended: it reads in blocks, and says why an address can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def adapt(http_sync: ModuleType) -> None:
    """Let answers be read in parts, whether they were asked for as streams or not, and errors name what went wrong."""

    def iter_content(self: Any, chunksize: int, *_: object, **__: object) -> Iterator[bytes]:
        content = self.content
        data = content if isinstance(content, bytes) else content.getvalue()
        for start in range(0, len(data), chunksize):
            yield data[start : start + chunksize]

    http_sync.ResponseProxy.iter_content = iter_content
    http_sync.ResponseProxy.url = property(lambda self: self.request.responseURL)

    system = http_sync.HTTPFileSystem
    info_of = system.info

    def info(self: Any, url: str, **options: Any) -> Any:
        try:
            return info_of(self, url, **options)
        except FileNotFoundError as error:
            # It says so of every address that gives no answer; only where there was one is the file really missing.
            cause = error.__cause__
            if cause is None or isinstance(cause, OSError):
                raise
            raise OSError(str(cause)) from cause

    system.info = info
