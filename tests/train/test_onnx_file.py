"""Networks in ONNX give what PyTorch gives, in any size and in tiles; what differs is not given out."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.prediction import Prediction
from coverslip.training import onnx_file
from coverslip.training.errors import TrainingError
from coverslip.training.model_package import U_NET, About, describe, pack
from coverslip.training.network import new_network
from coverslip.training.onnx_file import TOLERANCE, OnnxFile, compared, export
from coverslip.training.settings import Settings

from tests.unit.python.model_files import NativeSession

SETTINGS = Settings(width=4, depth=2)


@pytest.fixture(scope="module")
def exported() -> OnnxFile:
    return export(new_network(2, 3, 4, 2, seed=1), 2, SETTINGS)


def test_what_is_exported_takes_any_length_and_gives_what_pytorch_gives(exported: OnnxFile) -> None:
    session = NativeSession(exported.data)
    batch, channels, *lengths = session.inputs[0].shape
    assert channels == 2
    assert all(isinstance(length, str) for length in (batch, *lengths))
    assert exported.error <= TOLERANCE
    assert compared(exported.data, new_network(2, 3, 4, 2, seed=1), 2, 4) == exported.error


def test_a_network_that_differs_is_noticed_and_not_given_out(
    exported: OnnxFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compared(exported.data, new_network(2, 3, 4, 2, seed=2), 2, 4) > 0.01
    monkeypatch.setattr(onnx_file, "compared", lambda *_: 0.25)
    with pytest.raises(TrainingError, match=r"differs from the trained one by 2\.5e-01 of its largest value, 1e-04"):
        export(new_network(1, 1, 2, 1, seed=0), 1, Settings(width=2, depth=1))


def test_tiles_have_no_seams(exported: OnnxFile) -> None:
    about = About("Some network", "Does something.", "Ada", "MIT", ("test",), (U_NET,))
    model = describe(about, SETTINGS, 2, (), (), ("a", "b", "c"))
    drawn: Any = np.random.default_rng(0).normal(size=(2, 190, 170)).astype("float32")
    package = pack(model, exported, drawn, b"", {"held_out": {}})

    async def predicted(tile: int) -> tuple[int, Any]:
        opened = await open_file("model.zip", package)
        assert opened.description is not None
        image = Image(drawn, axes="CYX")
        prediction = Prediction(opened.description, NativeSession(opened.weights), image, tile=tile)
        return prediction.count, (await prediction.run())["result"].data

    whole, tiled = asyncio.run(predicted(512)), asyncio.run(predicted(100))
    assert whole[0] == 1
    assert tiled[0] >= 16
    np.testing.assert_allclose(tiled[1], whole[1], atol=1e-4 * np.abs(whole[1]).max())
