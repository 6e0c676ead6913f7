"""YAML as descriptions are written in it."""

from __future__ import annotations

import io
from typing import Any

from .errors import DescriptionError


def parse(data: bytes, name: str) -> dict[str, Any]:
    """The content of a YAML file.

    Raises:
        DescriptionError: saying in which line it is wrong, or that it holds no fields.
    """
    import ruyaml

    reader = ruyaml.YAML(typ="safe", pure=True)
    try:
        content = reader.load(io.BytesIO(data))
    except ruyaml.error.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise DescriptionError(f"{name} is no YAML: {error.problem or error.context}{where}.") from error
    except ruyaml.error.YAMLError as error:
        raise DescriptionError(f"{name} is no YAML: {error}.") from error
    if not isinstance(content, dict):
        raise DescriptionError(f"{name} holds no fields, so it describes no model.")
    return content


def text(content: dict[str, Any]) -> bytes:
    """A YAML file with these fields, in their order."""
    import ruyaml

    writer = ruyaml.YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # None is only its default
    writer.allow_unicode = True
    buffer = io.BytesIO()
    writer.dump(content, buffer)
    return buffer.getvalue()


def sources(content: dict[str, Any]) -> dict[str, str]:
    """The files beside the description that a model with weights in ONNX needs, and the field that names each."""
    found: dict[str, str] = {}

    def add(where: str, entry: Any) -> None:
        source = entry.get("source") if isinstance(entry, dict) else entry
        if isinstance(source, str) and "://" not in source:
            found.setdefault(source.removeprefix("./"), where)

    weights = content.get("weights")
    onnx = weights.get("onnx") if isinstance(weights, dict) else None
    if isinstance(onnx, dict):
        add("weights.onnx.source", onnx.get("source"))
        add("weights.onnx.external_data", onnx.get("external_data"))
    for key in ("test_inputs", "test_outputs", "covers"):
        for number, entry in enumerate(_several(content.get(key))):
            add(f"{key}.{number}", entry)
    for key in ("inputs", "outputs"):
        for number, tensor in enumerate(_several(content.get(key))):
            for field in ("test_tensor", "sample_tensor"):
                add(f"{key}.{number}.{field}", tensor.get(field) if isinstance(tensor, dict) else None)
    add("documentation", content.get("documentation"))
    return found


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
