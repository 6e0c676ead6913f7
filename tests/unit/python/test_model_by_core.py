"""Models are run, in tiles and with all steps, as bioimageio.core runs them."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.description import Step
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.prediction import Prediction

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import NativeSession, blurs, described
from tests.unit.python.model_packages import STEPS, by_core, image, npy, packed, repacked, unpacked

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers and percentiles


def core_prediction(package: bytes, folder: Path, array: Any, tile: int) -> dict[str, Any]:
    from bioimageio.core import Sample, Tensor, create_prediction_pipeline

    described = by_core(package, folder)
    dims = [axis.id for axis in described.inputs[0].axes]
    sample = Sample(members={described.inputs[0].id: Tensor.from_numpy(array, dims=dims)}, stat={}, id="one")
    pipeline = create_prediction_pipeline(described, default_blocksize_parameter=(tile - 16) // 8)
    return {
        str(name): tensor.to_numpy() for name, tensor in pipeline.predict_sample_with_blocking(sample).members.items()
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (STEPS, ()),
        (
            (Step("scale_range", {"min_percentile": 1.0, "max_percentile": 99.8, "axes": ["y", "x"]}),),
            (Step("sigmoid"),),
        ),
        (
            (Step("scale_linear", {"gain": 0.01, "offset": -1.0}), Step("clip", {"min": -1.0, "max": 4.0})),
            (Step("softmax"),),
        ),
        ((Step("zero_mean_unit_variance"),), (Step("sigmoid"), Step("binarize", {"threshold": 0.5}))),
        (
            (Step("clip", {"max_percentile": 98.0, "axes": ["y", "x"]}), Step("scale_linear", {"gain": 0.002})),
            (Step("scale_linear", {"gain": [2.0, 3.0], "offset": [0.0, 1.0], "axis": "channel"}),),
        ),
    ],
)
@asynchronous
async def test_an_image_in_tiles_gives_what_bioimageio_core_gives(
    before: tuple[Step, ...], after: tuple[Step, ...], tmp_path: Path
) -> None:
    array = image(1, 1, 150, 131)
    bare = packed(described(), blurs(), image(1, 1, 32, 32))
    content, files = unpacked(bare)
    content["inputs"][0]["preprocessing"] = [{"id": s.id, "kwargs": dict(s.arguments)} for s in before]
    content["outputs"][0]["postprocessing"] = [
        {"id": s.id, **({"kwargs": dict(s.arguments)} if s.arguments else {})} for s in after
    ]
    if after and after[-1].id == "binarize":
        content["outputs"][0]["data"] = {"type": "bool", "values": [False, True]}
        files["test_scores.npy"] = npy(np.ones((1, 2, 32, 32), bool))
        content["outputs"][0]["test_tensor"]["sha256"] = hashlib.sha256(files["test_scores.npy"]).hexdigest()
    package = repacked(content, files)
    opened = await open_file("model.zip", package)
    assert opened.description is not None
    prediction = Prediction(opened.description, NativeSession(opened.weights), Image(array[0, 0]), tile=64)
    got = (await prediction.run())["scores"]
    assert prediction.count == 9
    expected = core_prediction(package, tmp_path, array, 64)["scores"][0]
    assert got.dims == ("channel", "y", "x")
    if expected.dtype == bool:
        np.testing.assert_array_equal(got.data, expected)
    else:
        np.testing.assert_allclose(got.data, expected, rtol=1e-4, atol=1e-5)
