/** Images in and out of the workspace, by the plugin that reads and writes their formats. */
import { FormatError } from '../contracts/errors.js';
import { arraySource } from '../images/array_source.js';
import type { ImageSource } from '../images/source.js';
import { NDArray } from '../rpc/index.js';
import type { ImageOpener } from './image_opener.js';
import { layerArray } from './layer_array.js';
import { IMAGE_PLUGIN, type Library } from './library.js';
import type { ImageLayer, ImageWindow, Layer } from './model.js';
import { imageLayer, labelsLayer } from './new_layers.js';
import type { Workspace } from './workspace.js';

export class Images {
  constructor(
    private readonly workspace: Workspace,
    private readonly library: Library,
    /** Where images come from. Its code comes with the first image. */
    readonly opener: () => Promise<ImageOpener>,
  ) {}

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
  tiff(layer: Layer): Promise<File> {
    return this.file(layer, 'tiff');
  }

  /** A layer's array as a file, with its axes, pixel size, unit, channels and metadata as far as the format has them. */
  async file(layer: Layer, format: 'tiff' | 'labels' | 'zarr' | 'npy', signal?: AbortSignal): Promise<File> {
    const name = layer.name.replace(/(\.ome)?\.[A-Za-z0-9]{1,5}$/i, '');
    const writer = await this.library.live(IMAGE_PLUGIN);
    const image = await layerArray(layer, signal);
    const metadata = layer.kind === 'image' ? factsOf(layer) : null;
    const options = signal === undefined ? {} : { signal };
    const file = await writer.run('save', [], { image, name, format, metadata }, options);
    if (!(file instanceof File)) throw new FormatError(`${layer.name} could not be written.`, layer.name);
    return file;
  }
}

/** What is known of an image, with the colours and names that the person gave its channels. */
function factsOf({ source, channels }: ImageLayer): object {
  const shown = channels.length === source.channels.length;
  return {
    channels: source.channels.map((known, at) => ({
      name: (shown ? channels[at]?.name : '') || known.name,
      color: shown ? (channels[at]?.color ?? known.color) : known.color,
      window: (shown ? channels[at]?.contrast : null) ?? known.window,
    })),
    metadata: source.metadata,
  };
}
