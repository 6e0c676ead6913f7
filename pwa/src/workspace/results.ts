/** What an op gave back, as windows and layers. */
import type { OpDescription, ResultDescription } from '../contracts/plugin.js';
import { NDArray, RemoteFile } from '../rpc/index.js';
import { errorNote } from './error_note.js';
import type { Images } from './images.js';
import { layerSize, planeShape } from './layer_array.js';
import { hasTable, labelsLayerOf } from './linked_rows.js';
import type { Layer } from './model.js';
import { pointsLayer, shapesLayer } from './new_layers.js';
import { valueWindow } from './value_window.js';
import { freeName, type Workspace } from './workspace.js';

export class Results {
  constructor(
    private readonly workspace: Workspace,
    private readonly images: Images,
  ) {}

  /**
   * Shows the results of a run.
   *
   * @param input the image layer that the op worked on; labels of its size are laid over it.
   * @param labels the labels layer that it worked on.
   * @returns ids of the windows and layers that came of it.
   */
  show(op: OpDescription, value: unknown, input: Layer | null, labels: Layer | null = null): string[] {
    // Several results come as a list; a single one that is a list itself is told apart by the description.
    const values = op.results.length > 1 && Array.isArray(value) ? value : [value];
    const before = this.workspace.state.activeWindow;
    const drawings: Promise<void>[] = [];
    const made = values.flatMap((each, i) => this.showOne(op, op.results[i], each, input, drawings));
    this.link(made, labels);
    // Points and shapes are there once they have been read.
    if (drawings.length > 0) void Promise.all(drawings).then(() => this.link(made, labels));
    const isOverlay = made.some((id) => this.workspace.windows.every((window) => window.id !== id));
    // Labels are looked at where they lie, even if a table came with them.
    if (isOverlay && input !== null && before !== null) this.workspace.update({ activeWindow: input.windowId });
    return made;
  }

  private showOne(
    op: OpDescription,
    description: ResultDescription | undefined,
    value: unknown,
    input: Layer | null,
    drawings: Promise<void>[],
  ): string[] {
    const what = description?.title || op.title;
    const title = input === null ? what : `${what} – ${input.name}`;
    if (value === null || value === undefined) return [];
    if (value instanceof NDArray) return [this.showArray(value, what, title, input, description?.overlay)];
    if (input !== null && isFeatureCollection(value)) return [this.showDrawing(value, what, input, drawings)];
    const id = this.workspace.newId('window');
    const show = (each: unknown) =>
      this.workspace.addWindow(valueWindow({ id, title: titleOf(each) ?? title }, each, description?.kind ?? 'value'));
    if (value instanceof RemoteFile) {
      value.file().then(show, (error: unknown) => show(`The file could not be read: ${String(error)}`));
      return [];
    }
    show(value);
    return [id];
  }

  /** Points or shapes become a layer over the image that the op worked on, once they have been read. */
  private showDrawing(value: object, what: string, { windowId }: Layer, drawings: Promise<void>[]): string {
    const id = this.workspace.newId('layer');
    const given = Reflect.get(value, 'name');
    const add = async (): Promise<void> => {
      const { readGeoJson } = await import('../images/annotation/geojson.js');
      const features = readGeoJson(value, what);
      const taken = this.workspace.layers.filter((layer) => layer.windowId === windowId).map(({ name }) => name);
      const place = { id, windowId, name: freeName(typeof given === 'string' && given !== '' ? given : what, taken) };
      const arePoints = features.length > 0 && features.every(({ geometry }) => /^(Multi)?Point$/.test(geometry.type));
      this.workspace.addLayer(arePoints ? pointsLayer(place, features) : shapesLayer(place, features));
    };
    const told = (error: unknown): void => {
      this.workspace.notify({ level: 'error', ...errorNote(error, what) });
    };
    drawings.push(add().catch(told));
    return id;
  }

  /** Tells the tables and plots of a run which layer they tell of. */
  private link(made: readonly string[], input: Layer | null): void {
    const { layers, windows } = this.workspace;
    const origins = {
      made: layers.filter((layer) => made.includes(layer.id) || made.includes(layer.windowId)),
      input,
      all: layers,
    };
    for (const window of windows.filter(hasTable))
      if (made.includes(window.id))
        this.workspace.replaceWindow(window.id, { labelsLayer: labelsLayerOf(window.table, origins) });
  }

  private showArray(data: NDArray, what: string, title: string, input: Layer | null, color?: string): string {
    const isOver = data.kind === 'labels' || color !== undefined;
    const over = isOver && input !== null && samePlane(data, input) ? input : null;
    if (over === null) return this.images.show([data], title);
    for (const layer of this.workspace.layers) {
      // What an earlier run laid over the image stays, but out of sight: two on one another can't be told apart.
      const isEarlier = data.kind === 'labels' ? layer.kind === 'labels' : isVeil(layer, color) && layer.id !== over.id;
      if (layer.windowId === over.windowId && isEarlier) this.workspace.setLayer(layer.id, { visible: false });
    }
    const inWindow = this.workspace.layers.filter(({ windowId }) => windowId === over.windowId);
    const name = freeName(
      data.name ?? what,
      inWindow.map((layer) => layer.name),
    );
    const layer = { ...this.images.layer(data, over.windowId, name), name };
    this.workspace.addLayer(color === undefined ? layer : veilOf(layer, color));
    return layer.id;
  }
}

/** A map of one colour that lets what lies below it shine through: on bright images as well as on dark ones. */
function veilOf(layer: Layer, color: string): Layer {
  if (layer.kind !== 'image') return layer;
  return { ...layer, channels: layer.channels.map((channel) => ({ ...channel, color })), opacity: 0.5 };
}

function isVeil(layer: Layer, color: string | undefined): boolean {
  return layer.kind === 'image' && layer.channels[0]?.color === color;
}

/** GeoJSON, as drawings travel. */
function isFeatureCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'type') === 'FeatureCollection';
}

function samePlane(data: NDArray, layer: Layer): boolean {
  const [height, width] = planeShape(data);
  const size = layerSize(layer);
  return size !== null && size[0] === height && size[1] === width;
}

/** What a value itself is called. */
function titleOf(value: unknown): string | null {
  return value instanceof File && value.name !== '' ? value.name : null;
}
