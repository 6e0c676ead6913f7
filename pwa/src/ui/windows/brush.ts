/** The frame that is drawn over a plot to select, by pointer and by keyboard. */
import type { PixelArea } from '../../images/plots/plot_view.js';

/** Shorter than this, in CSS pixels, a stroke is a click. */
const CLICK = 4;
/** Half the side of what a click touches, for a mouse and for a finger. */
const REACH = { fine: 5, coarse: 14 };

export interface BrushEvents {
  /** @param add whether what is within joins what was selected before the stroke. */
  brushed(area: PixelArea, add: boolean): void;
  cleared(): void;
}

export class Brush {
  /** What is marked, in CSS pixels of the plot's element; null while nothing is. */
  area: PixelArea | null = null;
  private from: { readonly x: number; readonly y: number } | null = null;

  /** @param frame where the plot's marks lie. */
  constructor(
    private readonly frame: () => PixelArea | null,
    private readonly events: BrushEvents,
  ) {}

  down(event: PointerEvent): void {
    const frame = this.frame();
    if (event.button !== 0 || frame === null) return;
    this.from = place(event, frame);
    this.area = null;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  move(event: PointerEvent): void {
    const frame = this.frame();
    if (this.from === null || frame === null) return;
    const to = place(event, frame);
    if (this.area === null && Math.hypot(to.x - this.from.x, to.y - this.from.y) < CLICK) return;
    this.area = between(this.from, to);
    this.events.brushed(this.area, isAdding(event));
  }

  up(event: PointerEvent): void {
    const { from } = this;
    this.from = null;
    if (from === null || this.area !== null) return;
    const reach = event.pointerType === 'touch' ? REACH.coarse : REACH.fine;
    this.events.brushed(
      { left: from.x - reach, top: from.y - reach, width: 2 * reach, height: 2 * reach },
      isAdding(event),
    );
  }

  /** The browser took the pointer away. */
  cancel(): void {
    this.from = null;
  }

  /** Moves the frame by arrow keys, and its right and upper edge with Shift. @returns whether the key meant something. */
  key(event: KeyboardEvent): boolean {
    const frame = this.frame();
    if (frame === null || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'Escape') {
      this.area = null;
      this.events.cleared();
      return true;
    }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step === undefined) return false;
    const [x = 0, y = 0] = [(step[0] ?? 0) * frame.width * 0.04, (step[1] ?? 0) * frame.height * 0.04];
    this.area = within(
      this.area === null ? middle(frame) : event.shiftKey ? grown(this.area, x, y) : moved(this.area, x, y),
      frame,
    );
    this.events.brushed(this.area, false);
    return true;
  }

  forget(): void {
    this.area = null;
    this.from = null;
  }
}

function isAdding(event: PointerEvent): boolean {
  return event.shiftKey || event.ctrlKey || event.metaKey;
}

function place(event: PointerEvent, { left, top, width, height }: PixelArea) {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  return {
    x: clamp(event.clientX - box.left, left, left + width),
    y: clamp(event.clientY - box.top, top, top + height),
  };
}

function between(a: { x: number; y: number }, b: { x: number; y: number }): PixelArea {
  return { left: Math.min(a.x, b.x), top: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function middle({ left, top, width, height }: PixelArea): PixelArea {
  return { left: left + width * 0.4, top: top + height * 0.4, width: width * 0.2, height: height * 0.2 };
}

function moved(area: PixelArea, x: number, y: number): PixelArea {
  return { ...area, left: area.left + x, top: area.top + y };
}

function grown(area: PixelArea, x: number, y: number): PixelArea {
  return {
    left: area.left,
    top: area.top + y,
    width: Math.max(4, area.width + x),
    height: Math.max(4, area.height - y),
  };
}

/** The area within the frame; it keeps its size where there is room. */
function within(area: PixelArea, frame: PixelArea): PixelArea {
  const width = Math.min(area.width, frame.width);
  const height = Math.min(area.height, frame.height);
  return {
    width,
    height,
    left: Math.min(frame.left + frame.width - width, Math.max(frame.left, area.left)),
    top: Math.min(frame.top + frame.height - height, Math.max(frame.top, area.top)),
  };
}
