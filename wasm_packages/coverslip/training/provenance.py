"""Where a model comes from: data, code, settings and versions, so that it can be made again."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverslip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coverslip.image import NDArray

    from .settings import Settings
    from .trainer import Trainer

_PACKAGES = ("torch", "onnx", "onnxscript", "onnxruntime", "numpy")


def data_hash(array: NDArray) -> str:
    """sha256 of what an array holds: its dtype, its shape, and its values row by row."""
    import numpy as np

    values = np.ascontiguousarray(array)
    digest = hashlib.sha256(f"{values.dtype.str} {values.shape}".encode())
    digest.update(values.tobytes())
    return digest.hexdigest()


def distinct(arrays: Sequence[NDArray]) -> list[int]:
    """The indices of arrays, without those that hold the same as one before: a part of it would be learnt by heart."""
    first: dict[str, int] = {}
    for index, array in enumerate(arrays):
        first.setdefault(data_hash(array), index)
    return list(first.values())


def code_hash() -> str:
    """sha256 of the code that trains: every file of this folder, by name."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """The versions of what had a part in it."""
    found = {"python": platform.python_version(), "coverslip": coverslip.__version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def provenance(
    trainer: Trainer,
    settings: Settings,
    data: Mapping[str, NDArray],
    figures: Mapping[str, Mapping[str, float]],
    export_error: float,
) -> dict[str, Any]:
    """All of it, as plain numbers and texts.

    Args:
        trainer: when it has come to its end.
        settings: how it was trained.
        data: arrays that it was trained with, by their part in it.
        figures: on the data that was held out, by what was measured: before, after.
        export_error: difference of the exported network from the trained one.
    """
    return {
        "data": {
            name: {"name": array.name, "shape": list(array.shape), "axes": array.axes, "sha256": data_hash(array)}
            for name, array in data.items()
        },
        "code": code_hash(),
        "settings": settings.as_dict(),
        "versions": versions(),
        "device": trainer.device.type,
        "steps": trainer.step,
        "stopped_early": trainer.stopped_early,
        "validation_loss": trainer.best_loss,
        "held_out": {name: dict(values) for name, values in figures.items()},
        "export_error": export_error,
    }
