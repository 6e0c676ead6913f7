"""Files as values."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file: its bytes, the name by which it is saved, and its media type (guessed from the name when absent)."""

    name: str
    data: bytes
    mime: str = ""

    def __post_init__(self) -> None:
        if not self.mime:
            guessed, _ = mimetypes.guess_type(self.name)
            object.__setattr__(self, "mime", guessed or "application/octet-stream")

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.data)

    def __repr__(self) -> str:
        return f"<File {self.name!r}, {self.mime}, {self.size} bytes>"
