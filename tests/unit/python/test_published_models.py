"""Descriptions as publishers write them, in both versions of bioimage.io's format, run as bioimageio.core runs them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.device_test import replay_test
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.prediction import Prediction

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import NativeSession
from tests.unit.python.model_packages import npy, repacked
from tests.unit.python.odd_models_04 import MODELS_04, described_04, published
from tests.unit.python.odd_models_05 import MODELS_05, described_05

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers and percentiles

Arrays = Mapping[str, Any]


def core_outputs(
    content: Mapping[str, Any], files: Mapping[str, bytes], arrays: Arrays, folder: Path, *, padded: bool = False
) -> Arrays:
    """What bioimageio.core gives for these arrays, as a model's test is made or as an image is run."""
    from bioimageio.core import Sample, Tensor, create_prediction_pipeline, load_model_description

    for path, data in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "rdf.yaml").write_text(json.dumps(content))
    model = load_model_description(folder / "rdf.yaml", perform_io_checks=True)
    members = {}
    for tensor in model.inputs:
        identity = str(getattr(tensor, "id", None) or tensor.name)
        if identity in arrays:
            members[identity] = Tensor.from_numpy(arrays[identity], dims=dims_of(tensor.axes))
    sample = Sample(members=members, stat={}, id="one")
    with create_prediction_pipeline(model) as pipeline:
        made = pipeline.predict_sample_without_blocking(
            sample, skip_input_padding=not padded, skip_output_cropping=not padded
        )
    return {str(identity): tensor.to_numpy() for identity, tensor in made.members.items()}


def dims_of(axes: Any) -> list[str]:
    names = {"b": "batch", "c": "channel", "i": "index", "t": "time"}
    return [names.get(letter, letter) for letter in axes] if isinstance(axes, str) else [str(axis.id) for axis in axes]


async def raw_outputs(made: bytes, arrays: Arrays) -> dict[str, Any]:
    """Outputs of the shapes that the network gives."""
    session = NativeSession(made)
    names = [each.name for each in session.inputs]
    return await session.run({name: np.asarray(arrays[name], "float32") for name in names})


@pytest.mark.parametrize("name", MODELS_04)
@asynchronous
async def test_a_model_of_version_04_gives_what_bioimageio_core_gives(name: str, tmp_path: Path) -> None:
    made, _, outputs, arrays = MODELS_04[name]
    content = described_04(name)
    tests = {f"test_{key}.npy": npy(array) for key, array in arrays.items()}
    raw = await raw_outputs(made, arrays)
    tests |= {f"test_{each['name']}.npy": npy(raw[each["name"]].astype(each["data_type"])) for each in outputs}
    files = {"weights.onnx": made, "README.md": b"# Wie\n## Validation\n", **tests}
    expected = core_outputs(content, files, arrays, tmp_path)
    files |= {f"test_{each['name']}.npy": npy(expected[each["name"]]) for each in outputs}
    opened = await open_file("shark.zip", repacked(published(content), files, folder="models/bold-shark/"))
    assert opened.description is not None
    found = await replay_test(opened.description, opened.package, NativeSession(opened.weights))
    assert [each.output for each in found.outputs if each.largest > 1e-3] == []


@pytest.mark.parametrize("name", MODELS_05)
@asynchronous
async def test_a_model_of_version_05_gives_what_bioimageio_core_gives(name: str, tmp_path: Path) -> None:
    made, _, outputs, arrays = MODELS_05[name]
    raw = await raw_outputs(made, arrays)
    dtypes = {each["id"]: each["data"]["type"] for each in outputs}
    content, files = described_05(name, {key: array.astype(dtypes[key]) for key, array in raw.items()})
    expected = core_outputs(content, files, arrays, tmp_path)
    content, files = described_05(name, expected)
    opened = await open_file("odd.zip", repacked(content, files, name="bioimageio.yaml"))
    assert opened.description is not None
    found = await replay_test(opened.description, opened.package, NativeSession(opened.weights))
    assert [each.output for each in found.outputs if each.largest > 1e-3] == []
    images = {each.id: image_of(arrays[each.id], each.dims) for each in opened.description.inputs}
    got = await Prediction(opened.description, NativeSession(opened.weights), images, tile=24).run()
    for identity, wanted in core_outputs(content, files, arrays, tmp_path, padded=True).items():
        assert got[identity].data.shape == wanted.shape[1:]
        np.testing.assert_allclose(got[identity].data, wanted[0], rtol=1e-3, atol=1e-4)


def image_of(array: Any, dims: Sequence[str]) -> Image:
    """The image of which a test's tensor is made: without the batch, and without an only channel."""
    kept = [
        number
        for number, (dim, length) in enumerate(zip(dims, array.shape, strict=True))
        if dim != "batch" and not (dim == "channel" and length == 1)
    ]
    axes = "".join({"channel": "S"}.get(dims[number], dims[number].upper()) for number in kept)
    return Image(array.reshape([array.shape[number] for number in kept]), axes=axes)
