"""Run every case once: ``python -m battery PICTURES.npz RESULTS.npz``.

Run natively and inside of Pyodide, by the same file. Each result becomes the arrays ``<case>/<number>``.
A case that raises ends the run: there is nothing to compare then.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

from . import geometry, intensity, regions


def main(pictures: str, results: str) -> None:
    """Compute all cases on ``pictures`` and write them to ``results``."""
    warnings.simplefilter("ignore")
    with np.load(pictures) as archive:
        data = dict(archive)
    arrays = {}
    for module in (intensity, regions, geometry):
        for name, case in module.cases(data).items():
            try:
                result = case()
            except Exception as error:
                raise RuntimeError(f"the case {name!r} failed") from error
            parts = result if isinstance(result, tuple) else (result,)
            arrays.update({f"{name}/{number}": np.asarray(part) for number, part in enumerate(parts)})
    # The stubs take every keyword for numpy's own `allow_pickle`.
    np.savez(results, **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
