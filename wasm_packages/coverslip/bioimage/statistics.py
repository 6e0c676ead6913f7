"""Means, deviations and percentiles, of the tensors as they were before their first step.

That is how bioimageio.core takes them, so that a model gives what its authors saw. Statistics of a data set are those
of the one image that there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .tensor import Tensor

Method = Literal["linear", "inverted_cdf"]


class Statistics:
    """What is asked for more than once is computed once.

    Args:
        tensors: by the id of their description.
    """

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors = dict(tensors)
        self._known: dict[tuple[Any, ...], Any] = {}

    def with_tensors(self, tensors: Mapping[str, Tensor]) -> Statistics:
        """The same statistics, and those of further tensors."""
        more = Statistics({**self._tensors, **tensors})
        more._known = {key: value for key, value in self._known.items() if key[1] not in tensors}
        return more

    def mean(self, identity: str, axes: Sequence[str] | None) -> Any:
        """The mean over axes (None for all), with length 1 along them; in double precision."""
        return self._once(
            "mean", identity, axes, lambda array, where: array.mean(where, dtype="float64", keepdims=True)
        )

    def std(self, identity: str, axes: Sequence[str] | None) -> Any:
        """The standard deviation over axes, of the values themselves (divided by their number)."""
        return self._once("std", identity, axes, lambda array, where: array.std(where, dtype="float64", keepdims=True))

    def percentile(self, identity: str, axes: Sequence[str] | None, percent: float, method: Method = "linear") -> Any:
        """The value below which so many percent of the values lie, over axes."""
        import numpy as np

        def computed(array: Any, where: tuple[int, ...]) -> Any:
            return np.quantile(array, percent / 100, axis=where, keepdims=True, method=method)

        return self._once(f"{method} {percent}", identity, axes, computed)

    def _once(self, what: str, identity: str, axes: Sequence[str] | None, compute: Any) -> Any:
        key = (what, identity, None if axes is None else tuple(axes))
        if key not in self._known:
            if identity not in self._tensors:
                raise ValueError(f"There is no tensor {identity!r} to take statistics of; there are: {self._names()}.")
            tensor = self._tensors[identity]
            where = range(tensor.data.ndim) if axes is None else [tensor.dims.index(axis) for axis in axes]
            self._known[key] = compute(tensor.data, tuple(where))
        return self._known[key]

    def _names(self) -> str:
        return ", ".join(self._tensors)
