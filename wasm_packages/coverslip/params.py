"""What may be said about a parameter beside its type: `Annotated[float, Slider(0, 10, unit="px")]`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .image import check_axes


@dataclass(frozen=True)
class Slider:
    """A number between two bounds, set by a slider. Values outside are refused."""

    min: float
    max: float
    step: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.min < self.max:
            raise ValueError(f"A slider goes from a smaller to a larger number, not from {self.min} to {self.max}.")


@dataclass(frozen=True)
class Field:
    """A number typed into a field. Values outside the bounds are refused."""

    min: float | None = None
    max: float | None = None
    step: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Text:
    """How a text is typed: in one line or several, and what stands there as an example."""

    multiline: bool = False
    placeholder: str = ""


@dataclass(frozen=True, init=False)
class Accept:
    """Which files are offered: endings (".csv") and media types ("image/png", "image/*")."""

    patterns: tuple[str, ...] = field(default=())

    def __init__(self, *patterns: str) -> None:
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True)
class Ask:
    """Asks the person to draw: `Annotated[Points, Ask("Click the nuclei")]` shows this sentence, and waits."""

    text: str


@dataclass(frozen=True, init=False)
class Axes:
    """Which axes an image parameter takes: `Annotated[Image, Axes("YX")]`, or several: `Axes("YX", "ZYX")`.

    Where an image has more, the app lets the person choose how to come by one of these: the plane that is shown, or
    all planes one after the other, whose results are put together again. An axis of one step is no obstacle, and an
    axis S (red, green, blue) has to be named: "YXS".

    Args:
        accepted: letters out of T, C, Z, Y, X, S, in any order.

    Raises:
        ValueError: for other letters, and for a letter twice.
    """

    accepted: tuple[str, ...]

    def __init__(self, *accepted: str) -> None:
        if not accepted:
            raise ValueError('Axes() needs the axes that are taken, such as Axes("YX").')
        for axes in accepted:
            check_axes(axes.upper(), len(axes))
        object.__setattr__(self, "accepted", tuple(axes.upper() for axes in accepted))


@dataclass(frozen=True)
class Overlay:
    """A result that lies half transparent over the image that the op worked on, if it has its size.

    `Annotated[Image, Overlay()]` suits maps of scores or distances: the smallest values darken the image.

    Args:
        color: `#rrggbb`, that of the largest values.

    Raises:
        ValueError: when the colour is none.
    """

    color: str = "#ff5a1f"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.color):
            raise ValueError(f"Overlay({self.color!r}): give the colour as #rrggbb, such as #ff5a1f.")


@dataclass(frozen=True)
class Title:
    """What a parameter or a result is called in the form; a bare text in `Annotated` means the same."""

    text: str
