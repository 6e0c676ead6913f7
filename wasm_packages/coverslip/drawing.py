"""What points and shapes have in common: features on a picture, with the size of its pixels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from .geojson import Feature, read_features

if TYPE_CHECKING:
    from collections.abc import Sequence


class Drawing:
    """Features that were drawn on a picture, or are to be drawn on one.

    Args:
        features: what is drawn.
        scale: size of a pixel along y and x, in `unit`; (1, 1) when it is not known.
        unit: such as "µm"; "" when it is not known.
        name: what the layer is called.
    """

    __slots__ = ("features", "name", "scale", "unit")

    features: list[Feature]
    scale: tuple[float, float]
    unit: str
    name: str

    def __init__(
        self,
        features: Sequence[Feature],
        *,
        scale: Sequence[float] | None = None,
        unit: str | None = None,
        name: str = "",
    ) -> None:
        self.features = list(features)
        y, x = (1.0, 1.0) if scale is None else (float(each) for each in scale)
        self.scale = (y, x)
        self.unit = unit or ""
        self.name = name

    @classmethod
    def from_geojson(cls, value: Any, name: str = "") -> Self:
        """Read GeoJSON, or what has `__geo_interface__`.

        Raises:
            ValueError: naming the feature and the field that is wrong.
        """
        drawing = cls.__new__(cls)
        members = value if isinstance(value, Mapping) else {}
        size = members.get("pixelSize")
        known = isinstance(size, Mapping) and all(isinstance(size.get(axis), int | float) for axis in "YX")
        Drawing.__init__(
            drawing,
            read_features(value, name),
            scale=(size["Y"], size["X"]) if known and isinstance(size, Mapping) else None,
            unit=str(members.get("unit") or ""),
            name=name or str(members.get("name") or ""),
        )
        drawing._check()
        return drawing

    def _check(self) -> None:
        """Refuse features that can't be of this kind."""

    def to_geojson(self) -> dict[str, Any]:
        """A FeatureCollection, as QuPath reads it."""
        told: dict[str, Any] = {"type": "FeatureCollection", "features": [each.to_geojson() for each in self.features]}
        if self.name:
            told["name"] = self.name
        if self.unit:
            told |= {"pixelSize": {"Y": self.scale[0], "X": self.scale[1]}, "unit": self.unit}
        return told

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """As shapely, geopandas and others take it over."""
        return self.to_geojson()

    def __len__(self) -> int:
        return len(self.features)

    def __bool__(self) -> bool:
        return bool(self.features)

    def __repr__(self) -> str:
        about = f", name={self.name!r}" if self.name else ""
        return f"<{type(self).__name__} of {len(self)}{about}>"
