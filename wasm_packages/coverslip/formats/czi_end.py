"""Whether a CZI file was copied to its end. Its header tells where the parts lie that are written last."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from .tiff_segments import cut_off

if TYPE_CHECKING:
    from pathlib import Path

# A segment begins with its name of 16 bytes, and the bytes that are set aside for it and used of it. The file's header
# is the first one; it tells where the directory of the planes, the metadata and the directory of attachments begin.
_SEGMENT = struct.Struct("<16sqq")
_POSITIONS = struct.Struct("<qq4xq")
_POSITIONS_AT = _SEGMENT.size + 52


def check_end(path: Path, name: str) -> None:
    """Check that what the header points to is in the file.

    Raises:
        FileFormatError: when it is cut off.
    """
    size = path.stat().st_size
    least = _POSITIONS_AT + _POSITIONS.size
    if size < least:
        raise cut_off(name, least - size, "at least ")
    with path.open("rb") as file:
        file.seek(_POSITIONS_AT)
        for position in _POSITIONS.unpack(file.read(_POSITIONS.size)):
            if position <= 0:
                continue
            end = position + _SEGMENT.size
            if end <= size:
                file.seek(position)
                _, set_aside, _ = _SEGMENT.unpack(file.read(_SEGMENT.size))
                end += set_aside
            if end > size:
                raise cut_off(name, end - size, "at least ")
