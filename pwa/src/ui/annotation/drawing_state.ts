/** What an image window has of the workspace for its drawing tools. Pure. */
import type { Classification } from '../../images/layers.js';
import type { DrawAsk, WorkspaceState } from '../../workspace/model.js';

export interface DrawingState {
  readonly classes: readonly Classification[];
  /** What is asked to be drawn in this window. */
  readonly ask: DrawAsk | null;
  /** '' where nothing was drawn. */
  readonly saved: 'pending' | 'saved' | 'failed' | '';
}

const known = new Map<string, DrawingState>();

/** The same object as before where nothing of it has changed, so that no window is drawn anew for nothing. */
export function drawingState(
  { classes, asks, autosave }: Pick<WorkspaceState, 'classes' | 'asks' | 'autosave'>,
  windowId: string,
): DrawingState {
  const state: DrawingState = {
    classes,
    ask: asks.find((each) => each.windowId === windowId) ?? null,
    saved: autosave[windowId] ?? '',
  };
  const before = known.get(windowId);
  if (before?.classes === state.classes && before.ask === state.ask && before.saved === state.saved) return before;
  known.set(windowId, state);
  return state;
}
