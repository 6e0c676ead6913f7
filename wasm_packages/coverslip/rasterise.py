"""Which pixels a shape covers: the same rule as `pwa/src/images/annotation/spans.ts`, whose test vectors it shares."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray as Array

    from .geojson import Feature


def mask_of(feature: Feature, shape: tuple[int, int]) -> Array[np.bool_]:
    """The pixels under a feature: of an area those whose middles it has, of lines and points those that they touch."""
    mask = np.zeros(shape, np.bool_)
    at: Any = feature.coordinates
    match feature.type:
        case "Polygon":
            _polygon(mask, at)
        case "MultiPolygon":
            for rings in at:
                _polygon(mask, rings)
        case "LineString":
            _line(mask, at)
        case "MultiLineString":
            for line in at:
                _line(mask, line)
        case "Point":
            _points(mask, [at])
        case "MultiPoint":
            _points(mask, at)
    return mask


def _polygon(mask: Array[np.bool_], rings: Sequence[Sequence[Sequence[float]]]) -> None:
    """The even-odd rule: each edge turns what lies at its right inside out."""
    height, width = mask.shape
    turns = np.zeros((height, width + 1), np.int32)
    for ring in rings:
        for (x0, y0), (x1, y1) in itertools.pairwise(ring):
            if y0 > y1:
                x0, y0, x1, y1 = x1, y1, x0, y0  # an edge goes downwards
            top, bottom = max(0, math.ceil(y0 - 0.5)), min(height, math.ceil(y1 - 0.5))
            if bottom <= top:
                continue
            rows = np.arange(top, bottom)
            crossings = x0 + (rows + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
            turns[rows, np.clip(np.ceil(crossings - 0.5), 0, width).astype(np.intp)] += 1
    mask |= (np.cumsum(turns[:, :width], axis=1) % 2).astype(np.bool_)


def _line(mask: Array[np.bool_], line: Sequence[Sequence[float]]) -> None:
    for start, end in itertools.pairwise(line):
        x0, y0, x1, y1 = (math.floor(each) for each in (*start, *end))
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        share = np.arange(steps + 1) / steps
        # As JavaScript rounds: halves go up.
        _mark(mask, np.floor(x0 + (x1 - x0) * share + 0.5), np.floor(y0 + (y1 - y0) * share + 0.5))


def _points(mask: Array[np.bool_], points: Sequence[Sequence[float]]) -> None:
    at = np.asarray(points, np.float64)
    _mark(mask, np.floor(at[:, 0]), np.floor(at[:, 1]))


def _mark(mask: Array[np.bool_], x: Array[Any], y: Array[Any]) -> None:
    height, width = mask.shape
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    mask[y[inside].astype(np.intp), x[inside].astype(np.intp)] = True
