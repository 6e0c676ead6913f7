/** What an op gave back, as windows and layers. */
import type { OpDescription, ResultDescription } from '../contracts/plugin.js';
import { download, safeName } from '../host/index.js';
import { ClockTime, Duration, Figure, NDArray, RemoteFile, Table } from '../rpc/index.js';
import { errorNote } from './error_note.js';
import type { Images } from './images.js';
import { layerSize, planeShape } from './layer_array.js';
import type { Layer } from './model.js';
import { pointsLayer, shapesLayer } from './new_layers.js';
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
   * @returns ids of the windows and layers that came of it.
   */
  show(op: OpDescription, value: unknown, input: Layer | null): string[] {
    // Several results come as a list; a single one that is a list itself is told apart by the description.
    const values = op.results.length > 1 && Array.isArray(value) ? value : [value];
    const before = this.workspace.state.activeWindow;
    const made = values.flatMap((each, i) => this.showOne(op, op.results[i], each, input));
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
  ): string[] {
    const what = description?.title || op.title;
    const title = input === null ? what : `${what} – ${input.name}`;
    if (value === null || value === undefined) return [];
    if (value instanceof NDArray) return [this.showArray(value, what, title, input)];
    if (input !== null && isFeatureCollection(value)) return [this.showDrawing(value, what, input)];
    const id = this.workspace.newId('window');
    if (value instanceof Table) {
      this.workspace.addWindow({ kind: 'table', id, title: value.name ?? title, table: value });
    } else if (value instanceof Figure) {
      const picture = new Blob([new Uint8Array(value.bytes)], { type: value.mime });
      this.workspace.addWindow({ kind: 'figure', id, title: value.title || title, picture });
    } else if (value instanceof RemoteFile) {
      const failed = (error: unknown): void =>
        this.workspace.addWindow({ kind: 'text', id, title, text: `The file could not be read: ${String(error)}` });
      value.file().then((file) => download(file, file.name || safeName(title)), failed);
      return [];
    } else if (value instanceof Blob) {
      download(value, value instanceof File ? value.name : safeName(title));
      return [];
    } else {
      const isText = typeof value === 'string' || value instanceof ClockTime || value instanceof Duration;
      const text = isText ? String(value) : asText(value);
      this.workspace.addWindow({ kind: 'text', id, title, text });
    }
    return [id];
  }

  /** Points or shapes become a layer over the image that the op worked on, once they have been read. */
  private showDrawing(value: object, what: string, { windowId }: Layer): string {
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
    add().catch((error: unknown) => this.workspace.notify({ level: 'error', ...errorNote(error, what) }));
    return id;
  }

  private showArray(data: NDArray, what: string, title: string, input: Layer | null): string {
    const over = data.kind === 'labels' && input !== null && samePlane(data, input) ? input : null;
    if (over === null) return this.images.show([data], title);
    for (const layer of this.workspace.layers) {
      // The labels of an earlier run stay, but out of sight: two sets on one another can't be told apart.
      if (layer.windowId === over.windowId && layer.kind === 'labels')
        this.workspace.setLayer(layer.id, { visible: false });
    }
    const inWindow = this.workspace.layers.filter(({ windowId }) => windowId === over.windowId);
    const name = freeName(
      data.name ?? what,
      inWindow.map((layer) => layer.name),
    );
    const layer = { ...this.images.layer(data, over.windowId, name), name };
    this.workspace.addLayer(layer);
    return layer.id;
  }
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

function asText(value: unknown): string {
  const plain = (_key: string, item: unknown): unknown => {
    if (typeof item === 'bigint') return item.toString();
    return item instanceof Map ? Object.fromEntries(item) : item instanceof Set ? [...item] : item;
  };
  return JSON.stringify(value, plain, 2) ?? String(value);
}
