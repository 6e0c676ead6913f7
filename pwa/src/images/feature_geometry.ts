/** Geometries between the two coordinate systems: rows of a picture count down, OpenLayers' y goes up. */
import type { Coordinate } from 'ol/coordinate.js';
import type OlGeometry from 'ol/geom/Geometry.js';
import LineString from 'ol/geom/LineString.js';
import MultiLineString from 'ol/geom/MultiLineString.js';
import MultiPoint from 'ol/geom/MultiPoint.js';
import MultiPolygon from 'ol/geom/MultiPolygon.js';
import Point from 'ol/geom/Point.js';
import Polygon from 'ol/geom/Polygon.js';
import type { Geometry, Position } from './layers.js';

/** A position of the picture on the map. */
export function toMap([x, y]: Position): Coordinate {
  return [x, -y];
}

/** A coordinate of the map on the picture. */
export function fromMap([x = 0, y = 0]: Coordinate): Position {
  return [x, -y];
}

export function toMapGeometry(geometry: Geometry): OlGeometry {
  switch (geometry.type) {
    case 'Point':
      return new Point(toMap(geometry.coordinates));
    case 'MultiPoint':
      return new MultiPoint(geometry.coordinates.map(toMap));
    case 'LineString':
      return new LineString(geometry.coordinates.map(toMap));
    case 'MultiLineString':
      return new MultiLineString(geometry.coordinates.map((line) => line.map(toMap)));
    case 'Polygon':
      return new Polygon(geometry.coordinates.map((ring) => ring.map(toMap)));
    case 'MultiPolygon':
      return new MultiPolygon(geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(toMap))));
  }
}

/** @throws TypeError for a geometry that GeoJSON doesn't have, such as a circle. */
export function fromMapGeometry(geometry: OlGeometry): Geometry {
  if (geometry instanceof Point) return { type: 'Point', coordinates: fromMap(geometry.getCoordinates()) };
  if (geometry instanceof MultiPoint)
    return { type: 'MultiPoint', coordinates: geometry.getCoordinates().map(fromMap) };
  if (geometry instanceof LineString)
    return { type: 'LineString', coordinates: geometry.getCoordinates().map(fromMap) };
  if (geometry instanceof MultiLineString)
    return { type: 'MultiLineString', coordinates: geometry.getCoordinates().map((line) => line.map(fromMap)) };
  if (geometry instanceof Polygon)
    return { type: 'Polygon', coordinates: geometry.getCoordinates().map((ring) => ring.map(fromMap)) };
  if (geometry instanceof MultiPolygon)
    return {
      type: 'MultiPolygon',
      coordinates: geometry.getCoordinates().map((polygon) => polygon.map((ring) => ring.map(fromMap))),
    };
  throw new TypeError(`A ${geometry.getType()} can't be kept as GeoJSON.`);
}
