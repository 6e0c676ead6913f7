"""Writing OME-Zarr 0.5 (Zarr 3) as a zip archive, with levels of half the size."""

from __future__ import annotations

import io
import itertools
import json
import math
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.image import Labels, NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_CHUNK = 512
#: Levels are made until a plane is no larger than this.
_SMALLEST = 512
_AXES = {"T": ("t", "time"), "C": ("c", "channel"), "Z": ("z", "space"), "Y": ("y", "space"), "X": ("x", "space")}
#: UDUNITS-2 names, as OME-Zarr 0.5 wants them ("axes" metadata).
_UNITS = {
    "µm": "micrometer", "nm": "nanometer", "mm": "millimeter", "cm": "centimeter", "m": "meter", "Å": "angstrom",
    "pm": "picometer", "in": "inch",
}  # fmt: skip
_CODECS = [
    {"name": "bytes", "configuration": {"endian": "little"}},
    {"name": "zstd", "configuration": {"level": 3, "checksum": False}},
]


def write_zarr(image: NDArray, facts: Mapping[str, Any] | None = None) -> bytes:
    """Write an image as OME-Zarr: axes in the order t, c, z, y, x; samples (colours) become channels.

    Args:
        image: an Image or Labels.
        facts: what was known of the image when it was opened: `channels` and `metadata`.

    Returns:
        The bytes of a zip archive.

    Raises:
        ValueError: when the image has both channels and samples, or no Y and X.
    """
    import imagecodecs

    axes = image.axes
    if "S" in axes:
        if "C" in axes:
            raise ValueError("OME-Zarr has one axis for channels, but this image has channels (C) and samples (S).")
        axes = axes.replace("S", "C")
    if "Y" not in axes or "X" not in axes:
        raise ValueError(f"OME-Zarr holds images with rows and columns, but this one has the axes {axes}.")
    order = [axis for axis in _AXES if axis in axes]
    values = np.asarray(image).transpose([axes.index(axis) for axis in order])
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    scale = dict(zip(axes, image.scale, strict=True))
    out = io.BytesIO()
    # Chunks are compressed already; a stored archive can be read by ranges.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        datasets = []
        for number, level in enumerate(_levels(values, order, is_labels=isinstance(image, Labels))):
            chunk = [
                min(_CHUNK, length) if axis in "YX" else 1 for axis, length in zip(order, level.shape, strict=True)
            ]
            archive.writestr(f"{number}/zarr.json", json.dumps(_array_metadata(level, chunk, order)))
            for where, piece in _chunks(level, chunk):
                data = imagecodecs.zstd_encode(piece.tobytes(), level=3)
                archive.writestr(f"{number}/c/{'/'.join(map(str, where))}", data)
            steps = [
                scale[axis] * full / reduced
                for axis, full, reduced in zip(order, values.shape, level.shape, strict=True)
            ]
            datasets.append({"path": str(number), "coordinateTransformations": [{"type": "scale", "scale": steps}]})
        attributes = _attributes(image, order, datasets, facts or {})
        group = {"zarr_format": 3, "node_type": "group", "attributes": attributes}
        archive.writestr("zarr.json", json.dumps(group, ensure_ascii=False))
    return out.getvalue()


def _levels(values: np.ndarray[Any, Any], order: Sequence[str], *, is_labels: bool) -> Iterator[np.ndarray[Any, Any]]:
    """The image, and it again at half of its rows and columns: means of four pixels; of labels one of the four."""
    rows, columns = order.index("Y"), order.index("X")
    while True:
        yield values
        if max(values.shape[rows], values.shape[columns]) <= _SMALLEST:
            return
        if min(values.shape[rows], values.shape[columns]) < 2:
            return
        cut = [slice(None)] * values.ndim
        corners = []
        for dy, dx in itertools.product((0, 1), repeat=2):
            cut[rows] = slice(dy, values.shape[rows] // 2 * 2, 2)
            cut[columns] = slice(dx, values.shape[columns] // 2 * 2, 2)
            corners.append(values[tuple(cut)])
        if is_labels or values.dtype.kind == "c":
            values = np.ascontiguousarray(corners[0])
        else:
            mean = np.mean(corners, axis=0, dtype=np.float64)
            values = (np.rint(mean) if values.dtype.kind in "iu" else mean).astype(values.dtype)


def _array_metadata(level: np.ndarray[Any, Any], chunk: Sequence[int], order: Sequence[str]) -> dict[str, Any]:
    return {
        "zarr_format": 3,
        "node_type": "array",
        "shape": list(level.shape),
        "data_type": level.dtype.name,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(chunk)}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": [0, 0] if level.dtype.kind == "c" else 0,
        "codecs": _CODECS,
        "dimension_names": [_AXES[axis][0] for axis in order],
        "attributes": {},
    }


def _chunks(
    level: np.ndarray[Any, Any], chunk: Sequence[int]
) -> Iterator[tuple[tuple[int, ...], np.ndarray[Any, Any]]]:
    """Chunks by their positions; those at an edge are filled up with zeros."""
    counts = [math.ceil(length / size) for length, size in zip(level.shape, chunk, strict=True)]
    little = level.dtype.newbyteorder("<")
    for where in itertools.product(*map(range, counts)):
        piece = level[tuple(slice(at * size, (at + 1) * size) for at, size in zip(where, chunk, strict=True))]
        whole = np.zeros(chunk, little)
        whole[tuple(slice(length) for length in piece.shape)] = piece
        yield where, whole


def _attributes(
    image: NDArray, order: Sequence[str], datasets: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]
) -> dict[str, Any]:
    unit = _UNITS.get(image.unit, image.unit)
    known = image.stated()[1] is not None
    described = []
    for axis in order:
        name, kind = _AXES[axis]
        about = {"name": name, "type": kind}
        if kind == "space" and unit and known:
            about["unit"] = unit
        elif kind == "time" and known:
            about["unit"] = "second"
        described.append(about)
    multiscales: dict[str, Any] = {"axes": described, "datasets": list(datasets)}
    if image.name:
        multiscales["name"] = image.name
    ome: dict[str, Any] = {"version": "0.5", "multiscales": [multiscales]}
    channels = [_channel(each) for each in facts.get("channels") or ()]
    if any(channels):
        ome["omero"] = {"channels": channels}
    if isinstance(image, Labels):
        ome["image-label"] = {}
    attributes: dict[str, Any] = {"ome": ome}
    if facts.get("metadata"):
        attributes["coverslip"] = {"metadata": facts["metadata"]}
    return attributes


def _channel(facts: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if facts.get("name"):
        out["label"] = facts["name"]
    if facts.get("color"):
        out["color"] = str(facts["color"]).lstrip("#").upper()
    window = facts.get("window")
    if window:
        out["window"] = {"start": window[0], "end": window[1], "min": window[0], "max": window[1]}
    return out
