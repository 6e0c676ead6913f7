"""Decoders of compressed DICOM frames by imagecodecs, as pydicom takes them (its guide "Decoder plugins")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import imagecodecs
from pydicom import uid
from pydicom.pixels.decoders.base import get_decoder

from .jpeg import jpeg_library_is_pillows

if TYPE_CHECKING:
    import numpy as np

LABEL = "imagecodecs"

_JPEG = {uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit}
_LOSSLESS_JPEG = {uid.JPEGLossless, uid.JPEGLosslessSV1}
_JPEG_LS = {uid.JPEGLSLossless, uid.JPEGLSNearLossless}
_JPEG_2000 = {uid.JPEG2000Lossless, uid.JPEG2000}

#: What pydicom says is missing where a decoder can't be used.
DECODER_DEPENDENCIES = dict.fromkeys(
    map(str, _JPEG | _LOSSLESS_JPEG | _JPEG_LS | _JPEG_2000), ("numpy", "imagecodecs>=2026.3")
)


def is_available(syntax: str) -> bool:
    """Whether frames of a transfer syntax can be decoded."""
    return syntax in DECODER_DEPENDENCIES and not (syntax in _JPEG and jpeg_library_is_pillows())


def decode_frame(frame: bytes, runner: Any) -> bytearray:
    """Decode one frame, and tell pydicom how its pixels are laid out."""
    syntax = runner.transfer_syntax
    colour = runner.samples_per_pixel > 1
    is_luma = str(runner.photometric_interpretation).startswith("YBR")
    pixels: np.ndarray[Any, Any]
    if syntax in _JPEG_2000:
        pixels = imagecodecs.jpeg2k_decode(frame)
    elif syntax in _JPEG_LS:
        pixels = imagecodecs.jpegls_decode(frame)
    elif syntax in _LOSSLESS_JPEG:
        pixels = imagecodecs.ljpeg_decode(frame) if not colour else imagecodecs.jpegsof3_decode(frame)
    elif colour:
        # Without markers the library takes every picture of three samples for luminance and chrominance.
        space = None if is_luma else "rgb"
        pixels = imagecodecs.jpeg8_decode(frame, colorspace=space, outcolorspace=space)
    else:
        pixels = imagecodecs.jpeg8_decode(frame)
    if colour:
        runner.set_option("planar_configuration", 0)
        if is_luma and syntax not in _JPEG_LS | _LOSSLESS_JPEG:
            runner.set_option("photometric_interpretation", "RGB")
    runner.set_option("bits_allocated", pixels.dtype.itemsize * 8)
    return bytearray(pixels.tobytes())


def register() -> None:
    """Let pydicom use these decoders; once is enough."""
    for syntax in DECODER_DEPENDENCIES:
        decoder = get_decoder(uid.UID(syntax))
        if LABEL not in decoder.available_plugins:
            decoder.add_plugin(LABEL, (__name__, "decode_frame"))
