"""Files of the other side that are read piece by piece, when they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .blob import Blob

if TYPE_CHECKING:
    from .remote import Remote

_PIECE = 2**20


class RemoteFile(Blob):
    """A file that stays on the other side.

    Attributes:
        source: the far object that gives its pieces.
    """

    def __init__(self, source: Remote, name: str, mime: str, size: int | None) -> None:
        self.source = source
        self.name = name
        self.mime = mime
        self.size = size

    async def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end`; of a file of unknown size only all of them.

        Raises:
            TypeError: the other side answers with something else than bytes.
        """
        end = self.size if end is None else end
        data = bytearray()
        while end is None or start + len(data) < end:
            length = _PIECE if end is None else min(_PIECE, end - start - len(data))
            piece = await self.source["read"](start + len(data), length)
            if not isinstance(piece, bytes) or len(piece) > length:
                raise TypeError(f"{self!r} answered with something else than its bytes.")
            if not piece:
                break
            data += piece
        return bytes(data)
