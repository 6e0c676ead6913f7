# /// script
# requires-python = ">=3.11"
# dependencies = ["coverslip", "numpy", "onnxruntime"]
# [tool.coverslip]
# name = "Models"
# version = "1.0.0"
# description = "Runs models in ONNX, by onnxruntime's own names and by Coverslip's."
# ///
"""The first op is written for native onnxruntime: nothing in it knows of a browser."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime as ort
from coverslip import ModelError, models, op
from onnxruntime.capi import onnxruntime_pybind11_state as state


def caught(work: Any) -> list[str]:
    try:
        work()
    except Exception as error:
        return [type(error).__name__, str(error)]
    return ["", ""]


@op(title="Script")
def script(model: bytes) -> dict[str, Any]:
    """Use onnxruntime as scripts do."""
    with open("/tmp/model.onnx", "wb") as file:  # noqa: PTH123, S108
        file.write(model)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    session = ort.InferenceSession("/tmp/model.onnx", options, providers=["CPUExecutionProvider"])  # noqa: S108
    node = session.get_inputs()[0]
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    (both,) = session.run([session.get_outputs()[0].name], {node.name: x})
    assert isinstance(both, np.ndarray)
    raised = []
    try:
        session.run(None, {node.name: x.astype(np.float64)})
    except state.InvalidArgument:
        raised.append("InvalidArgument")
    return {
        "input": [node.name, node.type, node.shape],
        "output": both.tolist(),
        "dtype": str(both.dtype),
        "producer": session.get_modelmeta().producer_name,
        "providers": session.get_providers(),
        "raised": raised,
        "errors": {
            "dtype": caught(lambda: session.run(None, {node.name: x.astype(np.float64)})),
            "rank": caught(lambda: session.run(None, {node.name: x[0]})),
            "length": caught(lambda: session.run(None, {node.name: x[:, :2]})),
            "missing": caught(lambda: session.run(None, {})),
            "stranger": caught(lambda: session.run(None, {node.name: x, "z": x})),
            "output": caught(lambda: session.run(["z"], {node.name: x})),
            "garbage": caught(lambda: ort.InferenceSession(b"garbage")),
            "file": caught(lambda: ort.InferenceSession("/tmp/none.onnx")),  # noqa: S108
            "type": caught(lambda: ort.InferenceSession(5)),
        },
    }


@op(title="Session")
async def session(model: bytes) -> dict[str, Any]:
    """Use Coverslip's own names."""
    steps: list[str] = []
    loaded = await models.load(model, name="twice.onnx", on_progress=lambda step: steps.append(step["stage"]))
    outputs = await loaded.run({"x": np.ones((1, 3), np.float32)}, outputs=["y"])
    texts = ["", ""]
    try:
        await loaded.run({"x": [1]})
    except ModelError as error:
        texts = [error.fault, str(error)]
    later = await ort.InferenceSession(model).run_async(None, {"x": np.zeros((1, 3), np.float32)})
    return {
        "inputs": [[each.name, each.dtype, list(each.shape)] for each in loaded.inputs],
        "output": outputs["y"].tolist(),
        "device": loaded.device,
        "error": texts,
        "later": later[0].tolist(),
        "steps": sorted(set(steps)),
    }


@op(title="Fetch")
async def fetch(address: str) -> str:
    """Load a model from an address that was not granted."""
    try:
        await models.load(address)
    except Exception as error:
        return str(error)
    return ""
