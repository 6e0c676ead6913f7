"""The node cases of ONNX's own backend tests, in a form that a page can read."""

from __future__ import annotations

import base64
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
#: Their outputs are drawn at random: no two runs need to agree.
RANDOM_OPERATORS = {
    "Bernoulli",
    "Multinomial",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
}


def node_cases() -> list[Any]:
    """Every case, made by ONNX's own generators, by name."""
    with warnings.catch_warnings():
        # They provoke overflows and divisions by zero on purpose.
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        return sorted(collect_testcases(None), key=lambda case: str(case.name))


def is_random(case: Any) -> bool:
    """Whether its outputs are drawn at random."""
    nodes = case.model.graph.node
    is_training = any(node.op_type == "Dropout" and len(node.input) > 2 for node in nodes)
    return is_training or any(node.op_type in RANDOM_OPERATORS for node in nodes)


def described(case: Any) -> Json:
    """A case for the page: its model, and the tensors that go in and should come out."""
    graph = case.model.graph
    return {
        "name": case.name,
        "model": base64.b64encode(case.model.SerializeToString()).decode(),
        "rtol": case.rtol,
        "atol": case.atol,
        "sets": [
            {
                "inputs": _tensors([each.name for each in graph.input], inputs),
                "outputs": _tensors([each.name for each in graph.output], outputs),
            }
            for inputs, outputs in case.data_sets
        ],
    }


def _tensors(names: Sequence[str], values: Sequence[Any]) -> list[Json]:
    return [_tensor(name, value) for name, value in zip(names, values, strict=False)]


def _tensor(name: str, value: Any) -> Json:
    """`type` is the number of the element type; 0 for a sequence, or for nothing."""
    import numpy as np
    import onnx
    from onnx import numpy_helper

    if isinstance(value, onnx.TensorProto):
        tensor = value if value.HasField("raw_data") else numpy_helper.from_array(numpy_helper.to_array(value))
    elif isinstance(value, np.ndarray | np.generic):
        tensor = numpy_helper.from_array(np.asarray(value))
    else:
        return {"name": name, "type": 0, "dims": []}
    about: Json = {"name": name, "type": tensor.data_type, "dims": list(tensor.dims)}
    if tensor.data_type == onnx.TensorProto.STRING:
        return {**about, "texts": [text.decode() for text in tensor.string_data]}
    return {**about, "data": base64.b64encode(tensor.raw_data).decode()}
