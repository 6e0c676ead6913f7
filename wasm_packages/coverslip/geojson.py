"""GeoJSON of drawings, in pixels of a picture: read with care, since a file may hold anything."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

GeometryType: TypeAlias = Literal[
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"
]  # fmt: skip

#: How deep the coordinates of a geometry are nested, and how many positions a line of them has at least.
_DEPTHS: dict[str, tuple[int, int]] = {
    "Point": (0, 1), "MultiPoint": (1, 1), "LineString": (1, 2), "MultiLineString": (2, 2), "Polygon": (2, 4),
    "MultiPolygon": (3, 4),
}  # fmt: skip


@dataclass(frozen=True)
class Feature:
    """Something drawn on a picture.

    Attributes:
        type: GeoJSON's kind of geometry.
        coordinates: as GeoJSON nests them; positions are [x, y] in pixels, and (0, 0) is the outer corner of the first
            pixel, so that its middle is at (0.5, 0.5).
        properties: as QuPath names them: "name", "classification" {"name", "color"}, "measurements" …
        plane: steps along the axes of a stack ("Z", "T") where it was drawn; what is absent means everywhere.
        id: unique within its file.
    """

    type: GeometryType
    coordinates: Any
    properties: Mapping[str, Any] = field(default_factory=dict)
    plane: Mapping[str, int] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def name(self) -> str:
        """What the person called it; "" when they did not."""
        return str(self.properties.get("name") or "")

    @property
    def classification(self) -> str:
        """The name of its class; "" when it has none."""
        found = self.properties.get("classification")
        return str(found.get("name") or "") if isinstance(found, Mapping) else str(found or "")

    def to_geojson(self) -> dict[str, Any]:
        """A GeoJSON Feature, with its plane where QuPath has it."""
        geometry: dict[str, Any] = {"type": self.type, "coordinates": self.coordinates}
        if self.plane:
            geometry["plane"] = {"c": -1, "z": self.plane.get("Z", 0), "t": self.plane.get("T", 0)}
        properties = {"objectType": "annotation", **self.properties}
        return {"type": "Feature", "id": self.id, "geometry": geometry, "properties": properties}


def read_features(value: Any, name: str = "") -> list[Feature]:
    """The features of a FeatureCollection, a list of features, one feature, or a geometry.

    Args:
        value: GeoJSON, or an object that gives it by `__geo_interface__`, as shapely's and geopandas's do.
        name: what it is called in errors.

    Raises:
        ValueError: naming the feature and the field that is wrong.
    """
    value = getattr(value, "__geo_interface__", value)
    where = name or "this GeoJSON"
    return [_feature(each, f"{where}, feature {number}") for number, each in enumerate(_members(value, where), 1)]


def _members(value: Any, where: str) -> Sequence[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return value
    if isinstance(value, Mapping):
        kind = value.get("type")
        if kind == "FeatureCollection" and isinstance(value.get("features"), Sequence):
            return cast("Sequence[Any]", value["features"])
        if kind == "GeometryCollection" and isinstance(value.get("geometries"), Sequence):
            return [{"type": "Feature", "geometry": each} for each in value["geometries"]]
        if kind == "Feature":
            return [value]
        if kind in _DEPTHS:
            return [{"type": "Feature", "geometry": value}]
    found = value.get("type") if isinstance(value, Mapping) else value
    raise _wrong(where, "type", "FeatureCollection, Feature or a geometry", found)


def _feature(value: Any, where: str) -> Feature:
    value = getattr(value, "__geo_interface__", value)
    if not isinstance(value, Mapping) or value.get("type") != "Feature":
        raise _wrong(where, "type", "Feature", value.get("type") if isinstance(value, Mapping) else value)
    geometry = value.get("geometry")
    if not isinstance(geometry, Mapping) or geometry.get("type") not in _DEPTHS:
        kind = geometry.get("type") if isinstance(geometry, Mapping) else geometry
        raise _wrong(where, "geometry.type", "Point, LineString or Polygon, or several of these (Multi…)", kind)
    properties = value.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise _wrong(where, "properties", "an object", properties)
    depth, least = _DEPTHS[geometry["type"]]
    coordinates = _coordinates(geometry.get("coordinates"), depth, least, f"{where}, geometry.coordinates")
    known = value.get("id")
    identity = {} if known in (None, "") else {"id": str(known)}
    return Feature(geometry["type"], coordinates, dict(properties), _plane(geometry.get("plane"), where), **identity)


def _coordinates(value: Any, depth: int, least: int, where: str) -> Any:
    if depth == 0:
        return _position(value, where)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
        raise _wrong(where, "", "a list that is not empty", value)
    found = [_coordinates(each, depth - 1, least, f"{where}[{index}]") for index, each in enumerate(value)]
    if depth > 1:
        return found
    if least == 4 and found[0] != found[-1]:
        # Many programs leave rings open.
        found.append(found[0])
    if len(found) < least:
        raise _wrong(where, "", f"a list of at least {3 if least == 4 else least} positions", value)
    return found


def _position(value: Any, where: str) -> list[float]:
    if isinstance(value, Sequence) and len(value) >= 2:
        x, y = value[0], value[1]
        good = all(isinstance(each, int | float) and math.isfinite(each) for each in (x, y))
        if good:
            return [float(x), float(y)]
    raise _wrong(where, "", "a position of two numbers, [x, y]", value)


def _plane(value: Any, where: str) -> dict[str, int]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(where, "geometry.plane", "an object of z and t", value)
    found = {"Z": value.get("z") or 0, "T": value.get("t") or 0}
    for axis, step in found.items():
        if not isinstance(step, int | float) or step < 0 or step != int(step):
            raise _wrong(where, f"geometry.plane.{axis.lower()}", "a whole number of 0 or more", step)
    return {axis: int(step) for axis, step in found.items()}


def _wrong(where: str, key: str, expected: str, given: Any) -> ValueError:
    shown = repr(given)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
    return ValueError(f"{where}{f', {key}' if key else ''} has to be {expected}, but it is {shown}")
