"""What a loaded model offers, wherever it runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np


@dataclass(frozen=True)
class ValueInfo:
    """An input or output.

    Attributes:
        name: its name in the model.
        dtype: numpy's name of its elements' type; "U" for texts, "" for what is no tensor.
        type: as ONNX Runtime writes it, such as "tensor(float)".
        shape: length of each axis: a number, the name of a length that may vary, or None for one without a name.
        labels: of an output that maps labels to scores, as classifiers of scikit-learn have: those of the columns of
            the array that is given instead. Natively they are not known.
    """

    name: str
    dtype: str
    type: str
    shape: tuple[int | str | None, ...]
    labels: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class ModelMetadata:
    """What the model's file says of itself."""

    producer: str
    graph_name: str
    graph_description: str
    domain: str
    description: str
    version: int
    custom: Mapping[str, str]


class Session(ABC):
    """A loaded model. Let it go with `release`, or use it as `async with await load(…) as session`.

    Attributes:
        inputs: what it takes.
        outputs: what it gives.
        metadata: what its file says of it.
    """

    inputs: tuple[ValueInfo, ...]
    outputs: tuple[ValueInfo, ...]
    metadata: ModelMetadata

    @property
    @abstractmethod
    def device(self) -> str:
        """Where it ran last, or would run now: "cpu" or "webgpu"."""

    @abstractmethod
    async def run(
        self,
        inputs: Mapping[str, Any],
        outputs: Sequence[str] | None = None,
        *,
        on_progress: Callable[[Any], None] | None = None,
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Run the model.

        Args:
            inputs: an array for each input by its name; its dtype and shape have to be those of the input.
            outputs: names of the outputs that are wanted; by default all.
            on_progress: told how far it is.

        Returns:
            The outputs by name. Texts are arrays of Python's strings (dtype object).

        Raises:
            ModelError: naming the input or output that is wrong, what the model takes and what it was given.
        """

    @abstractmethod
    async def release(self) -> None:
        """Let the model go."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.release()
