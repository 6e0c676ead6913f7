/** Shapes drawn in one go: freehand outlines, rectangles, ellipses, and lines that cut or join labels. */
import { toMapGeometry } from '../../feature_geometry.js';
import type { Geometry, Position } from '../../layers.js';
import type { ToolPlace, ViewerTool } from '../../viewer_tool.js';
import { areaOf, boundsOf, type Ring } from '../geometry.js';
import { Gesture } from './gesture.js';
import { Sketch } from './sketch.js';

export type DraggedShape = 'freehand' | 'rectangle' | 'ellipse' | 'line';

/** Screen pixels between two places of a freehand line, and that a shape has at least. */
const STEP = 2;
const SMALLEST = 4;
const CORNERS_OF_AN_ELLIPSE = 72;

export class ShapeTool implements ViewerTool {
  readonly draws = true;

  constructor(
    private readonly shape: DraggedShape,
    private readonly drawn: (geometry: Geometry) => void,
  ) {}

  attach(place: ToolPlace): () => void {
    const sketch = new Sketch(place.map);
    let way: Position[] = [];
    let isEven = false;
    const shapeNow = () => shapeOf(this.shape, way, isEven);
    const gesture = new Gesture({
      begin: ({ at, shiftKey }) => {
        way = [at];
        isEven = shiftKey;
      },
      move: ({ at, shiftKey }) => {
        const last = way.at(-1) as Position;
        if (Math.hypot(at[0] - last[0], at[1] - last[1]) < STEP * place.resolution) return;
        way.push(at);
        isEven = shiftKey;
        const shape = shapeNow();
        sketch.show(shape && toMapGeometry(shape));
      },
      end: () => {
        const shape = shapeNow();
        way = [];
        sketch.show(null);
        if (shape !== null && isLarge(shape, place.resolution)) this.drawn(shape);
      },
      cancel: () => {
        way = [];
        sketch.show(null);
      },
    });
    place.map.addInteraction(gesture);
    return () => {
      place.map.removeInteraction(gesture);
      gesture.dispose();
      sketch.dispose();
    };
  }
}

/** @param isEven whether width and height are to be the same. */
function shapeOf(shape: DraggedShape, way: readonly Position[], isEven: boolean): Geometry | null {
  const [first, last] = [way[0], way.at(-1)];
  if (first === undefined || last === undefined || way.length < 2) return null;
  if (shape === 'line') return { type: 'LineString', coordinates: way };
  if (shape === 'freehand') return way.length < 3 ? null : { type: 'Polygon', coordinates: [[...way, first]] };
  const corner = isEven ? evenCorner(first, last) : last;
  return { type: 'Polygon', coordinates: [shape === 'rectangle' ? box(first, corner) : ellipse(first, corner)] };
}

function evenCorner([x0, y0]: Position, [x1, y1]: Position): Position {
  const size = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  return [x0 + Math.sign(x1 - x0) * size, y0 + Math.sign(y1 - y0) * size];
}

function box([x0, y0]: Position, [x1, y1]: Position): Ring {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ];
}

function ellipse([x0, y0]: Position, [x1, y1]: Position): Ring {
  const ring = Array.from({ length: CORNERS_OF_AN_ELLIPSE }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / CORNERS_OF_AN_ELLIPSE;
    return [(x0 + x1) / 2 + ((x1 - x0) / 2) * Math.cos(angle), (y0 + y1) / 2 + ((y1 - y0) / 2) * Math.sin(angle)];
  });
  return [...ring, ring[0] as Position];
}

function isLarge(shape: Geometry, resolution: number): boolean {
  const { left, right, top, bottom } = boundsOf(shape);
  const isWide = Math.max(right - left, bottom - top) >= SMALLEST * resolution;
  return isWide && (shape.type !== 'Polygon' || areaOf(shape, { x: 1, y: 1 }) > 0);
}
