"""A network without any description: what its inputs and outputs tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coverslip.onnxruntime_api.values import DTYPES

from .axis import Axis, AxisKind, Follows, Length, Steps
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
#: Types of images of whole numbers, and the largest number of each.
_LARGEST = {"uint8": 255, "uint16": 65535}


def describe_network(name: str, session: Session) -> ModelDescription:
    """A description of a network that takes one image, made from its shapes.

    Images are scaled by their bit depth to 0 to 1, as most networks are trained, or to the range of its whole numbers.

    Raises:
        NotOffered: when its inputs are no single image.
    """
    if len(session.inputs) != 1:
        raise NotOffered(
            f"{name} takes {len(session.inputs)} inputs, and has no description that tells what they are. "
            "Package it as a bioimage.io model."
        )
    value = session.inputs[0]
    shape = list(value.shape)
    if len(shape) not in (3, 4, 5):
        raise NotOffered(f"{name}: the input {value.name!r} of shape {shape} is no image with channels.", value.name)
    first = shape[1] in _CHANNELS or shape[-1] not in _CHANNELS
    space = ["z", "y", "x"][5 - len(shape) :]
    order = ["batch", "channel", *space] if first else ["batch", *space, "channel"]
    inputs = TensorDescription(
        value.name,
        tuple(_axis(identity, length) for identity, length in zip(order, shape, strict=True)),
        steps=_steps(value),
    )
    outputs = tuple(_output(each, order, inputs) for each in session.outputs)
    return ModelDescription(name, PLAIN, (inputs,), outputs, Weights(""), edges="clamp")


def _kind(identity: str) -> AxisKind:
    if identity == "batch":
        return "batch"
    return "channel" if identity == "channel" else "space"


def _axis(identity: str, length: int | str | None) -> Axis:
    kind = _kind(identity)
    if kind == "space":
        return Axis(identity, kind, length if isinstance(length, int) else Steps(STEP, STEP))
    return Axis(identity, kind, length if isinstance(length, int) and length > 0 else 1)


def _steps(value: ValueInfo) -> tuple[Step, ...]:
    """From an image's values to those that the network takes; whole numbers fill the range of its type."""
    dtype = getattr(value, "dtype", "") or DTYPES.get(getattr(value, "type", ""), "float32")
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


def _output(value: ValueInfo, order: Sequence[str], main: TensorDescription) -> TensorDescription:
    shape = list(value.shape)
    if len(shape) != len(order):
        names = ["batch", *(f"axis{number}" for number in range(1, len(shape)))]
        axes = [
            Axis(
                "channel" if number == len(shape) - 1 and number else name,
                "channel" if number == len(shape) - 1 and number else ("batch" if name == "batch" else "index"),
                length if isinstance(length, int) else 1,
            )
            for number, (name, length) in enumerate(zip(names, shape, strict=True))
        ]
        return TensorDescription(value.name, tuple(axes))
    return TensorDescription(
        value.name, tuple(_output_axis(name, length, main) for name, length in zip(order, shape, strict=True))
    )


def _output_axis(identity: str, length: int | str | None, main: TensorDescription) -> Axis:
    kind = _kind(identity)
    known: Length = length if isinstance(length, int) else 1
    if kind == "space" and not isinstance(main.axis(identity).length, int):
        known = Follows(main.id, identity)
    return Axis(identity, kind, known)


def resized(model: ModelDescription, lengths: Mapping[str, Mapping[str, tuple[int, int]]]) -> ModelDescription:
    """The description of a network, once a run has shown how long its outputs are.

    Args:
        model: as `describe_network` made it.
        lengths: by output and axis, how long it would be and how long it is.

    Raises:
        NotOffered: when an output has neither a multiple nor a part of the image's pixels.
    """
    outputs = []
    for output in model.outputs:
        found = lengths.get(output.id, {})
        for axis, (told, got) in found.items():
            if got == 0 or (got % told and told % got):
                raise NotOffered(
                    f"{model.name}: the output {output.id!r} has {got} places along {axis} for {told} of the image, and"
                    " nothing tells how they lie on it. Package it as a bioimage.io model.",
                    output.id,
                )
        scales = {axis: told / got for axis, (told, got) in found.items()}
        axes = (replace(axis, scale=scales.get(axis.id, axis.scale)) for axis in output.axes)
        outputs.append(replace(output, axes=tuple(axes)))
    return replace(model, outputs=tuple(outputs))
