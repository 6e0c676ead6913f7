/** Images in and out of the workspace, by the plugin that reads and writes their formats. */
import type { AssetStore } from '../assets/index.js';
import { FormatError } from '../contracts/errors.js';
import type { Sample } from '../contracts/site.js';
import type { CallControls } from '../host/index.js';
import { NDArray } from '../rpc/index.js';
import { IMAGE_PLUGIN, type Library } from './library.js';
import type { ImageWindow, Layer } from './model.js';
import type { Workspace } from './workspace.js';

/** The interpreter has 4 GB for the file, its decoded pixels and their copies. */
const LARGEST_FILE = 1_500_000_000;

export class Images {
  constructor(
    private readonly workspace: Workspace,
    private readonly library: Library,
    private readonly assets: AssetStore,
  ) {}

  /** Reads an image file. @throws FormatError or RemoteError with a sentence that names the file and the cause. */
  async read(file: Blob, name: string, controls: CallControls = {}): Promise<NDArray> {
    if (file.size === 0) throw new FormatError(`${name} is empty (0 bytes).`, name);
    if (file.size > LARGEST_FILE) {
      throw new FormatError(
        `${name} has ${(file.size / 1e9).toFixed(1)} GB; up to ${LARGEST_FILE / 1e9} GB can be opened whole.`,
        name,
      );
    }
    const data = new Uint8Array(await file.arrayBuffer());
    const reader = await this.library.live(IMAGE_PLUGIN);
    const image = await reader.run('read', [], { data, name }, { ...controls, transfer: [data.buffer] });
    if (!(image instanceof NDArray)) throw new FormatError(`${name} gave no image.`, name);
    return image;
  }

  async fetch(url: URL, controls: CallControls & { onFraction?: (fraction: number) => void } = {}): Promise<NDArray> {
    const name = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1)) || url.host;
    const bytes = await this.assets.fetchUrl(url.href, {
      ...(controls.signal === undefined ? {} : { signal: controls.signal }),
      ...(controls.onFraction === undefined ? {} : { onProgress: controls.onFraction }),
    });
    return this.read(new Blob([bytes]), name, controls);
  }

  async sample(
    sample: Sample,
    controls: CallControls & { onFraction?: (fraction: number) => void } = {},
  ): Promise<NDArray> {
    const bytes = await this.assets.get(sample.file, {
      ...(controls.signal === undefined ? {} : { signal: controls.signal }),
      ...(controls.onFraction === undefined ? {} : { onProgress: controls.onFraction }),
    });
    return this.read(new Blob([bytes]), sample.name, controls);
  }

  /** Shows arrays in a window of their own. @returns the window's id. */
  show(layers: readonly NDArray[], title: string): string {
    const id = this.workspace.newId('window');
    const window: ImageWindow = { kind: 'image', id, title, layers: layers.map((data) => this.layer(data, id, title)) };
    this.workspace.addWindow(window);
    return id;
  }

  layer(data: NDArray, windowId: string, name: string): Layer {
    const kind = data.kind ?? 'image';
    return {
      id: this.workspace.newId('layer'),
      windowId,
      name: data.name ?? name,
      kind,
      data,
      visible: true,
      opacity: kind === 'labels' ? 0.5 : 1,
      contrast: null,
    };
  }

  /** A layer's array as a TIFF file, with its axes, pixel size and unit. */
  async tiff(layer: Layer): Promise<File> {
    const name = `${layer.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.tif`;
    const writer = await this.library.live(IMAGE_PLUGIN);
    const file = await writer.run('save', [], { image: layer.data, name });
    if (!(file instanceof Blob)) throw new FormatError(`${layer.name} could not be written as TIFF.`, layer.name);
    return new File([file], name, { type: 'image/tiff' });
  }
}
