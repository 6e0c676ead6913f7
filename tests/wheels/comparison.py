"""Compare an array computed natively with the same array computed in Pyodide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# wasm32's intp is 32 bits wide.
_NARROWER = {np.dtype("int64"): np.dtype("int32"), np.dtype("uint64"): np.dtype("uint32")}


class Verdict(Enum):
    """How equal two arrays are."""

    EXACT = "bit-exact"
    CLOSE = "within the tolerance"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Comparison:
    """``detail`` tells what differs, for people."""

    verdict: Verdict
    detail: str = ""


def compare(native: NDArray[Any], wasm: NDArray[Any], tolerance: float) -> Comparison:
    """Compare two results.

    Args:
        native: the array to trust, of a bool, integer, float or complex dtype.
        wasm: the array to judge. Its dtype has to be the same, but for int32 where the native one is int64.
        tolerance: the largest difference allowed between floats, as a part of the largest finite native
            magnitude. Bools and integers always have to be equal. NaN equals NaN, and an infinity itself.
    """
    if wasm.dtype != native.dtype and wasm.dtype != _NARROWER.get(native.dtype):
        return Comparison(Verdict.DIFFERENT, f"dtype {wasm.dtype} instead of {native.dtype}")
    if wasm.shape != native.shape:
        return Comparison(Verdict.DIFFERENT, f"shape {wasm.shape} instead of {native.shape}")
    inexact = native.dtype.kind in "fc"
    if np.array_equal(native, wasm, equal_nan=inexact):
        return Comparison(Verdict.EXACT)
    unequal = np.mean(native != wasm)
    if not inexact:
        return Comparison(Verdict.DIFFERENT, f"{unequal:.2%} of the {native.size} {native.dtype} values")
    finite = np.isfinite(native)
    if not np.array_equal(native[~finite], wasm[~finite], equal_nan=True):
        return Comparison(Verdict.DIFFERENT, "NaN or infinity in other places")
    scale = float(np.max(np.abs(native[finite])))
    largest = float(np.max(np.abs(native[finite] - wasm[finite])))
    # Written so that NaN in the wasm array, where the native one is finite, counts as different.
    verdict = Verdict.CLOSE if largest <= tolerance * scale else Verdict.DIFFERENT
    return Comparison(verdict, f"{largest:.2e} where the largest magnitude is {scale:.2e}")
