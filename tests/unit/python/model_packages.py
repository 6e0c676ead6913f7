"""Packages of bioimage.io that the tests make, take apart and put together again."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import ruyaml
from coverslip.bioimage.description import ModelDescription, Step
from coverslip.bioimage.writer import write_package

from tests.unit.python.model_files import OPSET, NativeSession, blurs, described

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STEPS = (Step("zero_mean_unit_variance", {"axes": ["y", "x"]}),)


def packed(model: ModelDescription, network: bytes, image: Any, **options: Any) -> bytes:
    """A package whose tests are what the network makes of an image."""
    session = NativeSession(network)
    feeds = {model.inputs[0].id: image.astype("float32")}
    mean, std = image.mean(dtype="float64"), image.std(dtype="float64")
    if model.inputs[0].steps == STEPS:
        feeds = {"raw": ((image - mean) / (std + 1e-6)).astype("float32")}
    expected = session._session.run(None, feeds)[0]
    tests = {model.inputs[0].id: image, model.outputs[0].id: expected}
    return write_package(model, network, opset=OPSET, tests=tests, **options)


def image(*shape: int) -> Any:
    """Pixels of this shape, skewed as those of fluorescence are."""
    return np.random.default_rng(7).gamma(2.0, 300.0, shape).astype("float32")


def two_blurs() -> bytes:
    """The package of a model whose input is normalised, with a documentation and tests."""
    return packed(described(steps=STEPS), blurs(), image(1, 1, 64, 48), documentation="# Two blurs\n")


def unpacked(package: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The description in a package, and its other files."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return ruyaml.YAML(typ="safe").load(io.BytesIO(files.pop("rdf.yaml"))), files


def repacked(
    content: Mapping[str, Any], files: Mapping[str, bytes], *, name: str = "rdf.yaml", folder: str = ""
) -> bytes:
    """The package of a description and other files, all in a folder where one is named."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # JSON is YAML.
        for path, data in {name: json.dumps(content).encode(), **files}.items():
            archive.writestr(folder + path, data)
    return buffer.getvalue()


def npy(array: Any) -> bytes:
    """An array as a file of NumPy."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def by_core(package: bytes, folder: Path) -> Any:
    """The description as bioimageio.core reads it; the package is written into a folder for it."""
    from bioimageio.core import load_model_description

    path = folder / "model.zip"
    path.write_bytes(package)
    return load_model_description(path, perform_io_checks=True)
