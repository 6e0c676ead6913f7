"""Small models that the tests make, and what runs them natively."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from coverslip.bioimage.axis import Axis, Follows, Steps
from coverslip.bioimage.description import Citation, ModelDescription, Person, Step, TensorDescription, Weights
from coverslip.bioimage.writer import write_package
from onnx import TensorProto, helper, numpy_helper
from PIL import Image as Picture

OPSET = 15
#: How long an image may be that `described()` takes.
LENGTHS = Steps(16, 8)


class NativeSession:
    """A network in onnxruntime, with the calls of `coverslip.models`."""

    device = "cpu"

    def __init__(self, network: bytes) -> None:
        self._session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
        self.inputs: Sequence[Any] = self._session.get_inputs()
        self.outputs: Sequence[Any] = self._session.get_outputs()
        self.runs = 0

    async def run(self, inputs: Mapping[str, Any], /) -> dict[str, Any]:
        self.runs += 1
        names = [each.name for each in self.outputs]
        return dict(zip(names, self._session.run(names, dict(inputs)), strict=True))


def network(nodes: Sequence[Any], inputs: Sequence[Any], outputs: Sequence[Any], constants: Mapping[str, Any]) -> bytes:
    """A network of these nodes, in ONNX."""
    values = [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()]
    graph = helper.make_graph(list(nodes), "graph", list(inputs), list(outputs), values)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def value(name: str, shape: Sequence[int | str], kind: int = TensorProto.FLOAT) -> Any:
    """An input or output."""
    return helper.make_tensor_value_info(name, kind, list(shape))


def blurs(channels: int = 1, classes: int = 2) -> bytes:
    """Two convolutions of 5 × 5: an output depends on 4 pixels around it, so a halo of 4 makes tiles exact."""
    draw = np.random.default_rng(5)
    return network(
        [
            helper.make_node("Conv", ["raw", "first"], ["middle"], pads=[2, 2, 2, 2]),
            helper.make_node("Relu", ["middle"], ["rectified"]),
            helper.make_node("Conv", ["rectified", "second"], ["scores"], pads=[2, 2, 2, 2]),
        ],
        [value("raw", ["n", channels, "h", "w"])],
        [value("scores", ["n", classes, "h", "w"])],
        {
            "first": draw.normal(0, 0.3, (4, channels, 5, 5)).astype("float32"),
            "second": draw.normal(0, 0.3, (classes, 4, 5, 5)).astype("float32"),
        },
    )


def doubled() -> bytes:
    """Twice as many pixels along y and x: each one four times."""
    return network(
        [helper.make_node("Resize", ["raw", "", "scales"], ["large"], mode="nearest")],
        [value("raw", ["n", 1, "h", "w"])],
        [value("large", ["n", 1, "h2", "w2"])],
        {"scales": np.array([1, 1, 2, 2], "float32")},
    )


def described(
    *,
    steps: Sequence[Step] = (),
    after: Sequence[Step] = (),
    halo: int = 4,
    channels: int = 1,
    classes: int = 2,
    length: Any = LENGTHS,
) -> ModelDescription:
    """The description of `blurs()`."""
    plain = [Axis("batch", "batch", 1), Axis("channel", "channel", channels)]
    shown = [Axis("batch", "batch", 1), Axis("channel", "channel", classes)]
    return ModelDescription(
        name="Two blurs",
        format="bioimage.io 0.5.4",
        description="Blurs twice.",
        inputs=(
            TensorDescription(
                "raw", (*plain, Axis("y", "space", length), Axis("x", "space", length)), steps=tuple(steps)
            ),
        ),
        outputs=(
            TensorDescription(
                "scores",
                (*shown, *(Axis(name, "space", Follows("raw", name), halo=halo) for name in "yx")),
                steps=tuple(after),
            ),
        ),
        weights=Weights("weights.onnx"),
        authors=(Person("Ada Lovelace", "Analytical Engine", "0000-0002-1825-0097"),),
        citations=(Citation("Nobody, Nothing, 2026", url="https://example.com/nothing"),),
        licence="MIT",
        tags=("blur",),
    )


def cover() -> bytes:
    """A small picture, twice as wide as high."""
    buffer = io.BytesIO()
    Picture.fromarray(np.tile(np.arange(128, dtype="uint8"), (64, 1))).save(buffer, "PNG")
    return buffer.getvalue()


def package_of_two_blurs() -> bytes:
    """A package of bioimage.io with the two blurs, a sigmoid after them, and a test."""
    array = np.random.default_rng(2).random((1, 1, 48, 48), "float32")
    scores = NativeSession(blurs())._session.run(None, {"raw": array})[0]
    return write_package(
        described(after=(Step("sigmoid"),)),
        blurs(),
        opset=OPSET,
        tests={"raw": array, "scores": 1 / (1 + np.exp(-scores))},
        covers={"cover.png": cover()},
        documentation="# How it was made\n\nBy *hand*.\n",
    )
