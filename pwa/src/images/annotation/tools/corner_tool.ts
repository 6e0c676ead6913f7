/** Points, lines and polygons, drawn corner by corner: a click or tap each, a double one or a tap on an end finishes. */
import type OlGeometry from 'ol/geom/Geometry.js';
import LineString from 'ol/geom/LineString.js';
import Polygon from 'ol/geom/Polygon.js';
import Draw from 'ol/interaction/Draw.js';
import { fromMapGeometry, toMap } from '../../feature_geometry.js';
import type { Geometry, Position } from '../../layers.js';
import type { ToolPlace, ViewerTool } from '../../viewer_tool.js';
import { areaOf, lengthOf } from '../geometry.js';
import { sketchStyles } from './sketch.js';
import { snapTo } from './snapping.js';

export type CornerShape = 'Point' | 'LineString' | 'Polygon';

export interface CornerEvents {
  readonly drawn: (geometry: Geometry) => void;
  /** How many corners stand; 0 when nothing is being drawn. */
  readonly corners: (count: number) => void;
}

export class CornerTool implements ViewerTool {
  readonly draws = true;
  private draw: Draw | null = null;

  constructor(
    private readonly shape: CornerShape,
    /** Layers whose corners are snapped to; none where nothing is. */
    private readonly snaps: readonly string[],
    private readonly events: CornerEvents,
  ) {}

  attach(place: ToolPlace): () => void {
    const draw = new Draw({
      type: this.shape,
      stopClick: true,
      style: sketchStyles(),
      snapTolerance: 12,
      clickTolerance: 8,
    });
    this.draw = draw;
    draw.on('drawstart', ({ feature }) => {
      const tell = () => this.events.corners(cornersOf(feature.getGeometry()));
      feature.on('change', tell);
      tell();
    });
    draw.on('drawabort', () => this.events.corners(0));
    draw.on('drawend', ({ feature }) => {
      this.events.corners(0);
      const geometry = feature.getGeometry();
      if (geometry) this.finished(fromMapGeometry(geometry));
    });
    place.map.addInteraction(draw);
    const unsnap = this.snaps.length === 0 ? () => undefined : snapTo(place, this.snaps);
    return () => {
      unsnap();
      place.map.removeInteraction(draw);
      draw.dispose();
      this.draw = null;
    };
  }

  finish(): void {
    this.draw?.finishDrawing();
  }

  /** Takes back the last corner. */
  back(): void {
    this.draw?.removeLastPoint();
  }

  cancel(): void {
    this.draw?.abortDrawing();
  }

  /** Puts a corner at a position, as keys do. */
  put(at: Position): void {
    if (this.shape === 'Point') this.events.drawn({ type: 'Point', coordinates: at });
    else this.draw?.appendCoordinates([toMap(at)]);
  }

  private finished(geometry: Geometry): void {
    const one = { x: 1, y: 1 };
    // A double click on one spot is no shape.
    if (geometry.type === 'Polygon' && areaOf(geometry, one) === 0) return;
    if (geometry.type === 'LineString' && lengthOf(geometry, one) === 0) return;
    this.events.drawn(geometry);
  }
}

/** Corners that are fixed; the last one follows the pointer. */
function cornersOf(geometry: OlGeometry | undefined): number {
  if (geometry instanceof LineString) return Math.max(0, geometry.getCoordinates().length - 1);
  // A ring is closed, and its last corner follows the pointer.
  if (geometry instanceof Polygon) return Math.max(1, (geometry.getCoordinates()[0]?.length ?? 2) - 2);
  return 0;
}
