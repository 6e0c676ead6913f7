/** What the values of a form stand for: arrays of layers, files, tables, what is drawn. */
import { FormatError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import { NDArray } from '../rpc/index.js';
import type { FormValue } from './actions.js';
import type { Annotations } from './annotation/annotations.js';
import { layerArray } from './layer_array.js';
import type { Layer } from './model.js';
import type { Workspace } from './workspace.js';

/** Values of a form by the names of the op's parameters. */
export interface FormValues {
  readonly [param: string]: FormValue;
}

export class FormInputs {
  constructor(
    private readonly workspace: Workspace,
    private readonly annotations: () => Promise<Annotations>,
  ) {}

  /**
   * The value that stands behind one of a form; null for what is still to be drawn.
   *
   * @throws FormatError when what was chosen is no longer open.
   */
  async resolve(value: FormValue): Promise<unknown> {
    switch (value.kind) {
      case 'json':
        return value.value;
      case 'draw':
        return null;
      case 'file':
        return value.file;
      case 'layer': {
        const layer = this.workspace.layers.find(({ id }) => id === value.id);
        if (layer === undefined)
          throw new FormatError('The image that was chosen is no longer open. Choose another.', 'image');
        // Labels are painted in place, and a run is told apart by what they were when it began.
        if (layer.kind === 'labels')
          return new NDArray(layer.data.data, layer.data.shape, layer.data.dtype, layer.data);
        if (layer.kind === 'image') return layerArray(layer);
        return (await this.annotations()).exchange.value(layer);
      }
      case 'layers':
        return Promise.all(value.ids.map((id) => this.resolve({ kind: 'layer', id })));
      case 'window': {
        const window = this.workspace.windows.find(({ id }) => id === value.id);
        if (window?.kind !== 'table')
          throw new FormatError('The table that was chosen is no longer open. Choose another.', 'table');
        return window.table;
      }
    }
  }

  /** The layer of the first parameter of one of these kinds; in place of points or shapes what they were drawn on. */
  layerOf(
    op: OpDescription,
    values: FormValues,
    kinds: readonly ('image' | 'labels' | 'points' | 'shapes')[],
  ): Layer | null {
    for (const kind of kinds) {
      for (const param of op.params) {
        const value = param.type.kind === kind ? values[param.name] : undefined;
        const layer = value?.kind === 'layer' ? this.workspace.layers.find(({ id }) => id === value.id) : undefined;
        if (layer !== undefined) return this.under(layer);
      }
    }
    return null;
  }

  /** The image that points or shapes lie on. */
  under(layer: Layer): Layer {
    if (layer.kind === 'image' || layer.kind === 'labels') return layer;
    const { windowId } = layer;
    return this.workspace.layers.find((each) => each.windowId === windowId && each.kind === 'image') ?? layer;
  }
}
