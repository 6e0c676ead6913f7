"""A file within a value that was written down, read where it lies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 2**18


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file within a value that was written down.

    Attributes:
        name: as its owner called it.
        mime: its media type; "" where none was given.
        size: its bytes.
        path: of the value.
        start: where in that it begins.
    """

    name: str
    mime: str
    size: int
    path: Path
    start: int

    def blocks(self, first: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Its bytes from `first` up to `stop`."""
        left = (self.size if stop is None else stop) - first
        with self.path.open("rb") as stream:
            stream.seek(self.start + first)
            while left > 0:
                block = stream.read(min(left, _BLOCK))
                if not block:
                    return
                left -= len(block)
                yield block

    def sha256(self) -> str:
        """Of its bytes, in lower-case hexadecimal."""
        digest = hashlib.sha256()
        for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()
