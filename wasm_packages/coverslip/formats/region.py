"""A part of an image: which steps along which axes, of which of its levels."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .facts import Facts


@dataclass(frozen=True)
class Part:
    """A region, read and checked.

    Attributes:
        level: which of the image's levels.
        ranges: first and last step (half open) along each axis.
        dropped: indices of the axes that were given as a number.
    """

    level: int
    ranges: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Length along each axis, the dropped ones too."""
        return tuple(stop - start for start, stop in self.ranges)


def part_of(region: Mapping[str, Any] | None, facts: Facts) -> Part:
    """Read a region such as `{"z": 3, "Y": [0, 512], "level": 1}`; the case of letters does not matter.

    Raises:
        IndexError: naming the axis and the position, when the image does not reach so far.
        ValueError: for what is no region.
    """
    given = {str(key).upper(): value for key, value in (region or {}).items()}
    level = given.pop("LEVEL", None)
    level = 0 if level is None else _whole(level, "level")
    if not 0 <= level < len(facts.levels):
        raise IndexError(f"{facts.name} has {len(facts.levels)} levels, so there is no level {level}.")
    unknown = next((key for key in given if key not in facts.axes), None)
    if unknown is not None:
        raise ValueError(f"{facts.name} has no axis {unknown!r}; there are {', '.join(facts.axes)}.")
    ranges: list[tuple[int, int]] = []
    dropped: list[int] = []
    for index, (axis, length) in enumerate(zip(facts.axes, facts.levels[level], strict=True)):
        extent = given.get(axis)
        if extent is None:
            ranges.append((0, length))
            continue
        if isinstance(extent, list | tuple):
            if len(extent) != 2:
                raise ValueError(f"{axis}: a range is [first, behind the last], not {extent!r}.")
            start, stop = (_whole(each, axis) for each in extent)
        else:
            start = _whole(extent, axis)
            stop = start + 1
            dropped.append(index)
        if not 0 <= start < stop <= length:
            raise IndexError(f"{facts.name} has {length} steps along {axis}, so {extent!r} is not in it.")
        ranges.append((start, stop))
    return Part(level, tuple(ranges), tuple(dropped))


def _whole(value: Any, axis: str) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{axis}: a position is a whole number, not {value!r}.") from None
