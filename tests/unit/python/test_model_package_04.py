"""Packages of version 0.4 of bioimage.io's format are read and run as those of 0.5."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.description import Step
from coverslip.bioimage.device_test import replay_test
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.prediction import Prediction

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import OPSET, NativeSession
from tests.unit.python.model_packages import by_core, image, repacked, two_blurs, unpacked

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers and percentiles


@pytest.fixture(scope="module")
def package() -> bytes:
    return two_blurs()


def old(package: bytes, **changes: Any) -> bytes:
    """The same model as version 0.4 of the format describes it."""
    _, files = unpacked(package)
    content = {
        "format_version": "0.4.10",
        "type": "model",
        "name": "Two blurs",
        "description": "Blurs twice.",
        "authors": [{"name": "Ada Lovelace"}],
        "cite": [{"text": "Nobody", "url": "https://example.com/nothing"}],
        "license": "MIT",
        "documentation": "README.md",
        "timestamp": "2024-01-01T00:00:00",
        "covers": [],
        "inputs": [
            {
                "name": "raw",
                "axes": "bcyx",
                "data_type": "float32",
                "shape": {"min": [1, 1, 16, 16], "step": [0, 0, 8, 8]},
                "preprocessing": [
                    {"name": "zero_mean_unit_variance", "kwargs": {"mode": "per_sample", "axes": "yx"}},
                ],
            }
        ],
        "outputs": [
            {
                "name": "scores",
                "axes": "bcyx",
                "data_type": "float32",
                "shape": {"reference_tensor": "raw", "scale": [1, 0, 1, 1], "offset": [0, 1, 0, 0]},
                "halo": [0, 0, 4, 4],
            }
        ],
        "test_inputs": ["test_raw.npy"],
        "test_outputs": ["test_scores.npy"],
        "weights": {"onnx": {"source": "weights.onnx", "opset_version": OPSET}},
        **changes,
    }
    return repacked(content, files)


@asynchronous
async def test_a_description_of_version_04_is_run_as_one_of_version_05(package: bytes, tmp_path: Path) -> None:
    array = image(1, 1, 100, 90)
    outputs = []
    for each in (package, old(package)):
        opened = await open_file("model.zip", each)
        assert opened.description is not None
        session = NativeSession(opened.weights)
        assert (await replay_test(opened.description, opened.package, session)).passed
        outputs.append((await Prediction(opened.description, session, Image(array[0, 0]), tile=48).run())["scores"])
    np.testing.assert_array_equal(outputs[0].data, outputs[1].data)
    assert outputs[1].data.shape == (2, 100, 90)
    from bioimageio.core import predict

    by = predict(model=by_core(old(package), tmp_path), inputs={"raw": array[:, :, :64, :64]})
    assert opened.description is not None
    own = await Prediction(
        opened.description, NativeSession(opened.weights), Image(array[0, 0, :64, :64]), tile=80
    ).run()
    # Core knows no halo in 0.4: it differs where the edges are near.
    np.testing.assert_allclose(
        own["scores"].data[:, 4:-4, 4:-4], by.members["scores"].to_numpy()[0, :, 4:-4, 4:-4], rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (
            {"name": "zero_mean_unit_variance", "kwargs": {"mode": "fixed", "axes": "yx", "mean": [5.0], "std": [2.0]}},
            Step("fixed_zero_mean_unit_variance", {"mean": [5.0], "std": [2.0], "eps": 1e-6, "axis": "channel"}),
        ),
        (
            {"name": "zero_mean_unit_variance", "kwargs": {"mode": "per_dataset", "axes": "yx"}},
            Step("zero_mean_unit_variance", {"eps": 1e-6, "axes": ["batch", "y", "x"]}),
        ),
        (
            {"name": "scale_range", "kwargs": {"mode": "per_sample", "axes": "cyx", "min_percentile": 2}},
            Step(
                "scale_range", {"eps": 1e-6, "min_percentile": 2, "max_percentile": 100, "axes": ["channel", "y", "x"]}
            ),
        ),
        (
            {"name": "scale_linear", "kwargs": {"axes": "yx", "gain": [2.0], "offset": [1.0]}},
            Step("scale_linear", {"gain": [2.0], "offset": [1.0], "axis": "channel"}),
        ),
        (
            {"name": "scale_linear", "kwargs": {"gain": 2.0, "offset": 1.0}},
            Step("scale_linear", {"gain": 2.0, "offset": 1.0}),
        ),
        ({"name": "clip", "kwargs": {"min": 1.0, "max": 2.0}}, Step("clip", {"min": 1.0, "max": 2.0})),
        ({"name": "binarize", "kwargs": {"threshold": 1.5}}, Step("binarize", {"threshold": 1.5})),
        ({"name": "sigmoid"}, Step("sigmoid", {})),
    ],
    ids=lambda value: value["name"] + str(value.get("kwargs", {}).get("mode", "")) if isinstance(value, dict) else "",
)
@asynchronous
async def test_steps_of_version_04_are_read_in_the_words_of_05(
    package: bytes, given: dict[str, Any], read: Step
) -> None:
    entry = {"name": "raw", "axes": "bcyx", "data_type": "float32", "shape": [1, 1, 64, 48], "preprocessing": [given]}
    opened = await open_file("model.zip", old(package, inputs=[entry]))
    assert opened.description is not None
    assert opened.description.inputs[0].steps[1] == read
    assert opened.description.inputs[0].axes[2].length == 64
