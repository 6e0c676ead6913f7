"""The comparison has to be able to fail."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .comparison import Verdict, compare

FLOATS = np.array([1.0, 100.0, np.nan, np.inf])


@pytest.mark.parametrize(
    ("native", "wasm", "verdict"),
    [
        pytest.param(FLOATS, FLOATS.copy(), Verdict.EXACT, id="equal floats, nan and inf included"),
        pytest.param(FLOATS, FLOATS + 1e-5, Verdict.CLOSE, id="floats that differ by 1e-7 of the largest"),
        pytest.param(FLOATS, FLOATS + 1e-3, Verdict.DIFFERENT, id="floats that differ by 1e-5 of the largest"),
        pytest.param(np.ones(2), np.array([1, np.nan]), Verdict.DIFFERENT, id="nan instead of a number"),
        pytest.param(np.array([1, np.inf]), np.ones(2), Verdict.DIFFERENT, id="a number instead of infinity"),
        pytest.param(np.array([1, np.inf]), np.array([1, -np.inf]), Verdict.DIFFERENT, id="the other infinity"),
        pytest.param(np.ones(2), np.ones(3), Verdict.DIFFERENT, id="another shape"),
        pytest.param(np.ones(2), np.ones(2, np.float32), Verdict.DIFFERENT, id="another float type"),
        pytest.param(np.ones(2, np.int64), np.ones(2, np.int32), Verdict.EXACT, id="the narrower intp"),
        pytest.param(np.ones(2, np.int32), np.ones(2, np.int64), Verdict.DIFFERENT, id="a wider integer"),
        pytest.param(np.arange(3), np.array([0, 1, 3]), Verdict.DIFFERENT, id="one other integer"),
        pytest.param(np.array([1j, 2]), np.array([1j, 2 + 1e-9]), Verdict.CLOSE, id="close complex numbers"),
    ],
)
def test_tells_equal_close_and_different_apart(native: Any, wasm: Any, verdict: Verdict) -> None:
    assert compare(native, wasm, tolerance=1e-6).verdict is verdict
