"""The models that are measured: a U-Net made here, and two networks as the wheel `onnx` carries them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE = 256
"""Of the U-Net's image, in both directions."""
_CHANNELS = (16, 32, 64)
_LIGHT = {"ResNet-50": "light_resnet50.onnx", "DenseNet-121": "light_densenet121.onnx"}


def models(folder: Path) -> dict[str, Path]:
    """Writes the models into `folder`; gives their files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"U-Net": folder / "unet.onnx"}
    made["U-Net"].write_bytes(u_net())
    light = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
    for name, file in _LIGHT.items():
        made[name] = folder / file
        made[name].write_bytes((light / file).read_bytes())
    return made


def heavy(megabytes: int) -> bytes:
    """A model of one addition that weighs so much."""
    weights = np.zeros(megabytes * 250_000, np.float32)
    return _model(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [weights.size],
        [weights.size],
        [numpy_helper.from_array(weights, "w")],
    )


def u_net() -> bytes:
    """Three levels of two convolutions each, down by maxima and up by nearest neighbours, joined at each level."""
    random = np.random.default_rng(1)
    nodes: list[Any] = []
    weights: list[Any] = [numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")]

    def convolved(source: str, name: str, inputs: int, outputs: int) -> str:
        for part, channels in (("a", inputs), ("b", outputs)):
            kernel = random.normal(0, (2 / (9 * channels)) ** 0.5, (outputs, channels, 3, 3)).astype(np.float32)
            weights.append(numpy_helper.from_array(kernel, f"{name}{part}_w"))
            nodes.append(helper.make_node("Conv", [source, f"{name}{part}_w"], [f"{name}{part}_c"], pads=[1, 1, 1, 1]))
            nodes.append(helper.make_node("Relu", [f"{name}{part}_c"], [f"{name}{part}"]))
            source = f"{name}{part}"
        return source

    current, channels = "x", 1
    skipped: list[tuple[str, int]] = []
    for level, width in enumerate(_CHANNELS):
        current = convolved(current, f"down{level}", channels, width)
        channels = width
        if level < len(_CHANNELS) - 1:
            skipped.append((current, width))
            pooled = f"pool{level}"
            nodes.append(helper.make_node("MaxPool", [current], [pooled], kernel_shape=[2, 2], strides=[2, 2]))
            current = pooled
    for level, (skip, width) in reversed(list(enumerate(skipped))):
        nodes.append(helper.make_node("Resize", [current, "", "twice"], [f"up{level}"], mode="nearest"))
        nodes.append(helper.make_node("Concat", [skip, f"up{level}"], [f"join{level}"], axis=1))
        current = convolved(f"join{level}", f"up{level}_", channels + width, width)
        channels = width
    kernel = random.normal(0, 0.1, (1, channels, 1, 1)).astype(np.float32)
    weights.append(numpy_helper.from_array(kernel, "last_w"))
    nodes.append(helper.make_node("Conv", [current, "last_w"], ["y"]))
    shape = [1, 1, SIZE, SIZE]
    return _model(nodes, shape, shape, weights)


def _model(nodes: list[Any], shape: list[int], given: list[int], weights: list[Any]) -> bytes:
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, given)],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())
