"""An image that has been opened and is read part by part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip.image import Image

from .damage import blamed
from .limits import check_size
from .region import part_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .facts import Facts


class ImageSource(ABC):
    """An opened image.

    Attributes:
        facts: what is known of it.
    """

    facts: Facts

    def read(self, region: Mapping[str, Any] | None = None) -> Image:
        """Read a part of the image, or all of it.

        Args:
            region: steps by axis: a number, which drops the axis, or a range [first, behind the last]; and `level`.

        Raises:
            IndexError: naming the axis and the position, when the image does not reach so far.
            FileFormatError: naming the file and why it can't be read.
        """
        facts = self.facts
        part = part_of(region, facts)
        check_size(part.shape, np.dtype(facts.dtype).itemsize, facts.name)
        with blamed(facts.name):
            values = self._read(part.level, part.ranges)
        axes = "".join(axis for index, axis in enumerate(facts.axes) if index not in part.dropped)
        values = np.ascontiguousarray(values.reshape([part.shape[facts.axes.index(axis)] for axis in axes]))
        scale = facts.scale(axes, part.level)
        return Image(values, axes=axes, scale=scale, unit=facts.unit if scale else None, name=facts.name)

    @abstractmethod
    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        """The values of these ranges of the image's axes, none dropped."""

    def close(self) -> None:  # noqa: B027 (what is in memory has no file to let go)
        """Let the file go."""


class ArraySource(ImageSource):
    """An image that was decoded whole."""

    def __init__(self, values: np.ndarray[Any, Any], facts: Facts) -> None:
        self.facts = facts
        self._values = values

    def _read(self, level: int, ranges: Sequence[tuple[int, int]]) -> np.ndarray[Any, Any]:
        del level
        return self._values[tuple(slice(*each) for each in ranges)]
