"""What a DICOM header tells of an image."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .tree import as_tree

if TYPE_CHECKING:
    from pydicom import Dataset

_MILLISECONDS = 1e-3
#: Modalities whose frames follow one another in time (PS3.3, C.7.3.1.1.1): ultrasound, angiography, endoscopy, …
_FILMS = {"US", "XA", "RF", "ES", "IVUS", "XC", "GM"}
_DEEPEST = 6


def frame_count(header: Dataset) -> int:
    """Number of frames in one file."""
    return max(1, int(header.get("NumberOfFrames") or 1))


def is_film(header: Dataset) -> bool:
    """Whether frames follow one another in time."""
    return "FrameTime" in header or "FrameTimeVector" in header or header.get("Modality") in _FILMS


def window_of(header: Dataset) -> tuple[float, float] | None:
    """The values shown black and white (PS3.3, C.11.2.1.2); the first where there are several."""
    center, width = _first(header.get("WindowCenter")), _first(header.get("WindowWidth"))
    if center is None or width is None or width < 1:
        return None
    return center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2


def pixel_size(header: Dataset, spacing: float | None) -> tuple[dict[str, float], str]:
    """Size of a step along X, Y and Z in mm, along T in seconds, and the unit.

    Args:
        header: of the first file.
        spacing: the distance of two slices, where their places tell it.
    """
    out: dict[str, float] = {}
    measures = _measures(header)
    pair = next(
        (
            pair
            for source in (measures, header)
            for keyword in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")
            if (pair := _pair(source.get(keyword))) is not None
        ),
        None,
    )
    if pair is not None:
        out["Y"], out["X"] = pair
        depth = spacing or _first(
            measures.get("SpacingBetweenSlices")
            or header.get("SpacingBetweenSlices")
            or measures.get("SliceThickness")
            or header.get("SliceThickness")
        )
        if depth is not None and depth > 0:
            out["Z"] = depth
    time = _first(header.get("FrameTime"))
    if time is not None and time > 0:
        out["T"] = time * _MILLISECONDS
    return out, "mm" if pair is not None else ""


def described(header: Dataset, depth: int = 0) -> dict[str, Any]:
    """All elements by their keywords, or their numbers where they are private."""
    out: dict[str, Any] = {}
    for element in header:
        name = element.keyword or f"{element.tag}"
        if element.VR == "SQ":
            out[name] = [described(item, depth + 1) for item in element.value] if depth < _DEEPEST else "…"
        else:
            value = element.value
            out[name] = (
                [_plain(each) for each in value] if element.VM > 1 and not isinstance(value, bytes) else _plain(value)
            )
    if depth == 0 and "TransferSyntaxUID" in header.file_meta:
        out["TransferSyntax"] = header.file_meta.TransferSyntaxUID.name
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        return as_tree(int(number) if number.is_integer() and math.isfinite(number) else number)
    return as_tree(value if isinstance(value, bytes) or value is None else str(value))


def _measures(header: Dataset) -> Any:
    """The pixel measures that all frames of an enhanced image share; an empty mapping when there are none."""
    try:
        return header.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    except (AttributeError, IndexError):
        return {}


def _pair(value: Any) -> tuple[float, float] | None:
    try:
        rows, columns = (float(each) for each in value)
    except (TypeError, ValueError):
        return None
    return (rows, columns) if rows > 0 and columns > 0 else None


def _first(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        return float(value if isinstance(value, int | float | str) else value[0])
    except (TypeError, ValueError, IndexError):
        return None
