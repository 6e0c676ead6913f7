"""Files that are sent without being read: the other side asks for one piece after the other."""

from __future__ import annotations

import asyncio
import inspect
import io
import mimetypes
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

from coverslip.errors import NotExported

from .blob import Blob

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: The most that is given at a time, whatever is asked for.
_MOST = 16 * 2**20


def is_file(value: Any) -> bool:
    """Whether this is a binary file object: of `io`, or one that says so by its mode."""
    if isinstance(value, io.IOBase):
        return not isinstance(value, io.TextIOBase) and value.readable()
    return "b" in str(getattr(value, "mode", "")) and callable(getattr(value, "read", None))


class ExportedFile:
    """A file as the other side reads it: `read(start, length)` gives bytes, fewer at its end and none behind it.

    Where a file object stands is not changed by reading. One that can't be moved is read once, from where it stands.

    Attributes:
        name: its name, without folders; "" when it has none.
        mime: its media type, by its name.
        size: number of bytes; None when it is not known, and the file can be read only once.
    """

    kind: Literal["object"] = "object"
    methods: Sequence[str] = ("read",)
    props: Callable[[], Mapping[str, Any]] = dict

    def __init__(self, file: Any) -> None:
        self._file = file
        self._given = 0
        self._lock = asyncio.Lock()
        name = getattr(file, "name", "")
        self.name = PurePath(name).name if isinstance(name, str) else ""
        if isinstance(file, Blob):
            self.mime, self.size = file.mime, file.size
        else:
            self.mime = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
            self.size = _size(file)

    async def invoke(self, fn: str, args: Sequence[Any], kw: Mapping[str, Any]) -> bytes:
        """Give a piece."""
        if fn != "read":
            raise NotExported(f"A file has no method {fn!r}; there is read.")
        return await self._read(*args, **kw)

    def dropped(self) -> None:
        """Do nothing: who opened a file closes it."""

    async def _read(self, start: int, length: int) -> bytes:
        if type(start) is not int or type(length) is not int or start < 0 or length < 0:
            raise ValueError(f"A piece of a file is from a byte on, so many bytes long, not {start!r}, {length!r}.")
        length = min(length, _MOST)
        if isinstance(self._file, Blob):
            return await self._file.read(start, start + length)
        if self.size is not None:
            before = self._file.tell()
            try:
                self._file.seek(start)
                return _bytes(self._file.read(length))
            finally:
                self._file.seek(before)
        async with self._lock:
            if start != self._given:
                raise ValueError(
                    f"{self.name or 'The file'} can be read only once; {self._given} bytes have been read."
                )
            piece = self._file.read(length)
            data = _bytes(await piece if inspect.isawaitable(piece) else piece)
            self._given += len(data)
            return data


def _bytes(piece: Any) -> bytes:
    return b"" if piece is None else bytes(piece)


def _size(file: Any) -> int | None:
    try:
        if not file.seekable():
            return None
        before = file.tell()
        size = int(file.seek(0, io.SEEK_END))
        file.seek(before)
    except (AttributeError, OSError, TypeError):
        return None
    return size
