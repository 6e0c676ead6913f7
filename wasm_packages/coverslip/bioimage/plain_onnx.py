"""A network without any description: what its inputs and outputs tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .axis import Axis, AxisKind, Follows, Length, Steps
from .description import ModelDescription, Step, TensorDescription, Weights
from .errors import NotOffered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .session import Session, ValueInfo

#: Networks halve an image up to five times; lengths that this divides fit all of them.
STEP = 32
_CHANNELS = (1, 2, 3, 4)


def describe_network(name: str, session: Session) -> ModelDescription:
    """A description of a network that takes one image, made from its shapes.

    Images are scaled by their bit depth to 0 to 1, as most networks are trained.

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
        steps=(Step("scale_by_bit_depth"), *_typed(value)),
    )
    outputs = tuple(_output(each, order, inputs) for each in session.outputs)
    return ModelDescription(name, "ONNX", (inputs,), outputs, Weights(""), edges="clamp")


def _kind(identity: str) -> AxisKind:
    if identity == "batch":
        return "batch"
    return "channel" if identity == "channel" else "space"


def _axis(identity: str, length: int | str | None) -> Axis:
    kind = _kind(identity)
    if kind == "space":
        return Axis(identity, kind, length if isinstance(length, int) else Steps(STEP, STEP))
    return Axis(identity, kind, length if isinstance(length, int) and length > 0 else 1)


def _typed(value: ValueInfo) -> tuple[Step, ...]:
    dtype = getattr(value, "dtype", "") or {"tensor(double)": "float64", "tensor(float16)": "float16"}.get(
        getattr(value, "type", ""), "float32"
    )
    return () if dtype == "float32" else (Step("ensure_dtype", {"dtype": dtype}),)


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
