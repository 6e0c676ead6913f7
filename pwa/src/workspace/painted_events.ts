/** Tells those who hold an image window of what the person painted on its labels. Shapes are told of where they are drawn. */
import type { Layer } from './model.js';
import type { Workspace } from './workspace.js';

/** @param painted told of each change of labels in place. @returns what ends it. */
export function watchPainting(workspace: Workspace, painted: (windowId: string, data: unknown) => void): () => void {
  let before = new Map<string, Layer>();
  return workspace.subscribe(() => {
    const now = new Map(workspace.layers.map((layer) => [layer.id, layer]));
    for (const [id, layer] of now) {
      const old = before.get(id);
      if (layer.kind !== 'labels' || old?.kind !== 'labels') continue;
      if (old.data === layer.data && old.revision !== layer.revision)
        painted(layer.windowId, { layer: layer.name, box: layer.dirty });
    }
    before = now;
  });
}
