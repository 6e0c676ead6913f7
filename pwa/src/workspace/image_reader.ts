/** Opens image files by the sandboxed plugin that reads their formats. */
import { FormatError } from '../contracts/errors.js';
import type { ImageFacts, Region } from '../contracts/image.js';
import type { CallControls } from '../host/index.js';
import { NDArray } from '../rpc/index.js';
import { IMAGE_PLUGIN, type Library } from './library.js';
import type { NamedFile } from './named_file.js';

/** What the plugin tells of an image that it has opened. */
export interface Opened {
  readonly id: string;
  readonly facts: Omit<ImageFacts, 'sha256'>;
  /** Sentences for the person, such as that a part is missing. */
  readonly notes: readonly string[];
}

/** How long a part that nobody waits for any more may still be decoded before its code is interrupted. */
const PATIENCE_MILLISECONDS = 2000;

/**
 * The plugin reads one part after the other, and reading can't be interrupted without harm to others at any time, so
 * what waits here can be given up for nothing.
 */
export class ImageReader {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly library: Library) {}

  /** @throws FormatError or RemoteError with a sentence that names the file and the cause. */
  async open(
    files: readonly NamedFile[],
    name: string,
    scene: number | null,
    controls: CallControls = {},
  ): Promise<Opened> {
    const names = files.map((each) => each.name);
    const opened = await this.call('open', [files.map(({ file }) => file), names, name, scene], controls);
    const { id, notes, ...facts } = opened as Opened['facts'] & Pick<Opened, 'id' | 'notes'>;
    if (typeof id !== 'string' || typeof facts.axes !== 'string') throw new FormatError(`${name} gave no image.`, name);
    return { id, facts, notes };
  }

  /** Which of these files make up an image together. Those that hold no image are left out, unless none does. */
  async group(files: readonly NamedFile[], controls: CallControls = {}): Promise<NamedFile[][]> {
    const groups = await this.call('group', [files.map(({ file }) => file), files.map(({ name }) => name)], controls);
    if (!Array.isArray(groups)) throw new FormatError('The files could not be told apart.', 'files');
    const at = (index: unknown): NamedFile | undefined => files[Number(index)];
    return (groups as unknown[][]).map((group) => group.map(at).filter((file) => file !== undefined));
  }

  /** @returns null when the plugin has started anew since the image was opened, and knows nothing of it. */
  async read(id: string, region: Region, name: string, signal?: AbortSignal): Promise<NDArray | null> {
    const part = await this.call('read', [id, region], { signal });
    if (part !== null && !(part instanceof NDArray)) throw new FormatError(`${name} gave no image.`, name);
    return part;
  }

  /** Unpacks a chunk of a Zarr array. @param codec such as "blosc". */
  async decode(codec: string, bytes: Uint8Array): Promise<Uint8Array> {
    const unpacked = await this.call('decode', [codec, bytes], {});
    if (!(unpacked instanceof Uint8Array)) throw new FormatError('a chunk gave no bytes', codec);
    return unpacked;
  }

  close(id: string): void {
    // Where the plugin has ended, nothing is open.
    this.call('close', [id], {}).catch(() => undefined);
  }

  private async call(method: string, args: readonly unknown[], { signal, onProgress }: CallControls): Promise<unknown> {
    signal?.throwIfAborted();
    const turn = this.last;
    const work = turn.then(async () => {
      signal?.throwIfAborted();
      const plugin = await this.library.live(IMAGE_PLUGIN);
      const stop = new AbortController();
      let clock: ReturnType<typeof setTimeout> | undefined;
      const onAbort = (): void => {
        clock = setTimeout(() => stop.abort(), PATIENCE_MILLISECONDS);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await plugin.run(method, args, {}, { signal: stop.signal, ...(onProgress && { onProgress }) });
      } finally {
        clearTimeout(clock);
        signal?.removeEventListener('abort', onAbort);
      }
    });
    this.last = work.catch(() => undefined);
    return signal ? Promise.race([work, aborted(signal)]) : work;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
