"""The files beside a model that hold its tensors."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

#: An entry `location` of external_data (onnx.proto, StringStringEntryProto); its value has less than 128 bytes.
_LOCATION = re.compile(rb"\x0a\x08location\x12([\x01-\x7f])")


def external_files(model: bytes, folder: Path) -> dict[str, bytes]:
    """The files that a model names and that are there, by name; nothing outside of the folder is read."""
    found: dict[str, bytes] = {}
    for match in _LOCATION.finditer(model):
        name = model[match.end() : match.end() + match[1][0]].decode("utf-8", "replace")
        path = PurePosixPath(name)
        if name in found or path.is_absolute() or ".." in path.parts:
            continue
        file = folder / path
        if file.is_file():
            found[name] = file.read_bytes()
    return found
