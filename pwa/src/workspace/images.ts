/** Images in and out of the workspace, by the plugin that reads and writes their formats. */
import { type AssetStore, type GetOptions, type RecentFiles, sha256Of } from '../assets/index.js';
import { FetchError, FormatError } from '../contracts/errors.js';
import type { Sample } from '../contracts/site.js';
import type { CallControls } from '../host/index.js';
import { arraySource } from '../images/array_source.js';
import type { ImageSource } from '../images/source.js';
import { NDArray } from '../rpc/index.js';
import { fileSource } from './file_source.js';
import { ImageReader, type NamedFile } from './image_reader.js';
import { layerArray } from './layer_array.js';
import { IMAGE_PLUGIN, type Library } from './library.js';
import type { ImageWindow, Layer } from './model.js';
import { imageLayer, labelsLayer } from './new_layers.js';
import type { Workspace } from './workspace.js';

/** Up to this size a file's sha256 is told; hashing it takes that much memory for a moment. */
const HASHED_BYTES = 256 * 2 ** 20;

/** What fetching an image takes besides the controls of the call that reads it. */
export interface FetchControls extends CallControls {
  /** From 0 to 1, while the file is fetched. */
  readonly onFraction?: (fraction: number) => void;
}

export interface ImagesDependencies {
  readonly base: URL;
  readonly samples: readonly Sample[];
  readonly assets: AssetStore;
  readonly recent: RecentFiles;
}

export class Images {
  private readonly reader: ImageReader;

  constructor(
    private readonly workspace: Workspace,
    private readonly library: Library,
    private readonly dependencies: ImagesDependencies,
  ) {
    this.reader = new ImageReader(library);
  }

  /** Opens an image file. @throws FormatError or RemoteError with a sentence that names the file and the cause. */
  async open(file: Blob, name: string, controls: CallControls = {}): Promise<ImageSource> {
    return this.openTogether([{ name, file }], name, null, controls);
  }

  /**
   * Opens an image that lies in one or several files.
   *
   * @param scene which image of a file that holds several; null lets its reader choose.
   */
  async openTogether(
    files: readonly NamedFile[],
    name: string,
    scene: number | null,
    controls: CallControls = {},
  ): Promise<ImageSource> {
    const [only] = files;
    if (files.length === 1 && only?.file.size === 0) throw new FormatError(`${name} is empty (0 bytes).`, name);
    const hash = files.length === 1 && only ? hashOf(only.file) : null;
    const opened = await this.reader.open(files, name, scene, controls);
    for (const message of opened.notes) this.workspace.notify({ level: 'info', title: name, message, details: '' });
    return fileSource({ reader: this.reader, files, opened, sha256: await hash }, controls.signal);
  }

  /** Fetches and opens an image. Where its host can't be reached, the copy of an earlier visit is used, and that is said. */
  async fetch(url: URL, controls: FetchControls = {}): Promise<ImageSource> {
    const { samples, assets, recent } = this.dependencies;
    const sample = samples.find((each) => this.addressOf(each) === url.href);
    if (sample !== undefined) return this.sample(sample, controls);
    const name = fileName(url);
    let bytes: ArrayBuffer;
    try {
      bytes = await assets.fetchUrl(url.href, fetchOptions(controls));
      void recent.put(url.href, bytes);
    } catch (error) {
      const kept = error instanceof FetchError && error.status === null ? await recent.get(url.href) : null;
      if (kept === null) throw error;
      bytes = kept.bytes;
      const message = `Its host can't be reached, so this is the copy that was fetched on ${kept.date.toLocaleString()}.`;
      this.workspace.notify({ level: 'info', title: `${name} is not the newest`, message, details: '' });
    }
    return this.open(new Blob([bytes]), name, controls);
  }

  async sampleFile(sample: Sample, controls: FetchControls = {}): Promise<File> {
    const bytes = await this.dependencies.assets.get(sample.file, fetchOptions(controls));
    return new File([bytes], sample.name, { type: sample.mediaType });
  }

  async sample(sample: Sample, controls: FetchControls = {}): Promise<ImageSource> {
    const bytes = await this.dependencies.assets.get(sample.file, fetchOptions(controls));
    return this.open(new Blob([bytes]), sample.name, controls);
  }

  /** Where a sample can be fetched. */
  addressOf(sample: Sample): string {
    return new URL(sample.file.path, this.dependencies.base).href;
  }

  /** Shows images in a window of their own. @param address where they were fetched, or null. @returns the window's id. */
  show(layers: readonly (NDArray | ImageSource)[], title: string, address: string | null = null): string {
    const id = this.workspace.newId('window');
    const window: ImageWindow = {
      kind: 'image',
      id,
      title,
      address,
      layers: layers.map((data) => this.layer(data, id, title)),
    };
    this.workspace.addWindow(window);
    return id;
  }

  /** @param name what the layer is called when the data have no name. */
  layer(data: NDArray | ImageSource, windowId: string, name: string): Layer {
    const place = { id: this.workspace.newId('layer'), windowId, name: data.name ?? name };
    if (!(data instanceof NDArray)) return imageLayer(place, data);
    return data.kind === 'labels' ? labelsLayer(place, data) : imageLayer(place, arraySource(data, name));
  }

  /** A layer's array as a TIFF file, with its axes, pixel size and unit. */
  async tiff(layer: Layer): Promise<File> {
    const name = `${layer.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.tif`;
    const writer = await this.library.live(IMAGE_PLUGIN);
    const file = await writer.run('save', [], { image: await layerArray(layer), name });
    if (!(file instanceof Blob)) throw new FormatError(`${layer.name} could not be written as TIFF.`, layer.name);
    return new File([file], name, { type: 'image/tiff' });
  }
}

/** @returns null for a file that is too large. */
async function hashOf(file: Blob): Promise<string | null> {
  return file.size > HASHED_BYTES ? null : sha256Of(new Uint8Array(await file.arrayBuffer()));
}

function fetchOptions({ signal, onFraction }: FetchControls): GetOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onFraction === undefined ? {} : { onProgress: onFraction }),
  };
}

function fileName(url: URL): string {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1) || url.host;
  try {
    return decodeURIComponent(name);
  } catch {
    // A stray % in an address is no reason not to open it.
    return name;
  }
}
