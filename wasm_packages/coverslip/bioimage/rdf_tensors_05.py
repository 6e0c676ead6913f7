"""Tensors as version 0.5 of bioimage.io's format describes them."""

from __future__ import annotations

from typing import Any

from .axis import Axis, Follows, Length, Steps, Varies
from .description import Padding, Step, TensorDescription
from .specification import text_of


def inputs(content: dict[str, Any]) -> tuple[TensorDescription, ...]:
    """The inputs of a checked description."""
    return tuple(_tensor(each, "preprocessing") for each in content["inputs"])


def outputs(content: dict[str, Any]) -> tuple[TensorDescription, ...]:
    """The outputs of a checked description."""
    return tuple(_tensor(each, "postprocessing") for each in content["outputs"])


def _tensor(entry: dict[str, Any], steps: str) -> TensorDescription:
    data = entry["data"]
    kinds = data if isinstance(data, list) else [data]
    pad = entry.get("pad") or {}
    values = kinds[0].get("values") or ()
    return TensorDescription(
        id=entry["id"],
        axes=tuple(_axis(each) for each in entry["axes"]),
        dtype=kinds[0]["type"],
        steps=tuple(_step(each) for each in entry[steps]),
        padding=Padding(pad.get("mode", "symmetric"), pad.get("value", 0)),
        optional=bool(entry.get("optional")),
        test=text_of(entry["test_tensor"] or {}, "source"),
        categories=tuple(map(str, values)),
    )


def _step(entry: dict[str, Any]) -> Step:
    return Step(entry["id"], entry.get("kwargs") or {})


def _axis(entry: dict[str, Any]) -> Axis:
    names = entry.get("channel_names") or ()
    size = entry.get("size")
    length: Length
    match size:
        case {"min": minimum, "step": step}:
            length = Steps(minimum, step)
        case {"tensor_id": tensor, "axis_id": axis, "offset": offset}:
            length = Follows(tensor, axis, offset)
        case {"min": _}:
            length = Varies()
        case int():
            length = size
        case _:
            # Channels are counted by their names; a batch of one runs everywhere.
            length = len(names) or 1
    return Axis(
        id=entry["id"],
        kind=entry["type"],
        length=length,
        scale=entry.get("scale") or 1.0,
        unit=text_of(entry, "unit"),
        halo=entry.get("halo") or 0,
        names=tuple(names),
    )
