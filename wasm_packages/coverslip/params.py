"""What may be said about a parameter beside its type: `Annotated[float, Slider(0, 10, unit="px")]`."""

from __future__ import annotations

from dataclasses import dataclass, field


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


@dataclass(frozen=True)
class Title:
    """What a parameter or a result is called in the form; a bare text in `Annotated` means the same."""

    text: str
