/** The viewers that are on screen, by their windows: for those who want a picture of what is seen. */
import type { PlaneIndex } from './plane.js';
import type { ViewState } from './viewer.js';

export interface OpenViewer {
  /** What is seen, with the scale bar, as PNG. */
  snapshot(): Promise<Blob>;
  state(): ViewState;
  /** Shows this part, or the whole picture. */
  show(view: Partial<ViewState>): void;
  /** Where the axes of stacks stand. */
  index(): PlaneIndex;
  /** Goes to other planes of stacks; axes that are not named stay. */
  go(index: PlaneIndex): void;
}

const viewers = new Map<string, OpenViewer>();

/** @returns what takes it off the list. */
export function register(windowId: string, viewer: OpenViewer): () => void {
  viewers.set(windowId, viewer);
  return () => {
    if (viewers.get(windowId) === viewer) viewers.delete(windowId);
  };
}

/** The viewer of an image window; null while the window is not on screen. */
export function openViewer(windowId: string): OpenViewer | null {
  return viewers.get(windowId) ?? null;
}
