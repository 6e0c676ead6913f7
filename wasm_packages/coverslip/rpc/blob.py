"""Files that come from the other side, read only when they are needed."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Blob(ABC):
    """A file of the other side: `await blob.read()` gives its bytes.

    Attributes:
        name: its name; "" when it has none.
        mime: its media type; "" when unknown.
        size: number of bytes.
    """

    name: str
    mime: str
    size: int

    @abstractmethod
    async def read(self) -> bytes:
        """All bytes."""

    def __repr__(self) -> str:
        return f"<Blob {self.name!r}, {self.mime}, {self.size} bytes>"
