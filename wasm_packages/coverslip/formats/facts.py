"""What is known of an image before its pixels are read: the twin of `pwa/src/contracts/image.ts`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ChannelFacts(TypedDict):
    """A channel: its name ("" when the file names none), its colour as #rrggbb, the values shown black and white."""

    name: str
    color: str | None
    window: tuple[float, float] | None


def channel(name: str = "", color: str | None = None, window: tuple[float, float] | None = None) -> ChannelFacts:
    """Facts of one channel."""
    return {"name": name, "color": color, "window": window}


@dataclass(frozen=True)
class Facts:
    """What is known of an image.

    Attributes:
        name: the file's name.
        format: such as "OME-TIFF".
        axes: one letter an axis of T, C, Z, Y, X, S, in the order of the array.
        levels: shapes of the resolutions, the full one first.
        dtype: numpy's name.
        pixel_size: size of a step along X, Y, Z in `unit`, along T in seconds.
        unit: of X, Y and Z; "" when the file tells none.
        channels: one for each step along C; one alone where there is no C.
        metadata: what else the file tells, as JSON values.
        scenes: names of the images in the file, where there are several.
        scene: which of them this is.
        notes: sentences for the person, such as that a part is missing.
    """

    name: str
    format: str
    axes: str
    levels: Sequence[tuple[int, ...]]
    dtype: str
    pixel_size: Mapping[str, float] = field(default_factory=dict)
    unit: str = ""
    channels: Sequence[ChannelFacts] = ()
    metadata: Any = None
    scenes: Sequence[str] = ()
    scene: int = 0
    notes: Sequence[str] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the full resolution."""
        return self.levels[0]

    def scale(self, axes: str, level: int = 0) -> list[float] | None:
        """Size of one step along these axes at a level; None when nothing is known of any."""
        if not any(axis in self.pixel_size for axis in axes):
            return None
        factors = {
            axis: full / max(1, reduced)
            for axis, full, reduced in zip(self.axes, self.shape, self.levels[level], strict=True)
        }
        return [self.pixel_size.get(axis, 1.0) * (factors[axis] if axis in self.pixel_size else 1.0) for axis in axes]

    def to_wire(self) -> dict[str, Any]:
        """As the page has it, without the hash, which the page knows."""
        count = self.shape[self.axes.index("C")] if "C" in self.axes else 1
        known = list(self.channels)[:count]
        return {
            "name": self.name,
            "format": self.format,
            "axes": self.axes,
            "shape": list(self.shape),
            "dtype": self.dtype,
            "pixelSize": dict(self.pixel_size),
            "unit": self.unit,
            "channels": [*known, *(channel() for _ in range(count - len(known)))],
            "metadata": self.metadata,
            "levels": [list(level) for level in self.levels],
            "scenes": list(self.scenes),
            "scene": self.scene,
            "notes": list(self.notes),
        }
