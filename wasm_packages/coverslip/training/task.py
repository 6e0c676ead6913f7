"""What a trainer needs to know of what is to be learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np


class Task(Protocol):
    """Something to be learnt from images."""

    @property
    def inputs(self) -> int:
        """Channels that go into the network."""

    @property
    def outputs(self) -> int:
        """Channels that come out."""

    def loss(self, network: Any, step: int, device: Any) -> Any:
        """The loss on the patches of a step, a tensor; the same patches for the same step."""

    def look(self, network: Any, device: Any) -> Mapping[str, float]:
        """Figures of the validation part; the network is better where "validation" is smaller."""

    def preview(self, network: Any, device: Any) -> np.ndarray[Any, np.dtype[Any]]:
        """Rows and columns of the validation part: before on the left, after on the right."""
