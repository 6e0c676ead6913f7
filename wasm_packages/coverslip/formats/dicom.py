"""DICOM, by pydicom: an image, several frames, or a series of files."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut
from pydicom.pixels.utils import pixel_array

from coverslip.errors import FileFormatError

from . import dicom_codecs
from .dicom_facts import described, frame_count, is_film, pixel_size, window_of
from .facts import Facts, channel
from .segment_cache import SegmentCache
from .source import ImageSource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydicom import Dataset

_PALETTE = "PALETTE COLOR"


def open_dicom(paths: Sequence[Path], name: str) -> ImageSource:
    """Open a DICOM image. Several files are put in the order of their places, or of their numbers.

    Args:
        paths: of the file, or of the files of one series.
        name: what the image is called, for messages.

    Raises:
        FileFormatError: when a file is damaged or has no image, or when they do not fit one another.
    """
    dicom_codecs.register()
    with warnings.catch_warnings():
        # What pydicom warns of, values that break a rule, does not keep an image from being shown.
        warnings.simplefilter("ignore")
        return DicomSource([_header(path, name) for path in paths], name)


@dataclass(frozen=True)
class _Slice:
    path: Path
    header: Dataset


def _header(path: Path, name: str) -> _Slice:
    header = pydicom.dcmread(path, stop_before_pixels=True, force=True)
    if "Rows" not in header or "Columns" not in header:
        raise FileFormatError(f"{name} is a DICOM file without an image in it.", name)
    if "TransferSyntaxUID" in header.file_meta:
        syntax = header.file_meta.TransferSyntaxUID
        try:
            usable = get_decoder(syntax).is_available
        except NotImplementedError:
            usable = False
        if not usable:
            raise FileFormatError(f"{name} is compressed by {syntax.name}, which can't be read here.", name)
    return _Slice(path, header)


class DicomSource(ImageSource):
    """A DICOM image: its planes are frames of one file, or files.

    Raises:
        FileFormatError: the files of the series differ in size.
    """

    def __init__(self, slices: Sequence[_Slice], name: str) -> None:
        self._cache = SegmentCache()
        first = slices[0].header
        size = (int(first.Rows), int(first.Columns))
        for each in slices:
            if (int(each.header.Rows), int(each.header.Columns)) != size:
                raise FileFormatError(
                    f"{name}: {each.path.name} has {each.header.Rows} × {each.header.Columns} pixels, and other files "
                    f"of the series {size[0]} × {size[1]}. Open the files that belong together.",
                    name,
                )
        frames = frame_count(first)
        self._palette = first.get("PhotometricInterpretation", "") == _PALETTE
        samples = 3 if self._palette else int(first.get("SamplesPerPixel", 1))
        ordered, spacing = _ordered(slices)
        places = 0
        if len(ordered) > 1:
            places = len({position for position, _ in ordered})
        self._slices = [each for _, each in ordered]
        outer: list[tuple[str, int]] = []
        if len(self._slices) > 1:
            steps = places if 1 < places < len(self._slices) and len(self._slices) % places == 0 else len(self._slices)
            if steps < len(self._slices):
                # The same places again and again: a series over time.
                outer.append(("T", len(self._slices) // steps))
                count = len(self._slices) // steps
                self._slices = [self._slices[place * count + time] for time in range(count) for place in range(steps)]
            outer.append(("Z", steps))
        if frames > 1:
            taken = {axis for axis, _ in outer}
            letter = "T" if is_film(first) and "T" not in taken else "Z" if "Z" not in taken else "C"
            outer.append((letter, frames))
        self._outer = [length for _, length in outer]
        shape = (*self._outer, *size, *((samples,) if samples > 1 else ()))
        axes = "".join(axis for axis, _ in outer) + "YX" + ("S" if samples > 1 else "")
        self._headers = [each.header for each in self._slices]
        self._dtype = self._value_dtype()
        sizes, unit = pixel_size(first, spacing)
        self.facts = Facts(
            name=name,
            format="DICOM",
            axes=axes,
            levels=[shape],
            dtype=self._dtype.name,
            pixel_size={axis: step for axis, step in sizes.items() if axis in axes},
            unit=unit,
            channels=[channel("", None, None if samples > 1 else window_of(first))],
            metadata=described(first),
        )

    def _value_dtype(self) -> np.dtype[Any]:
        """The dtype of values after rescaling: whole numbers stay whole."""
        if self._palette:
            return np.dtype(
                "uint8"
                if int(self._headers[0].get("RedPaletteColorLookupTableDescriptor", [0, 0, 16])[2]) <= 8
                else "uint16"
            )
        first = self._headers[0]
        bits = int(first.get("BitsAllocated", 16))
        signed = bool(first.get("PixelRepresentation", 0))
        if "FloatPixelData" in first or "DoubleFloatPixelData" in first:
            return np.dtype("float64" if "DoubleFloatPixelData" in first else "float32")
        stored = np.dtype("uint8" if bits <= 8 else f"{'int' if signed else 'uint'}{8 * -(-bits // 8)}")
        if bits <= 8 and signed:
            stored = np.dtype("int8")
        if "ModalityLUTSequence" in first:
            return np.dtype("uint16")
        slopes = {
            (float(each.get("RescaleSlope", 1) or 1), float(each.get("RescaleIntercept", 0) or 0))
            for each in self._headers
        }
        if slopes == {(1.0, 0.0)} or int(first.get("SamplesPerPixel", 1)) > 1:
            return stored
        stored_bits = int(first.get("BitsStored", bits))
        low, high = (-(2 ** (stored_bits - 1)), 2 ** (stored_bits - 1) - 1) if signed else (0, 2**stored_bits - 1)
        ends = [slope * end + intercept for slope, intercept in slopes for end in (low, high)]
        if all(slope.is_integer() and intercept.is_integer() for slope, intercept in slopes):
            for name in ("uint8", "int16", "uint16", "int32"):
                info = np.iinfo(name)
                if info.min <= min(ends) and max(ends) <= info.max:
                    return np.dtype(name)
        return np.dtype("float32" if bits <= 16 else "float64")

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        del level
        count = len(self._outer)
        outer, inner = ranges[:count], ranges[count:]
        out = np.empty([stop - start for start, stop in ranges], self._dtype)
        frames = frame_count(self._headers[0])
        for position in itertools.product(*(range(*each) for each in outer)):
            number = int(np.ravel_multi_index(position, self._outer)) if count else 0
            plane = self._plane(number // frames, number % frames)
            where = tuple(index - start for index, (start, _) in zip(position, outer, strict=True))
            out[where] = plane[tuple(slice(*each) for each in inner)]
        return out

    def _plane(self, index: int, frame: int) -> np.ndarray[Any, Any]:
        known = self._cache.get((index, frame))
        if known is not None:
            return known
        path, header = self._slices[index].path, self._headers[index]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if "TransferSyntaxUID" in header.file_meta:
                values = pixel_array(path, index=frame)
            else:
                # Old files tell nothing of how they are written; pydicom finds out as it reads them.
                whole = pydicom.dcmread(path, force=True)
                whole.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
                if not whole.is_implicit_VR:
                    whole.file_meta.TransferSyntaxUID = (
                        pydicom.uid.ExplicitVRLittleEndian
                        if whole.is_little_endian
                        else pydicom.uid.ExplicitVRBigEndian
                    )
                values = pixel_array(whole, index=frame)
            if self._palette:
                values = apply_color_lut(values, header)
                if values.dtype != self._dtype:
                    values = values >> 8 if self._dtype == np.uint8 else values
            elif values.ndim == 2:
                values = apply_modality_lut(values, header)
        if values.dtype.kind == "f" and self._dtype.kind in "iu":
            values = np.rint(values)
        return self._cache.put((index, frame), np.ascontiguousarray(values.astype(self._dtype, copy=False)))

    def close(self) -> None:
        """Let go of decoded frames."""
        self._cache.clear()


def _ordered(slices: Sequence[_Slice]) -> tuple[list[tuple[float, _Slice]], float | None]:
    """The files in the order of their places along the axis of the series, with these, and the distance of two."""
    if len(slices) == 1:
        return [(0.0, slices[0])], None
    try:
        orientation = [float(each) for each in slices[0].header.ImageOrientationPatient]
        normal = np.cross(orientation[:3], orientation[3:])
        places = [
            round(float(np.dot(normal, [float(x) for x in each.header.ImagePositionPatient])), 3) for each in slices
        ]
    except (AttributeError, TypeError, ValueError):
        places = [float(each.header.get("InstanceNumber") or number) for number, each in enumerate(slices)]
        known = False
    else:
        known = len(set(places)) > 1
    order = sorted(
        zip(places, slices, strict=True), key=lambda each: (each[0], int(each[1].header.get("InstanceNumber") or 0))
    )
    distances = np.diff(sorted(set(places)))
    return order, float(np.median(distances)) if known and len(distances) else None
