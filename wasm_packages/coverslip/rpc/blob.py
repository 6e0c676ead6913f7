"""Files that come from the other side, read only when they are needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Blob(ABC):
    """A file of the other side: `await blob.read()` gives its bytes, `async for piece in blob` one piece after another.

    Attributes:
        name: its name; "" when it has none.
        mime: its media type; "" when unknown.
        size: number of bytes; None when it is not known, and the file can be read only once, from its beginning.
    """

    name: str
    mime: str
    size: int | None

    @abstractmethod
    async def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end`, by default all."""

    async def pieces(self, length: int = 2**20) -> AsyncIterator[bytes]:
        """Its bytes, so many at a time; a piece is asked for when the one before has been taken."""
        at = 0
        while self.size is None or at < self.size:
            piece = await self.read(at, at + length)
            if not piece:
                return
            yield piece
            at += len(piece)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.pieces()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}, {self.mime}, {self.size} bytes>"
