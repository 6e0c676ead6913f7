/** Images in and out of the workspace, by the plugin that reads and writes their formats. */
import { FormatError } from '../contracts/errors.js';
import { arraySource } from '../images/array_source.js';
import type { ImageSource } from '../images/source.js';
import { NDArray } from '../rpc/index.js';
import type { ImageOpener } from './image_opener.js';
import { layerArray } from './layer_array.js';
import { IMAGE_PLUGIN, type Library } from './library.js';
import type { ImageWindow, Layer } from './model.js';
import { imageLayer, labelsLayer } from './new_layers.js';
import type { Workspace } from './workspace.js';

export class Images {
  constructor(
    private readonly workspace: Workspace,
    private readonly library: Library,
    /** Where images come from. */
    readonly opener: ImageOpener,
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
  async tiff(layer: Layer): Promise<File> {
    const name = `${layer.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.tif`;
    const writer = await this.library.live(IMAGE_PLUGIN);
    const file = await writer.run('save', [], { image: await layerArray(layer), name });
    if (!(file instanceof Blob)) throw new FormatError(`${layer.name} could not be written as TIFF.`, layer.name);
    return new File([file], name, { type: 'image/tiff' });
  }
}
