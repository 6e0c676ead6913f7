"""What is known of a model: its tensors, the steps before and after it, and what a person wants to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .axis import Axis
    from .training_record import TrainingRecord

PaddingMode = Literal["constant", "edge", "reflect", "symmetric"]


@dataclass(frozen=True)
class Step:
    """One step of pre- or postprocessing, by the name and with the arguments of bioimage.io's specification 0.5."""

    id: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Padding:
    """What stands outside of an image: a value, or the image's own pixels as numpy's `pad` names it."""

    mode: PaddingMode = "symmetric"
    value: float = 0.0


@dataclass(frozen=True)
class TensorDescription:
    """An input or output.

    Attributes:
        id: its name in the description; the network's own names go by position.
        axes: in the order of the network's tensor.
        dtype: numpy's name of the type that goes in, or that comes out at the end.
        steps: preprocessing of an input, postprocessing of an output.
        padding: of an input.
        optional: whether an input may be left out.
        test: file in the package that holds its tensor of the model's own test, as `.npy`; "" when there is none.
        categories: the values of an output of classes or labels, as they are named; empty for measurements.
    """

    id: str
    axes: tuple[Axis, ...]
    dtype: str = "float32"
    steps: tuple[Step, ...] = ()
    padding: Padding = Padding()
    optional: bool = False
    test: str = ""
    categories: tuple[str, ...] = ()

    @property
    def dims(self) -> tuple[str, ...]:
        """The ids of its axes."""
        return tuple(axis.id for axis in self.axes)

    def axis(self, identity: str) -> Axis:
        """The axis of this id.

        Raises:
            KeyError: when there is none.
        """
        for axis in self.axes:
            if axis.id == identity:
                return axis
        raise KeyError(identity)


@dataclass(frozen=True)
class Tolerance:
    """How far a tested output may be from what is expected: `|got - expected| <= absolute + relative * |expected|`."""

    relative: float = 1e-3
    absolute: float = 1e-3
    per_million: float = 0.0
    """How many of a million values may be farther off."""
    outputs: tuple[str, ...] = ()
    """The outputs it is for; empty for all."""


@dataclass(frozen=True)
class Weights:
    """The network's file.

    Attributes:
        source: its name in the package.
        sha256: of the file; "" when it is not told.
        external: name of the file with its large tensors; "" when they are inside.
    """

    source: str
    sha256: str = ""
    external: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who made it."""

    name: str
    affiliation: str = ""
    orcid: str = ""


@dataclass(frozen=True)
class Citation:
    """What to cite."""

    text: str
    doi: str = ""
    url: str = ""


@dataclass(frozen=True)
class ModelDescription:
    """A model.

    Attributes:
        name: what it is called.
        format: what the description is written in, such as "bioimage.io 0.5.4".
        covers: names of pictures in the package.
        documentation: name of a Markdown file in the package; "" when there is none.
        edges: whether tiles reach beyond the image, over padding ("pad", as bioimage.io), or stay within it as far as
            it is large enough ("clamp", as ZEN).
        training: how it was trained, where its package tells that.
    """

    name: str
    format: str
    inputs: tuple[TensorDescription, ...]
    outputs: tuple[TensorDescription, ...]
    weights: Weights
    description: str = ""
    version: str = ""
    authors: tuple[Person, ...] = ()
    citations: tuple[Citation, ...] = ()
    licence: str = ""
    tags: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    documentation: str = ""
    tolerances: tuple[Tolerance, ...] = ()
    edges: Literal["pad", "clamp"] = "pad"
    training: TrainingRecord | None = None

    def tensor(self, identity: str) -> TensorDescription:
        """The input or output of this id.

        Raises:
            KeyError: when there is none.
        """
        for tensor in (*self.inputs, *self.outputs):
            if tensor.id == identity:
                return tensor
        raise KeyError(identity)
