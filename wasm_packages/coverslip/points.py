"""Points on a picture, as an array of positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .drawing import Drawing
from .geojson import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike
    from numpy.typing import NDArray as Array

#: Axes that a point may have besides y and x, as GeoJSON's plane has them.
_STACKS = "TZ"


class Points(Drawing):
    """Points on a picture.

    It is an array to numpy: a row for each point, a column for each axis, counted as numpy counts pixels: (0, 0) is the
    *middle* of the first pixel, so that `np.round` gives the pixel of a point, and what `regionprops` or
    `peak_local_max` find can be given as it is.

    Args:
        data: positions of shape (points, axes), or GeoJSON of points.
        axes: which column is which: "YX", or with the planes of a stack "ZYX", "TYX" or "TZYX".
        scale: size of a pixel along y and x, in `unit`.
        unit: such as "µm"; "" when it is not known.
        name: what the layer is called.
        classes: the class of each point, "" for none.

    Raises:
        ValueError: when the parts don't fit one another.
    """

    __slots__ = ("axes",)

    axes: str

    def __init__(
        self,
        data: ArrayLike | Mapping[str, Any],
        *,
        axes: str = "YX",
        scale: Sequence[float] | None = None,
        unit: str | None = None,
        name: str = "",
        classes: Sequence[str] | None = None,
    ) -> None:
        self.axes = axes.upper()
        if isinstance(data, Mapping) or hasattr(data, "__geo_interface__"):
            read = Points.from_geojson(data, name)
            super().__init__(read.features, scale=scale or read.scale, unit=unit or read.unit, name=name or read.name)
            self.axes = read.axes
            return
        super().__init__(_features(data, self.axes, classes), scale=scale, unit=unit, name=name)

    def _check(self) -> None:
        flat: list[Feature] = []
        for number, each in enumerate(self.features, 1):
            if each.type not in ("Point", "MultiPoint"):
                raise ValueError(
                    f"{self.name or 'this GeoJSON'}, feature {number} has to be a point, but it is a {each.type}"
                )
            several = each.coordinates if each.type == "MultiPoint" else None
            flat += [each] if several is None else [Feature("Point", at, each.properties, each.plane) for at in several]
        self.features = flat
        planes = "".join(axis for axis in _STACKS if any(axis in each.plane for each in flat))
        self.axes = f"{planes}YX"

    @property
    def classes(self) -> list[str]:
        """The name of the class of each point; "" for none."""
        return [each.classification for each in self.features]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array[Any]:
        import numpy as np

        del copy  # it is always made anew
        rows = [[_coordinate(each, axis) for axis in self.axes] for each in self.features]
        return np.asarray(rows, dtype or np.float64).reshape(len(rows), len(self.axes))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__array__())

    def __getitem__(self, key: Any) -> Any:
        return self.__array__()[key]


def _features(data: Any, axes: str, classes: Sequence[str] | None) -> list[Feature]:
    import numpy as np

    if len(set(axes)) != len(axes) or not {"Y", "X"} <= set(axes) <= {"Y", "X", *_STACKS}:
        raise ValueError(f"axes {axes!r} are none of points: they are Y and X, and may have Z and T besides")
    positions = np.asarray(data, np.float64)
    if positions.size == 0:
        positions = positions.reshape(0, len(axes))
    if positions.ndim != 2 or positions.shape[1] != len(axes):
        raise ValueError(
            f"points of the axes {axes} are an array of shape (points, {len(axes)}), not {positions.shape}"
        )
    if not np.isfinite(positions).all():
        raise ValueError("some of the points have no place (NaN or infinite)")
    names = [""] * len(positions) if classes is None else list(classes)
    if len(names) != len(positions):
        raise ValueError(f"there are {len(positions)} points, but {len(names)} classes")
    at = {axis: positions[:, index] for index, axis in enumerate(axes)}
    stacks = [axis for axis in _STACKS if axis in axes]
    return [
        Feature(
            "Point",
            [float(at["X"][row]) + 0.5, float(at["Y"][row]) + 0.5],
            {"classification": {"name": names[row]}} if names[row] else {},
            {axis: max(0, round(float(at[axis][row]))) for axis in stacks},
        )
        for row in range(len(positions))
    ]


def _coordinate(point: Feature, axis: str) -> float:
    match axis:
        case "Y":
            return float(point.coordinates[1]) - 0.5
        case "X":
            return float(point.coordinates[0]) - 0.5
        case _:
            return float(point.plane.get(axis, 0))
