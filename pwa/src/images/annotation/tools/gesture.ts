/** One finger, the pencil or the left button pressed, drawn along and lifted; a second finger ends it and moves the picture. */
import PointerInteraction from 'ol/interaction/Pointer.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import { fromMap } from '../../feature_geometry.js';
import type { Position } from '../../layers.js';

/** A place on the way. */
export interface Touch {
  readonly at: Position;
  /** 0 to 1; mice tell nothing of worth. */
  readonly pressure: number;
  readonly pointerType: string;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export interface GestureEvents {
  readonly begin: (touch: Touch) => void;
  readonly move: (touch: Touch) => void;
  readonly end: () => void;
  /** A second finger came, so nothing was meant to be drawn. */
  readonly cancel: () => void;
  /** A mouse or pencil that is not pressed; null when it has left. */
  readonly hover?: (at: Position | null) => void;
}

export class Gesture extends PointerInteraction {
  constructor(private readonly events: GestureEvents) {
    super();
  }

  override handleEvent(event: MapBrowserEvent): boolean {
    const pointers = event.activePointers?.length ?? 0;
    if (event.type === 'pointerdown' && this.handlingDownUpSequence && pointers > 1) {
      this.handlingDownUpSequence = false;
      this.events.cancel();
      return true;
    }
    return super.handleEvent(event);
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    const pressed = event.originalEvent as PointerEvent;
    if (this.targetPointers.length > 1 || pressed.button !== 0) return false;
    this.events.begin(touchOf(event, pressed));
    return true;
  }

  override handleDragEvent(event: MapBrowserEvent): void {
    const moved = event.originalEvent as PointerEvent;
    // Browsers tell of a fast pencil once a frame, with the places in between.
    const between = moved.getCoalescedEvents?.() ?? [];
    for (const each of between.length > 1 ? between : [moved]) this.events.move(touchOf(event, each));
  }

  override handleUpEvent(): boolean {
    this.events.end();
    return false;
  }

  override handleMoveEvent(event: MapBrowserEvent): void {
    const { pointerType } = event.originalEvent as PointerEvent;
    this.events.hover?.(pointerType === 'touch' ? null : fromMap(event.coordinate));
  }
}

function touchOf(event: MapBrowserEvent, pointer: PointerEvent): Touch {
  // The event's own place may have been drawn to a corner nearby; those in between are taken as they are.
  const at =
    pointer === event.originalEvent
      ? event.coordinate
      : event.map.getCoordinateFromPixel(event.map.getEventPixel(pointer));
  const { pressure, pointerType, altKey, shiftKey } = pointer;
  return { at: fromMap(at), pressure, pointerType, altKey, shiftKey };
}
