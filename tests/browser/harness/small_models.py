"""Small models in ONNX, made when they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save_model

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOAT = TensorProto.FLOAT


def model_of(
    nodes: Sequence[Any],
    inputs: Sequence[tuple[str, Sequence[int | str]]],
    outputs: Sequence[tuple[str, Sequence[int | str]]],
    initializers: Sequence[Any] = (),
    opset: int = 17,
) -> Any:
    """A model of float32 tensors."""
    graph = helper.make_graph(
        list(nodes),
        "graph",
        [helper.make_tensor_value_info(name, FLOAT, list(shape)) for name, shape in inputs],
        [helper.make_tensor_value_info(name, FLOAT, list(shape)) for name, shape in outputs],
        list(initializers),
    )
    opsets = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, producer_name="tests", opset_imports=opsets, ir_version=8)


def twice() -> bytes:
    """`y = 2 x` for rows of three."""
    nodes = [helper.make_node("Add", ["x", "x"], ["y"])]
    return bytes(model_of(nodes, [("x", ["n", 3])], [("y", ["n", 3])]).SerializeToString())


def convolution(size: int = 8) -> bytes:
    """One small convolution and a threshold: what a graphics card and a processor both do."""
    weights = np.linspace(-1, 1, 2 * 9, dtype=np.float32).reshape(2, 1, 3, 3)
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c"], ["y"]),
    ]
    shape = [1, 1, size, size]
    model = model_of(nodes, [("x", shape)], [("y", [1, 2, size, size])], [numpy_helper.from_array(weights, "w")])
    return bytes(model.SerializeToString())


def classifier(labels: Sequence[str | int]) -> bytes:
    """Scores of rows of three by their labels, as converters of scikit-learn's classifiers make them."""
    is_text = isinstance(labels[0], str)
    kind, ending = (TensorProto.STRING, "strings") if is_text else (TensorProto.INT64, "int64s")
    named: dict[str, Any] = {f"classlabels_{ending}": labels}
    maps = helper.make_map_type_proto(kind, helper.make_tensor_type_proto(FLOAT, []))
    graph = helper.make_graph(
        [
            helper.make_node("Softmax", ["x"], ["scores"]),
            helper.make_node("ZipMap", ["scores"], ["p"], domain="ai.onnx.ml", **named),
        ],
        "graph",
        [helper.make_tensor_value_info("x", FLOAT, ["n", len(labels)])],
        [helper.make_value_info("p", helper.make_sequence_type_proto(maps))],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 2)]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())


def huge() -> bytes:
    """Asks for 4 GB of memory when it runs."""
    graph = helper.make_graph(
        [helper.make_node("ConstantOfShape", ["shape"], ["y"])],
        "graph",
        [helper.make_tensor_value_info("shape", TensorProto.INT64, [1])],
        [helper.make_tensor_value_info("y", FLOAT, ["n"])],
    )
    opsets = [helper.make_opsetid("", 17)]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())


def endless(size: int = 2_000_000_000) -> bytes:
    """Counts for a long time."""
    one = numpy_helper.from_array(np.array(1, np.float32), "one")
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["going"], ["still"]),
            helper.make_node("Add", ["sum_in", "one"], ["sum_out"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum_in", FLOAT, []),
        ],
        [
            helper.make_tensor_value_info("still", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum_out", FLOAT, []),
        ],
    )
    nodes = [helper.make_node("Loop", ["times", "yes", "x"], ["y"], body=body)]
    times = numpy_helper.from_array(np.array(size, np.int64), "times")
    yes = numpy_helper.from_array(np.array(True), "yes")
    return bytes(model_of(nodes, [("x", [])], [("y", [])], [one, times, yes]).SerializeToString())


def heavy() -> bytes:
    """`y = x + w` with 6 MB of weights."""
    weights = numpy_helper.from_array(np.zeros(1_500_000, dtype=np.float32), "w")
    shape = [1_500_000]
    model = model_of([helper.make_node("Add", ["x", "w"], ["y"])], [("x", shape)], [("y", shape)], [weights])
    return bytes(model.SerializeToString())


def with_external_data(folder: Path) -> tuple[bytes, bytes]:
    """`y = x + w` whose weights stand in a file `weights.bin` beside it; the model and that file."""
    weights = numpy_helper.from_array(np.arange(300, dtype=np.float32).reshape(100, 3), "w")
    nodes = [helper.make_node("Add", ["x", "w"], ["y"])]
    model = model_of(nodes, [("x", [100, 3])], [("y", [100, 3])], [weights])
    path = Path(folder, "model.onnx")
    save_model(model, str(path), save_as_external_data=True, location="weights.bin", size_threshold=0)
    return path.read_bytes(), Path(folder, "weights.bin").read_bytes()
