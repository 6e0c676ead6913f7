"""The files beside a model that hold its tensors."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

#: An entry `location` of external_data (onnx.proto, StringStringEntryProto); its value has less than 128 bytes.
_LOCATION = re.compile(rb"\x0a\x08location\x12([\x01-\x7f])")


def external_names(model: bytes) -> list[str]:
    """The names of the files that hold tensors of a model; none that leads out of its folder."""
    names = [
        model[match.end() : match.end() + match[1][0]].decode("utf-8", "replace") for match in _LOCATION.finditer(model)
    ]
    paths = {name: PurePosixPath(name) for name in names}
    return [name for name, path in paths.items() if not path.is_absolute() and ".." not in path.parts]


def external_files(model: bytes, folder: Path) -> dict[str, bytes]:
    """The files that a model names and that are there, by name; nothing outside of the folder is read."""
    files = {name: folder / name for name in external_names(model)}
    return {name: file.read_bytes() for name, file in files.items() if file.is_file()}
