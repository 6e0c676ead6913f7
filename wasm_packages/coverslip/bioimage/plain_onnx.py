"""A network without any description: what its inputs and its file tell."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from coverslip.onnxruntime_api.values import DTYPES

from .axis import Axis, AxisKind, Steps, Varies
from .description import ModelDescription, Step, TensorDescription, Weights
from .errors import NotOffered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .session import Session, ValueInfo

#: The format of what has no description.
PLAIN = "ONNX"
#: Networks halve an image up to five times; lengths that this divides fit all of them.
STEP = 32
_CHANNELS = (1, 2, 3, 4)
#: A fixed length below this is none of an image's: it counts channels or features.
_SHORTEST = 8
#: Types of images of whole numbers, and the largest number of each.
_LARGEST = {"uint8": 255, "uint16": 65535}
#: What axes along which images follow each other are called.
_BATCH = ("b", "n", "batch", "batch_size", "batchsize", "bs")
_DEPTH = ("d", "z", "depth", "slices")
#: Where a network's file names its classes; "names" is what Ultralytics writes.
_CLASSES = ("names", "classes", "class_names", "labels", "categories")


def describe_network(name: str, session: Session) -> ModelDescription:
    """A description of a network that takes images, made from the shapes of its inputs.

    Images are scaled by their bit depth to 0 to 1, as most networks are trained, or to the range of its whole numbers.
    What the outputs are, their first run tells; see `learned` in `plain_outputs`.

    Raises:
        NotOffered: naming the input that is no image.
    """
    names = class_names(notes_in(session))
    inputs = tuple(_input(name, value) for value in session.inputs)
    outputs = tuple(_output(each, tuple(map(str, getattr(each, "labels", ()))) or names) for each in session.outputs)
    return ModelDescription(name, PLAIN, inputs, outputs, Weights(""), edges="clamp")


def notes_in(session: Session) -> Mapping[str, str]:
    """The network's file's own entries (`metadata_props` of onnx.proto); none where the session does not tell them."""
    return getattr(getattr(session, "metadata", None), "custom", None) or {}


def class_names(about: Mapping[str, str]) -> tuple[str, ...]:
    """The classes that a network's file names, in their order.

    They are a list or numbered names, in JSON or as Python writes it, or parted by commas or lines.

    Args:
        about: the file's own entries, see `notes_in`.
    """
    entries = {key.lower(): value for key, value in about.items()}
    for key in _CLASSES:
        found = _listed(entries.get(key, ""))
        if found:
            return found
    return ()


def _listed(text: str) -> tuple[str, ...]:
    value: Any = None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        break
    if isinstance(value, dict):
        try:
            numbered = sorted((int(key), str(each)) for key, each in value.items())
        except (TypeError, ValueError):
            return ()
        return tuple(each for _, each in numbered) if [key for key, _ in numbered] == [*range(len(numbered))] else ()
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    parts = [part.strip() for part in text.replace("\n", ",").split(",")]
    return tuple(filter(None, parts)) if value is None and len(parts) > 1 else ()


def _input(name: str, value: ValueInfo) -> TensorDescription:
    shape = list(value.shape)
    order = _order(shape)
    if order is None or not getattr(value, "type", "tensor").startswith("tensor"):
        raise NotOffered(
            f"{name}: the input {value.name!r} of shape {shape} is no image, and nothing tells what belongs into it. "
            "Package the network as a bioimage.io model.",
            value.name,
        )
    axes = (_axis(identity, length) for identity, length in zip(order, shape, strict=True))
    return TensorDescription(value.name, tuple(axes), steps=_steps(value))


def _order(shape: Sequence[int | str | None]) -> list[str] | None:
    """The axes of an input of this shape; None when it is no image."""
    match len(shape):
        case 2:
            is_image = not _named(shape[0], _BATCH) and all(not isinstance(n, int) or n >= _SHORTEST for n in shape)
            return ["y", "x"] if is_image else None
        case 3:
            if shape[0] in _CHANNELS:
                return ["channel", "y", "x"]
            if shape[2] in _CHANNELS:
                return ["y", "x", "channel"]
            is_stack = _named(shape[0], _DEPTH) or isinstance(shape[0], int)
            return ["z" if is_stack else "batch", "y", "x"]
        case 4 | 5:
            space = ["z", "y", "x"][5 - len(shape) :]
            is_first = shape[1] in _CHANNELS or shape[-1] not in _CHANNELS
            return ["batch", "channel", *space] if is_first else ["batch", *space, "channel"]
        case _:
            return None


def _named(length: int | str | None, names: Sequence[str]) -> bool:
    return isinstance(length, str) and length.lower() in names


def _axis(identity: str, length: int | str | None) -> Axis:
    fixed = length if isinstance(length, int) and length > 0 else None
    if identity in ("batch", "channel"):
        kind: AxisKind = "batch" if identity == "batch" else "channel"
        return Axis(identity, kind, fixed or 1)
    return Axis(identity, "space", fixed or Steps(STEP, STEP))


def _steps(value: ValueInfo) -> tuple[Step, ...]:
    """From an image's values to those that the network takes; whole numbers fill the range of its type."""
    dtype = _dtype(value)
    scaled, typed = Step("scale_by_bit_depth"), Step("ensure_dtype", {"dtype": dtype})
    if dtype in _LARGEST:
        largest = _LARGEST[dtype]
        return (
            scaled,
            # With one half for rounding, since the type cuts off.
            Step("scale_linear", {"gain": float(largest), "offset": 0.5}),
            Step("clip", {"min": 0.0, "max": float(largest)}),
            typed,
        )
    if "int" in dtype or dtype == "bool":
        return (typed,)
    return (scaled,) if dtype == "float32" else (scaled, typed)


def _dtype(value: ValueInfo) -> str:
    """Numpy's name of the type of an input or output."""
    return getattr(value, "dtype", "") or DTYPES.get(getattr(value, "type", ""), "float32")


def _output(value: ValueInfo, names: tuple[str, ...]) -> TensorDescription:
    """An output of which only the lengths are known before its first run, and not all of these."""
    axes = (
        Axis(f"axis {number}", "index", length if isinstance(length, int) else Varies())
        for number, length in enumerate(value.shape)
    )
    return TensorDescription(value.name, tuple(axes), dtype=_dtype(value), categories=names)
