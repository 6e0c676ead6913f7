"""YAML as descriptions are written in it."""

from __future__ import annotations

import io
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Reference:
    """A file that a description names.

    Attributes:
        source: its name beside the description, or its address.
        field: where it is named.
        sha256: that it has to have; "" when none is told.
        is_needed: whether nothing can be run without it.
    """

    source: str
    field: str
    sha256: str = ""
    is_needed: bool = False

    @property
    def is_address(self) -> bool:
        """Whether it lies elsewhere than beside the description."""
        return "://" in self.source


def references(content: dict[str, Any]) -> list[Reference]:
    """The files that a model with weights in ONNX needs, with its tests, covers and documentation; each once."""
    found: dict[str, Reference] = {}

    def add(field: str, entry: Any, *, is_needed: bool = False) -> None:
        source = entry.get("source") if isinstance(entry, dict) else entry
        sha256 = entry.get("sha256") if isinstance(entry, dict) else None
        if isinstance(source, str):
            known = Reference(source.removeprefix("./"), field, sha256 if isinstance(sha256, str) else "", is_needed)
            found.setdefault(known.source, known)

    weights = content.get("weights")
    onnx = weights.get("onnx") if isinstance(weights, dict) else None
    if isinstance(onnx, dict):
        add("weights.onnx.source", onnx, is_needed=True)
        add("weights.onnx.external_data", onnx.get("external_data"), is_needed=True)
    for key in ("test_inputs", "test_outputs", "covers"):
        for number, entry in enumerate(_several(content.get(key))):
            add(f"{key}.{number}", entry)
    for key in ("inputs", "outputs"):
        for number, tensor in enumerate(_several(content.get(key))):
            add(f"{key}.{number}.test_tensor", tensor.get("test_tensor") if isinstance(tensor, dict) else None)
    add("documentation", content.get("documentation"))
    return list(found.values())


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
