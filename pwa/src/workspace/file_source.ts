/** An image in files of the person's, read part by part by the plugin that knows their formats. */
import { FormatError } from '../contracts/errors.js';
import type { ImageFacts, Region } from '../contracts/image.js';
import { cut } from '../images/array_source.js';
import { regionOf } from '../images/region.js';
import type { ImageSource } from '../images/source.js';
import { isDType, storageOf } from '../rpc/dtype.js';
import type { NDArray } from '../rpc/index.js';
import type { ImageReader, Opened } from './image_reader.js';
import type { NamedFile } from './named_file.js';

/** An image up to this size is read at once, and kept. */
const KEPT_BYTES = 64 * 2 ** 20;

export interface FileSourceParts {
  readonly reader: ImageReader;
  readonly files: readonly NamedFile[];
  readonly opened: Opened;
  readonly sha256: string | null;
}

/** Opens an image: a small one is read whole, of others only what is asked for. */
export async function fileSource(parts: FileSourceParts, signal?: AbortSignal): Promise<ImageSource> {
  const { reader, opened, sha256 } = parts;
  const facts: ImageFacts = { ...opened.facts, sha256 };
  if (byteSize(facts) > KEPT_BYTES || facts.levels.length > 1) {
    const file = new OpenFile(parts, facts);
    return {
      ...facts,
      array: null,
      read: (region = {}, options = {}) => file.read(regionOf(region, facts), options.signal),
      close: () => file.close(),
    };
  }
  const array = await reader.read(opened.id, {}, facts.name, signal);
  reader.close(opened.id);
  if (array === null)
    throw new FormatError(`${facts.name} could not be read: its reader was ended. Open it again.`, facts.name);
  return {
    ...facts,
    array,
    read: async (region) => cut(array, facts.axes, regionOf(region, facts)),
    close: () => undefined,
  };
}

function byteSize({ shape, dtype }: ImageFacts): number {
  return shape.reduce((all, length) => all * length, isDType(dtype) ? storageOf(dtype).bytes : 8);
}

class OpenFile {
  private id: Promise<string>;
  private isClosed = false;

  constructor(
    private readonly parts: FileSourceParts,
    private readonly facts: ImageFacts,
  ) {
    this.id = Promise.resolve(parts.opened.id);
  }

  async read(region: Region, signal?: AbortSignal): Promise<NDArray> {
    const { reader } = this.parts;
    const { name } = this.facts;
    if (this.isClosed) throw new FormatError(`${name} has been closed. Open it again to read it.`, name);
    const id = this.id;
    const part = await reader.read(await id, region, name, signal);
    if (part !== null) return part;
    // The plugin has started anew, since it was stopped or a damaged file was too much for it. Other files go on.
    if (this.id === id) this.id = this.reopened();
    const again = await reader.read(await this.id, region, name, signal);
    if (again === null)
      throw new FormatError(`${name} could not be read: its reader ended twice. Open it again.`, name);
    return again;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    void this.id.then((id) => this.parts.reader.close(id));
  }

  private async reopened(): Promise<string> {
    const { name, scenes = [], scene = 0 } = this.facts;
    return (await this.parts.reader.open(this.parts.files, name, scenes.length > 0 ? scene : null)).id;
  }
}
