/** A workspace with one image, to draw on. */
import { arraySource } from '../../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../../pwa/src/rpc/index.js';
import { History } from '../../../../pwa/src/workspace/history.js';
import { Layers } from '../../../../pwa/src/workspace/layers.js';
import type { LabelsLayer, Layer, ShapesLayer } from '../../../../pwa/src/workspace/model.js';
import { imageLayer, labelsLayer, shapesLayer } from '../../../../pwa/src/workspace/new_layers.js';
import { Workspace } from '../../../../pwa/src/workspace/workspace.js';

export const WINDOW = 'w';

export function openDesk(shape: readonly number[] = [6, 8], axes = 'YX') {
  const workspace = new Workspace({} as never);
  const history = new History(workspace);
  const layers = new Layers(workspace, history);
  const data = Uint8Array.from({ length: shape.reduce((all, size) => all * size, 1) }, (_, at) => at % 200);
  const scale = shape.map((_, axis) => (axes[axis] === 'Y' ? 2 : 0.5));
  const image = arraySource(new NDArray(data, shape, 'uint8', { axes, scale, unit: 'µm', name: 'cells.tif' }));
  const place = (id: string) => ({ id, windowId: WINDOW, name: id });
  workspace.addWindow({
    kind: 'image',
    id: WINDOW,
    title: 'cells.tif',
    address: null,
    layers: [imageLayer(place('image'), image)],
  });
  return {
    workspace,
    history,
    layers,
    addShapes: (): ShapesLayer => add(workspace, shapesLayer(place('shapes'))),
    addLabels: (values: NDArray): LabelsLayer => add(workspace, labelsLayer(place('labels'), values)),
    layer: <T extends Layer>(id: string): T => workspace.layers.find((each) => each.id === id) as T,
  };
}

function add<T extends Layer>(workspace: Workspace, layer: T): T {
  workspace.addLayer(layer);
  return layer;
}
