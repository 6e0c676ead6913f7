"""Tensors as version 0.4 of bioimage.io's format describes them, in the words of 0.5."""

from __future__ import annotations

from typing import Any

from .axis import Axis, AxisKind, Follows, Length, Steps
from .description import Step, TensorDescription
from .errors import DescriptionError

_AXES: dict[str, tuple[str, AxisKind]] = {
    "b": ("batch", "batch"),
    "t": ("time", "time"),
    "i": ("index", "index"),
    "c": ("channel", "channel"),
    "z": ("z", "space"),
    "y": ("y", "space"),
    "x": ("x", "space"),
}


def inputs(content: dict[str, Any]) -> tuple[TensorDescription, ...]:
    """The inputs of a checked description. The network gets float32, as 0.4 takes for granted."""
    return tuple(
        TensorDescription(
            id=entry["name"],
            axes=tuple(_input_axis(entry, index) for index in range(len(entry["axes"]))),
            dtype=entry["data_type"],
            steps=(
                Step("ensure_dtype", {"dtype": entry["data_type"]}),
                *(_step(each, entry["axes"]) for each in entry["preprocessing"]),
                Step("ensure_dtype", {"dtype": "float32"}),
            ),
            test=test,
        )
        for entry, test in zip(content["inputs"], content["test_inputs"], strict=True)
    )


def outputs(content: dict[str, Any]) -> tuple[TensorDescription, ...]:
    """The outputs of a checked description."""
    lengths = {each["name"]: _lengths(each) for each in content["inputs"]}
    return tuple(
        TensorDescription(
            id=entry["name"],
            axes=tuple(_output_axis(entry, index, lengths) for index in range(len(entry["axes"]))),
            dtype=entry["data_type"],
            steps=(
                *(_step(each, entry["axes"]) for each in entry["postprocessing"]),
                Step("ensure_dtype", {"dtype": entry["data_type"]}),
            ),
            test=test,
        )
        for entry, test in zip(content["outputs"], content["test_outputs"], strict=True)
    )


def _lengths(entry: dict[str, Any]) -> dict[str, int]:
    shape = entry["shape"]
    return dict(zip(entry["axes"], shape["min"] if isinstance(shape, dict) else shape, strict=True))


def _input_axis(entry: dict[str, Any], index: int) -> Axis:
    identity, kind = _AXES[entry["axes"][index]]
    shape = entry["shape"]
    length: Length
    if not isinstance(shape, dict):
        length = shape[index]
    elif shape["step"][index]:
        length = Steps(shape["min"][index], shape["step"][index])
    else:
        length = shape["min"][index]
    return Axis(identity, kind, length)


def _output_axis(entry: dict[str, Any], index: int, lengths: dict[str, dict[str, int]]) -> Axis:
    letter = entry["axes"][index]
    identity, kind = _AXES[letter]
    shape = entry["shape"]
    halo = (entry.get("halo") or [0] * len(entry["axes"]))[index]
    if not isinstance(shape, dict):
        return Axis(identity, kind, shape[index], halo=halo)
    scale, offset = shape["scale"][index], shape["offset"][index]
    if not scale:
        # A new axis: its length is twice the offset, which is counted at both ends.
        return Axis(identity, kind, int(2 * offset), halo=halo)
    tensor, _, other = shape["reference_tensor"].partition(".")
    letter = other or letter
    if kind in ("batch", "channel", "index"):
        return Axis(identity, kind, int(lengths[tensor][letter] * scale + 2 * offset), halo=halo)
    return Axis(identity, kind, Follows(tensor, _AXES[letter][0], int(2 * offset)), scale=1 / scale, halo=halo)


def _step(entry: dict[str, Any], axes: str) -> Step:
    """A step with axes by name, and with the fixed statistics of 0.4 as a step of their own, as in 0.5."""
    name = entry["name"]
    given = {key: value for key, value in (entry.get("kwargs") or {}).items() if value is not None}
    letters = given.pop("axes", None)
    mode = given.pop("mode", "per_sample")
    if name == "scale_linear" or mode == "fixed":
        name = "scale_linear" if name == "scale_linear" else "fixed_zero_mean_unit_variance"
        rest = [letter for letter in axes if letter != "b" and letter not in (letters or axes)]
        if len(rest) > 1:
            raise DescriptionError(
                f"{entry['name']} leaves more than one axis of {axes} over: {', '.join(rest)}.", "axes"
            )
        return Step(name, {**given, "axis": _AXES[rest[0]][0]} if rest else given)
    if name in ("zero_mean_unit_variance", "scale_range", "scale_mean_variance"):
        named = None if letters is None else [_AXES[letter][0] for letter in letters]
        if named is not None and mode == "per_dataset":
            named = ["batch", *named]
        return Step(name, {**given, "axes": named})
    return Step(name, given)
