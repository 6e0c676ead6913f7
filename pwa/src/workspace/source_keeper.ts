/** Gives back what images hold (open files in a sandbox) when the last window that shows them is closed. */
import type { ImageSource } from '../images/source.js';
import type { Workspace } from './workspace.js';

const heldByCallers = new WeakSet<ImageSource>();

/** Says that a caller of the api holds the image, and closes it itself. */
export function keepOpen(source: ImageSource): void {
  heldByCallers.add(source);
}

/** @param isHidden whether a window that is not among the open ones may come back. @returns what ends it. */
export function closeSources(workspace: Workspace, isHidden: (windowId: string) => boolean): () => void {
  // All that a window has shown: a layer that was removed can be brought back as long as the window is open.
  const shown = new Map<string, Set<ImageSource>>();
  return workspace.subscribe(() => {
    for (const layer of workspace.layers) {
      if (layer.kind !== 'image') continue;
      const sources = shown.get(layer.windowId) ?? new Set();
      shown.set(layer.windowId, sources.add(layer.source));
    }
    const open = new Set(workspace.windows.map(({ id }) => id));
    const gone = [...shown].filter(([id]) => !open.has(id) && !isHidden(id));
    for (const [id] of gone) shown.delete(id);
    const left = new Set([...shown.values()].flatMap((sources) => [...sources]));
    for (const [, sources] of gone)
      for (const source of sources) if (!left.has(source) && !heldByCallers.has(source)) source.close();
  });
}
