"""Colours that a TIFF file keeps otherwise than as red, green and blue, and what they look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

# TIFF 6.0: section 16 for the inks cyan, magenta, yellow and black; section 23 for CIE L*a*b*, and Adobe's Photoshop
# TIFF Technical Notes for its other form, in which a* and b* begin at the middle of the range instead of being signed.
_SEPARATED, _CIELAB, _ICCLAB = 5, 8, 9

# L*a*b* is seen by the light D50 where the file tells no other (as libtiff takes it), and sRGB by D65: this is CIE XYZ
# of D50 to linear sRGB, adapted by Bradford's method.
_WHITE = np.array([0.9642, 1.0, 0.8249], np.float32)
_LINEAR = np.array(
    [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]],
    np.float32,
)


def colours_of(
    photometric: int, samples: int, dtype: np.dtype[Any]
) -> Callable[[np.ndarray[Any, Any], int], np.ndarray[Any, Any]] | None:
    """How samples become red, green and blue as the last axis, by their values and axis; None where they stay."""
    if dtype.kind != "u":
        return None
    if photometric == _SEPARATED and samples == 4:  # fewer or more inks are no colours that are known
        return _of_inks
    if samples == 3 and dtype.itemsize <= 2:
        if photometric == _CIELAB:
            return _of_signed_lab
        if photometric == _ICCLAB:
            return _of_icc_lab
    return None


def _of_inks(ink: np.ndarray[Any, Any], axis: int) -> np.ndarray[Any, Any]:
    most = np.iinfo(ink.dtype).max
    paper = most - np.moveaxis(ink, axis, -1)
    colours: np.ndarray[Any, Any] = paper[..., :3].astype(np.uint64) * paper[..., 3:] // most
    return colours.astype(ink.dtype)


def _of_signed_lab(values: np.ndarray[Any, Any], axis: int) -> np.ndarray[Any, Any]:
    lab = np.moveaxis(values, axis, -1)
    step = 256 ** (values.dtype.itemsize - 1)
    opponents = lab[..., 1:].astype(f"i{values.dtype.itemsize}").astype(np.float32) / step
    return _seen(lab[..., :1], opponents)


def _of_icc_lab(values: np.ndarray[Any, Any], axis: int) -> np.ndarray[Any, Any]:
    lab = np.moveaxis(values, axis, -1)
    step = 256 ** (values.dtype.itemsize - 1)
    return _seen(lab[..., :1], lab[..., 1:].astype(np.float32) / step - 128)


def _seen(lightness: np.ndarray[Any, Any], opponents: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Give sRGB of the dtype of the lightness, whose largest value is white; a* and b* are in their own units."""
    most = np.iinfo(lightness.dtype).max
    y = (lightness[..., 0].astype(np.float32) * (100 / most) + 16) / 116
    cubes = np.stack([y + opponents[..., 0] / 500, y, y - opponents[..., 1] / 200], -1)
    # CIE 15: below (6/29)³ the curve is a straight line.
    light = np.where(cubes > 6 / 29, cubes**3, (cubes - 4 / 29) * (108 / 841)) * _WHITE
    linear = np.clip(light @ _LINEAR.T, 0, 1)
    # IEC 61966-2-1
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    colours: np.ndarray[Any, Any] = np.rint(coded * most).astype(lightness.dtype)
    return colours
