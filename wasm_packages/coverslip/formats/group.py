"""Which files make up an image together: the slices of a DICOM series, the parts of an OME-TIFF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .signature import HEAD, format_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def group_paths(paths: Sequence[Path]) -> list[list[int]]:
    """Numbers of the files of each image, in the order of the files; those of an image are sorted by their names.

    A file that can't be read is an image of its own, so that opening it says why.
    """
    groups: dict[str, list[int]] = {}
    for number, path in sorted(enumerate(paths), key=lambda each: _natural(each[1])):
        groups.setdefault(_image_of(path), []).append(number)
    return sorted(groups.values(), key=min)


def readable(paths: Sequence[Path]) -> list[int]:
    """Numbers of the files that hold an image."""
    return [number for number, path in enumerate(paths) if format_of(_head(path)) is not None]


def _image_of(path: Path) -> str:
    """A text that files of the same image have in common."""
    kind = format_of(_head(path))
    try:
        if kind == "dicom":
            import pydicom

            header = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=["SeriesInstanceUID"], force=True)
            return f"series {header.SeriesInstanceUID}"
        if kind == "tiff":
            import tifffile

            with tifffile.TiffFile(path) as file:
                if file.is_ome and file.ome_metadata:
                    names = _names_in(file.ome_metadata)
                    if len(names) > 1:
                        return f"ome {path.parent} {sorted(names)}"
    except Exception:  # noqa: S110 (what is wrong with a file is told when it is opened)
        pass
    return f"file {path}"


def _names_in(text: str) -> set[str]:
    """Names of the files that an OME-XML spreads an image over."""
    root = ElementTree.fromstring(text)  # noqa: S314 (expat refuses the entities that make this costly)
    return {name for each in root.iter() if each.tag.endswith("}UUID") and (name := each.get("FileName")) is not None}


def _natural(path: Path) -> list[tuple[int, str]]:
    """Numbers in names count by their value: 2 stands before 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", str(path))]


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
