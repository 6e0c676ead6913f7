"""What the outputs of a network without a description are, once a run has shown how long they are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from .axis import Axis, AxisKind, Follows
from .relations import main_input

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .description import ModelDescription, TensorDescription
    from .session import Session

#: Fewer places than this along each axis of space are the network's features, not a picture.
_FEWEST = 2


def learned(
    model: ModelDescription, blocks: Mapping[str, int], shapes: Mapping[str, Sequence[int]]
) -> ModelDescription:
    """The description of a network after a run.

    An output whose axes are as long as the image's, or all of them the same multiple or part of it, or shorter by the
    same rim, lies on the image. Every other one is a table.

    Args:
        model: as `describe_network` made it.
        blocks: how long what went in was, along the axes of space of the main input.
        shapes: of the outputs, by their id.
    """
    main = main_input(model)
    outputs = (_output(each, main, blocks, tuple(shapes[each.id])) for each in model.outputs)
    return replace(model, outputs=tuple(outputs))


def tells_of_the_whole(model: ModelDescription, session: Session) -> bool:
    """Whether a network without a description takes an image as a whole, since no output lies on it: a classifier.

    Args:
        model: as `describe_network` made it.
        session: its network.
    """
    main = main_input(model)
    space = [axis for axis in main.axes if axis.kind == "space"]
    blocks = {axis.id: axis.length if isinstance(axis.length, int) else 0 for axis in space}
    for output, value in zip(model.outputs, session.outputs, strict=True):
        shape = [length if isinstance(length, int) else 0 for length in value.shape]
        if 0 in shape[1:]:
            # What varies in so many axes varies with the image.
            if len(shape) > len(space) or len(shape) == len(main.axes):
                return False
        elif 0 not in blocks.values():
            alone = replace(model, outputs=(output,))
            found = learned(alone, blocks, {output.id: [length or 1 for length in shape]})
            if any(axis.kind == "space" for axis in found.outputs[0].axes):
                return False
    return True


def _output(
    output: TensorDescription, main: TensorDescription, blocks: Mapping[str, int], shape: tuple[int, ...]
) -> TensorDescription:
    space = [axis.id for axis in main.axes if axis.kind == "space"]
    lengths = [blocks[identity] for identity in space]
    for start, kinds in _places(main, len(shape) - len(space)):
        stop = start + len(space)
        relation = _relation(lengths, shape[start:stop])
        if relation is None:
            continue
        scale, offset = relation
        axes = [_beside(*each, output.categories) for each in zip(kinds, (*shape[:start], *shape[stop:]), strict=True)]
        axes[start:start] = [
            Axis(identity, "space", Follows(main.id, identity, offset), scale=scale) for identity in space
        ]
        return replace(output, axes=tuple(axes))
    return replace(output, axes=tuple(_table(shape, output.categories)))


def _places(main: TensorDescription, others: int) -> Iterator[tuple[int, tuple[AxisKind, ...]]]:
    """Where the axes of space may begin in an output with so many other axes, and what these others then are.

    What the input is comes first: where its channels are last, those of its outputs are.
    """
    first: AxisKind = "batch" if main.axes[0].kind == "batch" else "index"
    last = main.axes[-1].kind == "channel"
    match others:
        case 0:
            yield 0, ()
        case 1 if first == "batch":
            yield 1, (first,)
        case 1:
            for start in (0, 1) if last else (1, 0):
                yield start, ("channel",)
        case 2:
            for start in (1, 2) if last else (2, 1):
                yield start, (first, "channel")
        case _:
            return


def _relation(taken: Sequence[int], given: Sequence[int]) -> tuple[float, int] | None:
    """How long a step of the output is on the image, and what its length lacks; None when it does not lie on it."""
    if min(given) < _FEWEST <= min(taken):
        return None
    steps = {Fraction(before, after) for before, after in zip(taken, given, strict=True)}
    step = steps.pop()
    if not steps and 1 in (step.numerator, step.denominator):
        return float(step), 0
    rims = {after - before for before, after in zip(taken, given, strict=True)}
    rim = rims.pop()
    # A network that does not pad loses an even number of pixels, and less than half of all.
    if not rims and rim < 0 and rim % 2 == 0 and -2 * rim < min(taken):
        return 1.0, rim
    return None


def _beside(kind: AxisKind, length: int, names: tuple[str, ...]) -> Axis:
    """An axis that is none of space; classes have names where the file gives as many."""
    return Axis(kind, kind, length, names=names if kind == "channel" and len(names) == length else ())


def _table(shape: Sequence[int], names: tuple[str, ...]) -> list[Axis]:
    """The axes of an output that does not lie on the image: the last one counts classes or columns."""
    axes = [Axis(f"axis{number}", "index", length) for number, length in enumerate(shape)]
    if len(shape) > 1 and shape[0] == 1:
        axes[0] = Axis("batch", "batch", 1)
    if axes and axes[-1].kind == "index":
        axes[-1] = _beside("channel", shape[-1], names)
    return axes
