"""Shapes on a picture: outlines of areas, lines and points, and the pixels that they cover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .drawing import Drawing
from .geojson import Feature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike
    from numpy.typing import NDArray as Array


class Shapes(Drawing):
    """Shapes on a picture.

    Args:
        shapes: GeoJSON (in pixels, [x, y], from the outer corner of the first one), features, objects of shapely, or
            outlines as arrays of shape (corners, 2) of y and x, counted as numpy counts pixels (as `find_contours`
            gives them).
        scale: size of a pixel along y and x, in `unit`.
        unit: such as "µm"; "" when it is not known.
        name: what the layer is called.

    Raises:
        ValueError: when something is no shape.
    """

    __slots__ = ()

    def __init__(
        self,
        shapes: Mapping[str, Any] | Sequence[Feature | Mapping[str, Any] | ArrayLike],
        *,
        scale: Sequence[float] | None = None,
        unit: str | None = None,
        name: str = "",
    ) -> None:
        if isinstance(shapes, Mapping) or hasattr(shapes, "__geo_interface__"):
            read = Shapes.from_geojson(shapes, name)
            super().__init__(read.features, scale=scale or read.scale, unit=unit or read.unit, name=name or read.name)
            return
        super().__init__([each for shape in shapes for each in _features(shape)], scale=scale, unit=unit, name=name)

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.features)

    def __getitem__(self, index: int) -> Feature:
        return self.features[index]

    def to_mask(self, shape: Sequence[int]) -> Array[Any]:
        """The pixels that lie under any of the shapes.

        Args:
            shape: rows and columns of the picture; of an array with more axes, give `image.shape[-2:]`.

        Returns:
            bool, of that shape. A pixel belongs to an area when its middle does.
        """
        return self.to_labels(shape) > 0

    def to_labels(self, shape: Sequence[int]) -> Array[Any]:
        """The shapes as labels: 1 for the first one, and so on; a later one lies over an earlier one.

        Args:
            shape: rows and columns of the picture, as for `to_mask`.

        Returns:
            int32, of that shape.
        """
        import numpy as np

        from .rasterise import mask_of

        rows, columns = shape
        labels = np.zeros((rows, columns), np.int32)
        for number, each in enumerate(self.features, 1):
            labels[mask_of(each, (rows, columns))] = number
        return labels


def _features(shape: Any) -> list[Feature]:
    import numpy as np

    from .geojson import read_features

    if isinstance(shape, Feature):
        return [shape]
    if isinstance(shape, Mapping) or hasattr(shape, "__geo_interface__"):
        return read_features(shape)
    corners = np.asarray(shape, np.float64)
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3 or not np.isfinite(corners).all():
        raise ValueError(f"an outline is an array of at least three corners (y, x), not of shape {corners.shape}")
    ring = [[float(x) + 0.5, float(y) + 0.5] for y, x in corners]
    if ring[0] != ring[-1]:
        ring.append(ring[0])
    return [Feature("Polygon", [ring])]
