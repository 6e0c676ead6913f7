"""A trained network in ONNX, compared with what PyTorch makes of the same images."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import torch

from .errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .network import UNet
    from .settings import Settings

#: Version of ONNX's operators; the browser's ONNX Runtime knows them on every device.
OPSET = 18
#: How far an output may be from PyTorch's, as a share of the largest output.
TOLERANCE = 1e-4
#: Names of what goes in and comes out.
INPUT, OUTPUT = "image", "result"
#: Batch, rows and columns, in strides, that are compared; none of them is what the exporter saw.
_COMPARED = ((1, 4, 4), (2, 9, 6), (1, 7, 25))


@dataclass(frozen=True)
class OnnxFile:
    """A network in ONNX.

    Attributes:
        data: the file.
        error: the largest difference from PyTorch, as a share of the largest output.
    """

    data: bytes
    error: float


def export(network: UNet, channels: int, settings: Settings) -> OnnxFile:
    """Write a network in ONNX; batch, rows and columns may be of any length, the latter in whole strides.

    Raises:
        TrainingError: when ONNX Runtime does not give what PyTorch gives.
    """
    stride = settings.stride
    batch, rows, columns = (torch.export.Dim(name, min=1) for name in ("batch", "rows", "columns"))
    lengths = {0: batch, 2: stride * rows, 3: stride * columns}
    example = torch.zeros(2, channels, 4 * stride, 6 * stride)
    with _quiet():
        program = torch.onnx.export(
            network.eval(),
            (example,),
            dynamo=True,
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_shapes=(lengths,),
            verbose=False,
        )
    if program is None:
        raise TrainingError("PyTorch wrote no ONNX file. Report this with the versions in the model's description.")
    buffer = io.BytesIO()
    program.save(buffer)
    made = OnnxFile(buffer.getvalue(), compared(buffer.getvalue(), network, channels, stride))
    if not made.error <= TOLERANCE:
        raise TrainingError(
            f"The exported network differs from the trained one by {made.error:.1e} of its largest value, "
            f"{TOLERANCE:.0e} is allowed, so it is not given out. Train it again with another seed."
        )
    return made


def compared(data: bytes, network: UNet, channels: int, stride: int) -> float:
    """The largest difference between ONNX Runtime and PyTorch on random images, as a share of the largest output."""
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(0)
    errors = []
    for count, rows, columns in _COMPARED:
        values = random.normal(size=(count, channels, rows * stride, columns * stride)).astype(np.float32)
        got: Any = session.run([OUTPUT], {INPUT: values})[0]
        with torch.inference_mode():
            expected = network(torch.from_numpy(values)).numpy()
        if got.shape != expected.shape or not np.isfinite(got).all():
            return float("inf")
        errors.append(float(np.abs(got - expected).max() / max(float(np.abs(expected).max()), 1e-6)))
    return max(errors)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what the exporter says of its own parts and of packages that it could use."""
    logger = logging.getLogger("torch.onnx")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
