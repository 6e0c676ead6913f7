"""How a model was trained, as its package tells below `config: coverslip`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class TrainedOn:
    """An array that a model was trained with.

    Attributes:
        part: what it was for, such as "noisy" or "labels".
        name: of the image.
        shape: lengths of its axes.
        axes: their letters.
        sha256: of its dtype, shape and values.
    """

    part: str
    name: str
    shape: tuple[int, ...]
    axes: str
    sha256: str


@dataclass(frozen=True)
class HeldOutFigure:
    """What was measured on data that training did not see."""

    measure: str
    before: float
    after: float


@dataclass(frozen=True)
class TrainingRecord:
    """How a model was trained.

    Attributes:
        data: that it was trained with.
        figures: how good it is.
        facts: anything else, by name: steps, device, settings and so on.
        versions: of the packages that had a part in it.
        code: sha256 of the code that trained it.
    """

    data: tuple[TrainedOn, ...]
    figures: tuple[HeldOutFigure, ...]
    facts: Mapping[str, str]
    versions: Mapping[str, str]
    code: str


def read_record(config: Mapping[str, Any]) -> TrainingRecord | None:
    """The record in a description's `config`; None where there is none, or one that somebody else wrote otherwise.

    The format leaves `config` to each tool, so nothing in it makes a model wrong.
    """
    try:
        return _record(config["coverslip"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _record(kept: Mapping[str, Any]) -> TrainingRecord:
    single = {name: kept[name] for name in ("steps", "stopped_early", "device", "validation_loss", "export_error")}
    facts = {**single, **kept.get("annotation", {}), **kept["settings"]}
    return TrainingRecord(
        tuple(
            TrainedOn(
                str(part),
                str(each["name"]),
                tuple(int(length) for length in each["shape"]),
                str(each["axes"]),
                str(each["sha256"]),
            )
            for part, each in kept["data"].items()
        ),
        tuple(
            HeldOutFigure(str(measure), float(values["before"]), float(values["after"]))
            for measure, values in kept["held_out"].items()
        ),
        {str(name).replace("_", " "): _written(value) for name, value in facts.items()},
        {str(name): str(value) for name, value in kept["versions"].items()},
        str(kept["code"]),
    )


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
