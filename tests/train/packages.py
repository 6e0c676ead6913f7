"""What a trained package has to stand up to, whatever it does."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import ruyaml
from coverslip.bioimage.device_test import replay_test
from coverslip.bioimage.opening import open_file

from tests.unit.python.model_files import NativeSession

if TYPE_CHECKING:
    from pathlib import Path


def opened_archive(package: bytes) -> tuple[dict[str, Any], zipfile.ZipFile]:
    """The description in a package, and its files."""
    archive = zipfile.ZipFile(io.BytesIO(package))
    return ruyaml.YAML(typ="safe").load(archive.read("rdf.yaml")), archive


def validate(package: bytes, folder: Path) -> None:
    """bioimageio.spec finds it valid, and bioimageio.core gets what its test expects."""
    from bioimageio.core import load_model_description, test_description

    path = folder / "model.zip"
    path.write_bytes(package)
    described = load_model_description(path, perform_io_checks=True)
    summary = test_description(described)
    assert summary.status == "passed", summary.format()


def replay(package: bytes) -> None:
    """The app's own test of a model on this device passes."""

    async def replayed() -> bool:
        opened = await open_file("model.zip", package)
        assert opened.description is not None
        return (await replay_test(opened.description, opened.package, NativeSession(opened.weights))).passed

    assert asyncio.run(replayed())


def plain_outputs(package: bytes, image: Any) -> Any:
    """What the bare network in a package makes of (batch, channels, rows, columns), by nothing but onnxruntime."""
    _, archive = opened_archive(package)
    session = onnxruntime.InferenceSession(archive.read("weights.onnx"), providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    return session.run(None, {given.name: np.asarray(image, np.float32)})[0]


def told(package: bytes) -> dict[str, Any]:
    """The provenance in a package, which its README and its description tell alike."""
    content, archive = opened_archive(package)
    kept: dict[str, Any] = json.loads(json.dumps(content["config"]["coverslip"]))
    readme = archive.read("README.md").decode()
    assert json.loads(readme.split("```json\n")[1].split("```")[0]) == kept
    return kept
