"""The built wheels compute what the same versions compute natively."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .battery.inputs import make_pictures
from .comparison import Verdict, compare

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).parent
NEEDED_WHEELS = (
    "numpy",
    "scipy",
    "pillow",
    "networkx",
    "imageio",
    "lazy-loader",
    "packaging",
    "tifffile",
    "scikit-image",
    "pywavelets",
)

# Sums are taken in another order and libm differs in its last bits, so most floats agree to about 1e-15.
TOLERANCE = 1e-6

# The numbers of the battery; one that shrinks unnoticed would test less and less.
ARRAYS = 305
CASES = 214
BIT_EXACT_AT_LEAST = 230


@dataclass(frozen=True)
class Results:
    """The arrays of both runs, by `<case>/<number>`."""

    native: dict[str, NDArray[Any]]
    wasm: dict[str, NDArray[Any]]


@pytest.fixture(scope="module")
def results(wheel_files: dict[str, Path], pyodide_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("battery")
    # The stubs take every keyword for numpy's own `allow_pickle`.
    np.savez(folder / "pictures.npz", **make_pictures())  # type: ignore[arg-type]
    wheels = [str(wheel_files[name]) for name in NEEDED_WHEELS]
    native = [sys.executable, "-B", "-m", "battery", str(folder / "pictures.npz"), str(folder / "native.npz")]
    wasm = ["node", str(HERE / "run_battery.mjs"), str(pyodide_dir), str(folder), *wheels]
    running = [
        subprocess.Popen(command, cwd=HERE, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for command in (native, wasm)
    ]
    for process in running:
        words, _ = process.communicate(timeout=1200)
        assert process.returncode == 0, words[-4000:]
    return Results(_load(folder / "native.npz"), _load(folder / "wasm.npz"))


def test_every_case_gives_the_same_arrays(results: Results) -> None:
    assert results.wasm.keys() == results.native.keys()
    assert len(results.native) == ARRAYS
    assert len({name.rpartition("/")[0] for name in results.native}) == CASES
    assert all(array.size for array in results.native.values())


def test_every_array_is_equal_or_within_the_tolerance(results: Results) -> None:
    compared = {name: compare(results.native[name], results.wasm[name], TOLERANCE) for name in results.native}
    different = {name: found.detail for name, found in compared.items() if found.verdict is Verdict.DIFFERENT}
    assert different == {}
    counts = Counter(found.verdict for found in compared.values())
    assert counts[Verdict.EXACT] >= BIT_EXACT_AT_LEAST
    assert counts[Verdict.EXACT] + counts[Verdict.CLOSE] == ARRAYS


def _load(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path) as archive:
        return dict(archive)
