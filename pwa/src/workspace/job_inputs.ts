/** The layers that a job worked on, found again among those that are open. */
import type { JobInput } from '../contracts/engine.js';
import type { OpDescription } from '../contracts/plugin.js';
import { NDArray } from '../rpc/index.js';
import type { FormValue } from './actions.js';
import { layerSize, planeShape } from './layer_array.js';
import type { Layer } from './model.js';

/**
 * A job may have been handed in by another page or on another device, so layers are known by name and size; of several
 * such the one that was opened last.
 *
 * @returns the layer that labels are laid over, and the labels layer that was worked on, as for a run in this page.
 */
export function inputsAmong(
  layers: readonly Layer[],
  op: OpDescription,
  given: readonly JobInput[],
): { readonly input: Layer | null; readonly labels: Layer | null } {
  const found = (kind: 'image' | 'labels'): Layer | null => {
    for (const { name } of op.params.filter(({ type }) => type.kind === kind)) {
      const input = given.find(({ param }) => param === name);
      const layer = input && layers.findLast((each) => each.kind === kind && isThat(each, input));
      if (layer !== undefined) return layer;
    }
    return null;
  };
  const labels = found('labels');
  return { input: found('image') ?? labels, labels };
}

/** Arguments in which the arrays of layers have the layers' names, by which they are found again. */
export function namedAfter(
  layers: readonly Layer[],
  values: { readonly [param: string]: FormValue },
  kwargs: { readonly [param: string]: unknown },
): { readonly [param: string]: unknown } {
  const named = Object.entries(kwargs).map(([param, given]) => {
    const value = values[param];
    const layer = value?.kind === 'layer' ? layers.find(({ id }) => id === value.id) : undefined;
    if (layer === undefined || !(given instanceof NDArray)) return [param, given];
    return [param, new NDArray(given.data, given.shape, given.dtype, { ...given, name: layer.name })];
  });
  return Object.fromEntries(named);
}

function isThat(layer: Layer, input: JobInput): boolean {
  const [height, width] = planeShape(input);
  const size = layerSize(layer);
  return layer.name === input.name && size !== null && size[0] === height && size[1] === width;
}
