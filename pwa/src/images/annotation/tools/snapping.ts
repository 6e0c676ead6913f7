/** Corners and edges of what is drawn already draw the pointer to them. */
import Collection from 'ol/Collection.js';
import type OlFeature from 'ol/Feature.js';
import Snap from 'ol/interaction/Snap.js';
import type { ToolPlace } from '../../viewer_tool.js';

/** Screen pixels from which the pointer is drawn to a corner. */
const REACH = 10;

/** Added after the interactions that it serves. @returns what takes it away. */
export function snapTo({ map, sourceOf }: ToolPlace, layerIds: readonly string[]): () => void {
  const features = new Collection<OlFeature>();
  for (const id of layerIds) {
    const source = sourceOf(id);
    if (source !== null) features.extend(source.getFeatures());
  }
  const snap = new Snap({ features, pixelTolerance: REACH });
  map.addInteraction(snap);
  // What is drawn from now on counts, too.
  const undo = layerIds.flatMap((id) => {
    const source = sourceOf(id);
    if (source === null) return [];
    const add = ({ feature }: { feature?: OlFeature | undefined }) => feature && features.push(feature);
    const remove = ({ feature }: { feature?: OlFeature | undefined }) => feature && features.remove(feature);
    source.on('addfeature', add);
    source.on('removefeature', remove);
    return [
      () => {
        source.un('addfeature', add);
        source.un('removefeature', remove);
      },
    ];
  });
  return () => {
    for (const end of undo) end();
    map.removeInteraction(snap);
    snap.dispose();
  };
}
