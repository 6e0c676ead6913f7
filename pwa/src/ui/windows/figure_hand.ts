/** Pointers over a figure: one moves its axes or draws a frame to zoom into, two pinch. */
import type { AxesPlace, Box } from '../../workspace/live_figure.js';
import { axesAt, inFrame, zoomed } from './figure_moves.js';

interface Point {
  /** In CSS pixels of the picture. */
  readonly x: number;
  readonly y: number;
}

interface Parts {
  axes(): readonly AxesPlace[];
  mode(): 'pan' | 'zoom';
  move(axes: number, box: Box): void;
  /** The frame that is drawn has changed. */
  changed(): void;
}

/** Frames with a shorter side, in CSS pixels, were not meant. */
const SMALLEST = 6;

export class FigureHand {
  /** The frame that is being drawn, in CSS pixels. */
  frame: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | null = null;
  private readonly pointers = new Map<number, Point>();
  private start: Point = { x: 0, y: 0 };
  /** The axes that a pointer was on last. */
  private at = -1;

  constructor(private readonly parts: Parts) {}

  /** The axes that keys and buttons move: those that a pointer was on last, else the first that can be moved. */
  chosen(): number {
    const axes = this.parts.axes();
    return axes[this.at]?.moves ? this.at : axes.findIndex(({ moves }) => moves);
  }

  pointer(event: PointerEvent, paper: HTMLElement): void {
    const box = paper.getBoundingClientRect();
    const here = { x: event.clientX - box.left, y: event.clientY - box.top };
    switch (event.type) {
      case 'pointerdown':
        if (event.button !== 0) return;
        this.at = axesAt(this.parts.axes(), here.x / box.width, here.y / box.height);
        if (this.at < 0) return;
        // Else a stroke would select what is around the picture, and the next one would drag that away.
        event.preventDefault();
        paper.focus();
        paper.setPointerCapture(event.pointerId);
        this.pointers.set(event.pointerId, here);
        this.start = here;
        break;
      case 'pointermove':
        if (this.pointers.has(event.pointerId)) this.drag(event.pointerId, here, box);
        break;
      case 'pointerup':
        if (this.pointers.delete(event.pointerId) && this.frame !== null) this.zoomIn(box);
        break;
      default:
        this.pointers.delete(event.pointerId);
        this.setFrame(null);
    }
  }

  wheel(event: WheelEvent, paper: HTMLElement): void {
    const box = paper.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const axes = axesAt(this.parts.axes(), x, y);
    const place = this.parts.axes()[axes];
    if (place === undefined) return;
    this.at = axes;
    this.parts.move(axes, zoomed(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...inFrame(place, x, y)));
  }

  private drag(id: number, here: Point, box: DOMRect): void {
    const before = this.pointers.get(id) ?? here;
    const other = [...this.pointers].find(([each]) => each !== id)?.[1];
    this.pointers.set(id, here);
    if (other !== undefined) this.pinch(before, here, other, box);
    else if (this.parts.mode() === 'pan') this.pan(before, here, box);
    else
      this.setFrame({
        left: Math.min(this.start.x, here.x),
        top: Math.min(this.start.y, here.y),
        width: Math.abs(here.x - this.start.x),
        height: Math.abs(here.y - this.start.y),
      });
  }

  private pan(before: Point, here: Point, box: DOMRect): void {
    const place = this.parts.axes()[this.at];
    if (place === undefined) return;
    const x = (before.x - here.x) / box.width / (place.right - place.left);
    const y = (here.y - before.y) / box.height / (place.bottom - place.top);
    this.parts.move(this.at, [x, y, 1 + x, 1 + y]);
  }

  private pinch(before: Point, here: Point, other: Point, box: DOMRect): void {
    const place = this.parts.axes()[this.at];
    this.setFrame(null);
    if (place === undefined) return;
    const factor = distance(here, other) / Math.max(1, distance(before, other));
    const [x, y] = inFrame(place, (here.x + other.x) / 2 / box.width, (here.y + other.y) / 2 / box.height);
    this.parts.move(this.at, zoomed(Math.min(3, Math.max(1 / 3, factor)), x, y));
  }

  private zoomIn(box: DOMRect): void {
    const place = this.parts.axes()[this.at];
    const { frame } = this;
    this.setFrame(null);
    if (frame === null || place === undefined || Math.min(frame.width, frame.height) < SMALLEST) return;
    const [left, top] = inFrame(place, frame.left / box.width, frame.top / box.height);
    const [right, bottom] = inFrame(
      place,
      (frame.left + frame.width) / box.width,
      (frame.top + frame.height) / box.height,
    );
    const clamp = (at: number): number => Math.min(1, Math.max(0, at));
    this.parts.move(this.at, [clamp(left), clamp(bottom), clamp(right), clamp(top)]);
  }

  private setFrame(frame: FigureHand['frame']): void {
    this.frame = frame;
    this.parts.changed();
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
