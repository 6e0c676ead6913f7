/** Dragging layers by their grips, with the mouse or a finger. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

interface Drag {
  readonly id: string;
  /** The place that it would have, counted from the top. */
  readonly to: number;
}

/** The layer whose grip an event came from; null for events from elsewhere. */
export function gripped(event: Event): string | null {
  const path = event.composedPath().filter((node): node is HTMLElement => node instanceof HTMLElement);
  if (!path.some((node) => node.classList.contains('grip'))) return null;
  return path.find((node) => node.dataset.layer !== undefined)?.dataset.layer ?? null;
}

export class LayerDrag implements ReactiveController {
  private drag: Drag | null = null;
  private stop: AbortController | null = null;

  /** @param drop told where a layer was dropped, counted from the top. */
  constructor(
    private readonly host: Host,
    private readonly drop: (id: string, to: number) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.end();
  }

  begin(event: PointerEvent): void {
    const id = gripped(event);
    if (id === null || event.button !== 0) return;
    const rows = this.rows();
    const from = rows.findIndex((row) => row.dataset.layer === id);
    this.end();
    this.drag = { id, to: from };
    this.stop = new AbortController();
    const { signal } = this.stop;
    const start = event.clientY;
    const isMine = (other: PointerEvent): boolean => other.pointerId === event.pointerId;
    addEventListener(
      'pointermove',
      (move) => {
        if (!isMine(move) || (Math.abs(move.clientY - start) < 4 && this.drag?.to === from)) return;
        const above = rows.filter((row) => row.dataset.layer !== id && middleOf(row) < move.clientY).length;
        if (above !== this.drag?.to) this.set({ id, to: above });
      },
      { signal },
    );
    addEventListener(
      'pointerup',
      (up) => {
        if (!isMine(up)) return;
        const to = this.drag?.to ?? from;
        this.end();
        if (to !== from) this.drop(id, to);
      },
      { signal },
    );
    addEventListener('pointercancel', (cancel) => isMine(cancel) && this.end(), { signal });
    addEventListener('keydown', (key) => key.key === 'Escape' && this.end(), { signal });
  }

  /** Marks the layer that is dragged, and where it would go. */
  classOf(id: string): string {
    if (this.drag === null) return '';
    if (this.drag.id === id) return 'dragged';
    const rows = this.rows();
    const from = rows.findIndex((row) => row.dataset.layer === this.drag?.id);
    const at = rows.findIndex((row) => row.dataset.layer === id);
    if (at !== this.drag.to) return '';
    return this.drag.to < from ? 'before' : 'after';
  }

  private rows(): readonly HTMLElement[] {
    return [...this.host.renderRoot.querySelectorAll<HTMLElement>('li[data-layer]')];
  }

  private set(drag: Drag | null): void {
    this.drag = drag;
    this.host.requestUpdate();
  }

  private end(): void {
    this.stop?.abort();
    this.stop = null;
    if (this.drag !== null) this.set(null);
  }
}

function middleOf(row: HTMLElement): number {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
