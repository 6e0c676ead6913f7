"""Which steps after a network can be carried out on each tile, and which only on the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from .description import Step, TensorDescription


def split_steps(output: TensorDescription, tiled: Collection[str]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps up to the first one that looks at more than a tile, and the others.

    Args:
        output: whose steps these are.
        tiled: the axes along which there are tiles.
    """
    for number, step in enumerate(output.steps):
        if _looks_at_the_whole(step, output, tiled):
            return output.steps[:number], output.steps[number:]
    return output.steps, ()


def _looks_at_the_whole(step: Step, output: TensorDescription, tiled: Collection[str]) -> bool:
    match step.id:
        case "zero_mean_unit_variance" | "scale_mean_variance":
            return True
        case "scale_range":
            return step.arguments.get("reference_tensor") in (None, output.id)
        case "clip":
            return any(step.arguments.get(f"{which}_percentile") is not None for which in ("min", "max"))
        case "softmax":
            return step.arguments.get("axis", "channel") in tiled
        case _:
            # Numbers along an axis of tiles are numbers for the whole of it.
            return step.arguments.get("axis") in tiled
