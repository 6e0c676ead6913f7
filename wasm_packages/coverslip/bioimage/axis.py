"""The axes of a tensor, and how long they may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AxisKind = Literal["batch", "channel", "index", "time", "space"]


@dataclass(frozen=True)
class Steps:
    """Any length `minimum + n * step`."""

    minimum: int
    step: int

    def at_least(self, length: int) -> int:
        """The smallest allowed length that is not below this one."""
        return self.minimum + max(0, -(-(length - self.minimum) // self.step)) * self.step

    def at_most(self, length: int) -> int:
        """The largest allowed length that is not above this one; the minimum where none is."""
        return self.minimum + max(0, (length - self.minimum) // self.step) * self.step


@dataclass(frozen=True)
class Follows:
    """As long as another axis: `length * (its scale) / (own scale) + offset`, rounded down."""

    tensor: str
    axis: str
    offset: int = 0


@dataclass(frozen=True)
class Varies:
    """A length that only the run tells."""


Length = int | Steps | Follows | Varies


@dataclass(frozen=True)
class Axis:
    """One axis.

    Attributes:
        id: its name within the tensor, such as "y".
        kind: what it stands for.
        length: how long it may be.
        scale: size of one step, in `unit`, where the model says so; relates axes that follow each other.
        unit: such as "micrometer"; "" when it is not told.
        halo: what is cropped at both ends of an output because its surroundings were missing.
        names: of the channels or classes along it, if they have any.
    """

    id: str
    kind: AxisKind
    length: Length
    scale: float = 1.0
    unit: str = ""
    halo: int = 0
    names: tuple[str, ...] = ()
