/** What windows that are on screen can do, for the palette. */
import type { IconName } from './icon_drawings.js';

export interface WindowCommand {
  readonly title: string;
  readonly icon: IconName;
  /** As the person presses them; '' for none. */
  readonly keys: string;
  readonly run: () => void;
}

const windows = new Map<string, () => readonly WindowCommand[]>();

/** @returns what takes them off the list. */
export function offerCommands(windowId: string, commands: () => readonly WindowCommand[]): () => void {
  windows.set(windowId, commands);
  return () => {
    if (windows.get(windowId) === commands) windows.delete(windowId);
  };
}

export function windowCommands(windowId: string): readonly WindowCommand[] {
  return windows.get(windowId)?.() ?? [];
}
