"""OME-Zarr as ome-zarr itself writes it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import ome_zarr.format
import ome_zarr.writer
import zarr

if TYPE_CHECKING:
    from pathlib import Path


def write_ome_zarr(folder: Path, version: str) -> np.ndarray[Any, Any]:
    """Write an image of 16 bit and five axes with units, and a smaller level, by ome-zarr itself."""
    full = (np.arange(2 * 2 * 3 * 128 * 160, dtype="u4") % 60_000).astype("u2").reshape(2, 2, 3, 128, 160)
    names = [("t", "time", "millisecond"), ("c", "channel", None)]
    names += [(axis, "space", "micrometer") for axis in "zyx"]
    axes = [{"name": name, "type": kind, **({"unit": unit} if unit else {})} for name, kind, unit in names]
    layout = {"0.4": ome_zarr.format.FormatV04, "0.5": ome_zarr.format.FormatV05}[version]()
    group = zarr.open_group(folder, mode="w", zarr_format=2 if version == "0.4" else 3)
    with warnings.catch_warnings():
        # It would rather be told the size of a pixel, which has no place for another scale of each level.
        warnings.simplefilter("ignore", DeprecationWarning)
        ome_zarr.writer.write_multiscale(
            [full, np.ascontiguousarray(full[..., ::2, ::2])],
            group,
            axes=axes,
            fmt=layout,
            coordinate_transformations=[
                [{"type": "scale", "scale": [500.0, 1.0, 2.0, 0.5 * step, 0.25 * step]}] for step in (1, 2)
            ],
            storage_options={"chunks": (1, 1, 1, 64, 64)},
        )
    return full
