"""Arrays that know what they show: axes, scale, unit and name."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import ArrayLike
    from numpy.typing import NDArray as Array

AXES = "TCZYXS"
_GUESSES = {0: "", 1: "X", 2: "YX", 3: "ZYX", 4: "CZYX", 5: "TCZYX", 6: "TCZYXS"}


def guess_axes(shape: Sequence[int]) -> str:
    """Axes of an array of which only the shape is known. A last axis of 3 or 4 holds samples (red, green, blue, alpha).

    Raises:
        ValueError: for more than six axes.
    """
    ndim = len(shape)
    if ndim in (3, 4) and shape[-1] in (3, 4):
        return "YXS" if ndim == 3 else "ZYXS"
    if ndim not in _GUESSES:
        raise ValueError(f"An array of {ndim} axes is no image: there are at most {len(AXES)}, {', '.join(AXES)}.")
    return _GUESSES[ndim]


def check_axes(axes: str, ndim: int) -> None:
    """Refuse axes that do not fit.

    Raises:
        ValueError: when there is not one letter of TCZYXS for each axis, each once.
    """
    if len(axes) != ndim or len(set(axes)) != ndim or not set(axes) <= set(AXES):
        raise ValueError(
            f"axes {axes!r} do not fit an array of {ndim} axes: give one letter an axis of {AXES}, each once."
        )


def check_scale(scale: Sequence[float], ndim: int) -> None:
    """Refuse a scale that does not fit.

    Raises:
        ValueError: when there is not one finite number for each axis.
    """
    if len(scale) != ndim or not all(map(math.isfinite, scale)):
        raise ValueError(f"scale {tuple(scale)} does not fit an array of {ndim} axes: give one number an axis.")


def _shared_axes(like: NDArray, shape: tuple[int, ...]) -> list[int] | None:
    """Indices of the axes of `like` that an array of this shape has: all, or all but the samples; None when neither."""
    for indices in (range(like.ndim), [index for index, axis in enumerate(like.axes) if axis != "S"]):
        if tuple(like.shape[index] for index in indices) == shape:
            return list(indices)
    return None


def _binary(function: Callable[[Any, Any], Any]) -> Callable[[NDArray, Any], Any]:
    def method(self: NDArray, other: Any) -> Any:
        return function(self.data, other.data if isinstance(other, NDArray) else other)

    return method


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[NDArray, Any], Any]:
    def method(self: NDArray, other: Any) -> Any:
        return function(other, self.data)

    return method


class NDArray:
    """An n-dimensional array with what it shows.

    It can be used wherever numpy takes an array; arithmetic, indexing and numpy's own methods (`image.max()`) give
    plain numpy results.

    Args:
        data: anything that `np.asarray` takes; kept, not copied.
        axes: one letter an axis of T, C, Z, Y, X, S (samples: red, green, blue, alpha); guessed when absent.
        scale: size of one step along each axis, in `unit`; ones when absent.
        unit: such as "µm"; "" when unknown.
        name: what it is called, such as the name of its file.
        like: an array whose axes, scale and unit are taken over where they are not given; its shape has to be the same,
            or the same without the axis of its samples (S).

    Raises:
        ValueError: when axes or scale do not fit the array.
    """

    kind: ClassVar[str | None] = None

    __slots__ = ("__weakref__", "_as_received", "_axes", "_scale", "_unit", "data", "name")

    #: The values, any shape and dtype.
    data: Array[Any]
    name: str
    _axes: str | None
    _scale: tuple[float, ...] | None
    _unit: str | None
    _as_received: bool

    def __init__(
        self,
        data: ArrayLike | NDArray,
        *,
        axes: str | None = None,
        scale: Sequence[float] | None = None,
        unit: str | None = None,
        name: str = "",
        like: NDArray | None = None,
    ) -> None:
        import numpy as np

        if isinstance(data, NDArray):
            like = like or data
            name = name or data.name
            data = data.data
        self.data = self._accepted(np.asarray(data))
        shared = None if like is None else _shared_axes(like, self.shape)
        if like is not None and shared is not None:
            if axes is None:
                axes = "".join(like.axes[index] for index in shared) if like._axes is not None else None
            if scale is None and like._scale is not None:
                scale = [like._scale[index] for index in shared]
                unit = like._unit if unit is None else unit
        if axes is not None:
            axes = axes.upper()
            check_axes(axes, self.ndim)
        if scale is not None:
            scale = tuple(map(float, scale))
            check_scale(scale, self.ndim)
        if axes is None and self.kind is not None:
            guess_axes(self.shape)
        self._axes = axes
        self._scale = scale
        self._unit = unit
        self._as_received = False
        self.name = name

    @staticmethod
    def _accepted(data: Array[Any]) -> Array[Any]:
        """The values as this kind of array holds them."""
        return data

    @classmethod
    def received(
        cls, data: Array[Any], axes: str | None, scale: Sequence[float] | None, unit: str | None, name: str
    ) -> Self:
        """An array that came from the other side: nothing is stated of it that was not."""
        array = cls(data, axes=axes, scale=scale, unit=unit, name=name)
        array._as_received = True
        return array

    def inheriting(self, source: NDArray) -> Self:
        """This array with the axes, scale and unit of another one, if nothing was said about its own."""
        if self._axes is not None or self._scale is not None:
            return self
        return type(self)(self.data, name=self.name, like=source)

    @property
    def axes(self) -> str:
        """One letter an axis, such as "YX", "ZYX" or "YXS"."""
        return guess_axes(self.shape) if self._axes is None else self._axes

    @property
    def scale(self) -> tuple[float, ...]:
        """Size of one step along each axis, in `unit`."""
        return (1.0,) * self.ndim if self._scale is None else self._scale

    @property
    def unit(self) -> str:
        """Unit of `scale`; "" when it is not known."""
        return self._unit or ""

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numpy dtype of the values."""
        return self.data.dtype

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.data.ndim

    @property
    def size(self) -> int:
        """Number of values."""
        return self.data.size

    def stated(self) -> tuple[str | None, tuple[float, ...] | None, str | None]:
        """Axes, scale and unit as they are told to others; None for those of which nothing is known.

        What is shown is told with the guessed axes where none were given, unless it came from others just so.
        """
        told = self._axes is None and self.kind is not None and not self._as_received
        return self.axes if told else self._axes, self._scale, self._unit

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array[Any]:
        import numpy as np

        if dtype is None or np.dtype(dtype) == self.data.dtype:
            return self.data.copy() if copy else self.data
        if copy is False:
            raise ValueError(f"an array of {self.data.dtype} becomes {dtype} only by a copy")
        return self.data.astype(dtype)

    def __getattr__(self, name: str) -> Any:
        # Only numpy's public attributes: private ones are asked for by copy or pickle, which mean this object.
        if name.startswith("_") or name == "data":
            raise AttributeError(name)
        try:
            return getattr(self.data, name)
        except AttributeError:
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}") from None

    def __getitem__(self, key: Any) -> Any:
        return self.data[key.data if isinstance(key, NDArray) else key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.data[key.data if isinstance(key, NDArray) else key] = value

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.data)

    def __bool__(self) -> bool:
        return bool(self.data)

    def __repr__(self) -> str:
        about = [f"{self.shape} {self.dtype}", repr(self.axes)]
        if self._scale is not None:
            about.append(f"scale={self.scale} {self.unit}".rstrip())
        if self.name:
            about.append(f"name={self.name!r}")
        return f"<{type(self).__name__} {', '.join(about)}>"

    __hash__ = None  # type: ignore[assignment]  # equality is elementwise, as numpy's
    __eq__ = _binary(operator.eq)
    __ne__ = _binary(operator.ne)
    __lt__ = _binary(operator.lt)
    __le__ = _binary(operator.le)
    __gt__ = _binary(operator.gt)
    __ge__ = _binary(operator.ge)
    __add__ = _binary(operator.add)
    __sub__ = _binary(operator.sub)
    __mul__ = _binary(operator.mul)
    __matmul__ = _binary(operator.matmul)
    __truediv__ = _binary(operator.truediv)
    __floordiv__ = _binary(operator.floordiv)
    __mod__ = _binary(operator.mod)
    __pow__ = _binary(operator.pow)
    __lshift__ = _binary(operator.lshift)
    __rshift__ = _binary(operator.rshift)
    __and__ = _binary(operator.and_)
    __or__ = _binary(operator.or_)
    __xor__ = _binary(operator.xor)
    __radd__ = _reflected(operator.add)
    __rsub__ = _reflected(operator.sub)
    __rmul__ = _reflected(operator.mul)
    __rtruediv__ = _reflected(operator.truediv)
    __rfloordiv__ = _reflected(operator.floordiv)
    __rmod__ = _reflected(operator.mod)
    __rpow__ = _reflected(operator.pow)
    __rand__ = _reflected(operator.and_)
    __ror__ = _reflected(operator.or_)
    __rxor__ = _reflected(operator.xor)

    def __neg__(self) -> Any:
        return -self.data

    def __invert__(self) -> Any:
        return ~self.data

    def __abs__(self) -> Any:
        return abs(self.data)


class Image(NDArray):
    """An image: intensities of any dtype."""

    kind = "image"
    __slots__ = ()


class Labels(NDArray):
    """A label image: 0 is background, every other whole number one object. A mask of bools becomes 0 and 1.

    Raises:
        TypeError: when the values are not whole numbers by their dtype.
    """

    kind = "labels"
    __slots__ = ()

    @staticmethod
    def _accepted(data: Array[Any]) -> Array[Any]:
        if data.dtype.kind == "b":
            return data.astype("uint8")
        if data.dtype.kind not in "iu":
            raise TypeError(f"Labels are whole numbers, but these are {data.dtype}: use Labels(array.astype('int32')).")
        return data
