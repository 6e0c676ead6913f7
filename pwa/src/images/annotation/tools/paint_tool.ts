/** The brush and the eraser, and clicks that fill. */
import Circle from 'ol/geom/Circle.js';
import { toMap } from '../../feature_geometry.js';
import type { Position } from '../../layers.js';
import type { ToolPlace, ViewerTool } from '../../viewer_tool.js';
import { type Dab, pressedSize } from '../brush.js';
import { Gesture, type Touch } from './gesture.js';
import { Sketch } from './sketch.js';

export interface PaintEvents {
  readonly paint: (from: Dab, to: Dab) => void;
  readonly end: () => void;
  /** What was painted since the last end was not meant. */
  readonly cancel: () => void;
  /** A press with the Alt key takes up the label that lies there. */
  readonly takeUp: (at: Position) => void;
}

export class PaintTool implements ViewerTool {
  readonly draws = true;
  /** In pixels of the picture. */
  size = 20;

  constructor(private readonly events: PaintEvents) {}

  attach(place: ToolPlace): () => void {
    const cursor = new Sketch(place.map);
    let last: Dab | null = null;
    const dabOf = ({ at, pressure, pointerType }: Touch): Dab => ({
      at,
      size: pressedSize(this.size, pressure, pointerType),
    });
    const show = (at: Position | null) => cursor.show(at && new Circle(toMap(at), this.size / 2));
    const gesture = new Gesture({
      begin: (touch) => {
        if (touch.altKey) return this.events.takeUp(touch.at);
        last = dabOf(touch);
        this.events.paint(last, last);
        show(touch.at);
      },
      move: (touch) => {
        if (last === null) return;
        const next = dabOf(touch);
        this.events.paint(last, next);
        last = next;
        show(touch.at);
      },
      end: () => {
        if (last !== null) this.events.end();
        last = null;
        show(null);
      },
      cancel: () => {
        if (last !== null) this.events.cancel();
        last = null;
        show(null);
      },
      hover: show,
    });
    place.map.addInteraction(gesture);
    const leave = () => show(null);
    const viewport = place.map.getViewport() as HTMLElement;
    viewport.addEventListener('pointerleave', leave);
    return () => {
      viewport.removeEventListener('pointerleave', leave);
      place.map.removeInteraction(gesture);
      gesture.dispose();
      cursor.dispose();
    };
  }
}

export class FillTool implements ViewerTool {
  readonly draws = true;

  constructor(
    private readonly fill: (at: Position) => void,
    private readonly takeUp: (at: Position) => void,
  ) {}

  attach(place: ToolPlace): () => void {
    let pressed: Touch | null = null;
    const forget = () => {
      pressed = null;
    };
    const gesture = new Gesture({
      begin: (touch) => {
        pressed = touch;
      },
      move: () => undefined,
      end: () => {
        if (pressed?.altKey) this.takeUp(pressed.at);
        else if (pressed) this.fill(pressed.at);
        forget();
      },
      cancel: forget,
    });
    place.map.addInteraction(gesture);
    return () => {
      place.map.removeInteraction(gesture);
      gesture.dispose();
    };
  }
}
