"""Arrays whose axes have names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Tensor:
    """Values, and the name of each of their axes."""

    data: NDArray[Any]
    dims: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.data.ndim != len(self.dims):
            raise ValueError(f"A tensor of shape {self.data.shape} has no axes {', '.join(self.dims)}.")

    @property
    def sizes(self) -> dict[str, int]:
        """Length of each axis."""
        return dict(zip(self.dims, self.data.shape, strict=True))

    def along(self, values: Any, dims: Sequence[str]) -> Any:
        """Values with these axes, shaped so that they spread over this tensor by name.

        Raises:
            ValueError: when this tensor has no such axis.
        """
        import numpy as np

        stray = [dim for dim in dims if dim not in self.dims]
        if stray:
            raise ValueError(f"There is no axis {stray[0]!r} among {', '.join(self.dims)}.")
        ordered = [dim for dim in self.dims if dim in dims]
        array = np.transpose(np.asarray(values), [list(dims).index(dim) for dim in ordered])
        return array[tuple(slice(None) if dim in dims else None for dim in self.dims)]
