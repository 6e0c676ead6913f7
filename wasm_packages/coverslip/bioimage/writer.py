"""Packaging a model for bioimage.io: a zip with its description in the format 0.5, its network, tests and cover."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from .axis import Axis, Follows, Steps, Varies
from .errors import DescriptionError
from .npy import dump_npy
from .relations import main_input
from .yaml_text import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .description import ModelDescription, Step, TensorDescription

#: Of the format that is written.
FORMAT = "0.5.4"
#: The same bytes for the same model, whenever it is written.
_TIME = (1980, 1, 1, 0, 0, 0)


def write_package(
    model: ModelDescription,
    network: bytes,
    *,
    opset: int,
    tests: Mapping[str, NDArray[Any]],
    covers: Mapping[str, bytes] | None = None,
    documentation: str = "",
    external: bytes = b"",
    config: Mapping[str, Any] | None = None,
) -> bytes:
    """A zip that bioimage.io's tools read.

    Args:
        model: what is known of it; the names of its files are taken from the arguments.
        network: in ONNX.
        opset: version of the operators that the network is made of.
        tests: for every input an example in the described type, and for every output what comes out, by their ids.
        covers: pictures (PNG, JPEG or GIF) by the names of their files.
        documentation: Markdown.
        external: the network's large tensors, where they are no part of it.
        config: what else is to stand in the description, by whose tool it is for: plain numbers, texts, lists, dicts.

    Raises:
        DescriptionError: naming what bioimage.io asks for and is missing.
    """
    files: dict[str, bytes] = {"weights.onnx": network}
    weights: dict[str, Any] = {"source": "weights.onnx", "sha256": _sha256(network), "opset_version": opset}
    if external:
        name = model.weights.external or "weights.onnx.data"
        files[name] = external
        weights["external_data"] = {"source": name, "sha256": _sha256(external)}
    for required, value in (("authors", model.authors), ("licence", model.licence), ("citations", model.citations)):
        if not value:
            raise DescriptionError(f"bioimage.io asks for {required}, and {model.name} has none.", required)
    content: dict[str, Any] = {
        "format_version": FORMAT,
        "type": "model",
        "name": _name(model.name),
        "description": model.description,
        "authors": [
            _present({"name": each.name, "affiliation": each.affiliation, "orcid": each.orcid})
            for each in model.authors
        ],
        "cite": [_present({"text": each.text, "doi": each.doi, "url": each.url}) for each in model.citations],
        "license": model.licence,
        "tags": list(model.tags),
    }
    if model.version:
        content["version"] = model.version
    if covers:
        files |= covers
        content["covers"] = list(covers)
    if documentation:
        files["README.md"] = documentation.encode()
        content["documentation"] = "README.md"
    for group, steps in ((model.inputs, "preprocessing"), (model.outputs, "postprocessing")):
        content["inputs" if group is model.inputs else "outputs"] = [
            _tensor(model, each, steps, tests, files) for each in group
        ]
    content["weights"] = {"onnx": weights}
    more = dict(config or {})
    if model.tolerances:
        more["bioimageio"] = {"reproducibility_tolerance": [_tolerance(each) for each in model.tolerances]}
    if more:
        content["config"] = more
    return _zip({"rdf.yaml": text(content), **files})


def _tensor(
    model: ModelDescription,
    tensor: TensorDescription,
    steps: str,
    tests: Mapping[str, NDArray[Any]],
    files: dict[str, bytes],
) -> dict[str, Any]:
    if tensor.id not in tests:
        raise DescriptionError(f"bioimage.io asks for a test of {tensor.id!r}, and there is none.", tensor.id)
    array = tests[tensor.id]
    name = f"test_{tensor.id}.npy"
    files[name] = dump_npy(array)
    written: dict[str, Any] = {
        "id": tensor.id,
        "axes": [_axis(model, each) for each in tensor.axes],
        "data": _data(array.dtype.name),
        "test_tensor": {"source": name, "sha256": _sha256(files[name])},
    }
    described = [entry for each in tensor.steps for entry in _steps(each, array)]
    if described:
        written[steps] = described
    if steps == "preprocessing" and tensor.optional:
        written["optional"] = True
    return written


def _data(dtype: str) -> dict[str, Any]:
    if dtype == "bool":
        return {"type": dtype, "values": [False, True]}
    return {"type": dtype}


def _axis(model: ModelDescription, axis: Axis) -> dict[str, Any]:
    if axis.kind == "batch":
        return {"type": "batch"}
    if axis.kind == "channel":
        count = axis.length if isinstance(axis.length, int) else 1
        names = axis.names if len(axis.names) == count else [f"channel{number}" for number in range(count)]
        return {"type": "channel", "id": axis.id, "channel_names": list(names)}
    written: dict[str, Any] = {"type": axis.kind, "id": axis.id}
    match axis.length:
        case Steps(minimum, step):
            written["size"] = {"min": minimum, "step": step}
        case Follows(tensor, other, offset):
            written["size"] = {"tensor_id": tensor, "axis_id": other, "offset": offset}
        case Varies():
            written["size"] = {"min": 1}
        case int() if axis.halo:
            # A halo is cropped from an axis that follows one of the input, also where that one's length is fixed.
            written["size"] = {"tensor_id": main_input(model).id, "axis_id": axis.id}
        case _:
            written["size"] = axis.length
    if axis.kind == "space" and axis.scale != 1:
        written["scale"] = axis.scale
    if axis.unit:
        written["unit"] = axis.unit
    if axis.halo:
        written["halo"] = axis.halo
    return written


def _steps(step: Step, array: NDArray[Any]) -> list[dict[str, Any]]:
    if step.id == "reverse":
        raise DescriptionError(
            "bioimage.io has no step that reverses an axis; reverse the channels in the network itself."
        )
    if step.id == "scale_by_bit_depth":
        import numpy as np

        # The type of the image is the one of the test.
        largest = np.iinfo(array.dtype).max if array.dtype.kind in "iu" else 1
        scaling = {"id": "scale_linear", "kwargs": {"gain": 1 / largest, "offset": 0.0}}
        return [scaling, {"id": "ensure_dtype", "kwargs": {"dtype": "float32"}}]
    return [{"id": step.id, **({"kwargs": dict(step.arguments)} if step.arguments else {})}]


def _tolerance(each: Any) -> dict[str, Any]:
    return {
        "relative_tolerance": each.relative,
        "absolute_tolerance": each.absolute,
        "mismatched_elements_per_million": int(each.per_million),
        "output_ids": list(each.outputs),
    }


def _name(name: str) -> str:
    """A name in the letters that bioimage.io allows, and as long as it has to be."""
    allowed = re.sub(r"[^\w+() -]", " ", name, flags=re.ASCII).strip()[:128]
    return allowed if len(allowed) >= 5 else f"{allowed} model".strip()


def _present(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
