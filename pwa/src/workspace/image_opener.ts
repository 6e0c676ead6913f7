/** Opens images wherever they lie: in files, folders, archives, at addresses, and among the samples. */
import { type AssetStore, type GetOptions, type RecentFiles, sha256Of } from '../assets/index.js';
import { FetchError, FormatError } from '../contracts/errors.js';
import type { Sample } from '../contracts/site.js';
import type { CallControls, ImageInput } from '../host/index.js';
import type { ImageSource } from '../images/source.js';
import { MISSING, sliced } from '../images/zarr/ranges.js';
import type { FetchPart } from '../images/zarr/stores.js';
import { fileSource } from './file_source.js';
import { type Folder, handleFolder, isZarr } from './folders.js';
import { ImageReader } from './image_reader.js';
import type { Library } from './library.js';
import type { NamedFile } from './named_file.js';
import { OpenedImage } from './opened_image.js';
import { SampleUses } from './sample_uses.js';
import type { Workspace } from './workspace.js';

/** Up to this size a file's sha256 is told; hashing it takes that much memory for a moment. */
const HASHED_BYTES = 256 * 2 ** 20;
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** What opening an image takes besides the controls of the call that reads it. */
export interface OpenControls extends CallControls {
  /** From 0 to 1, while the file is fetched. */
  readonly onFraction?: (fraction: number) => void;
  /** Which image of a file that holds several; null lets its reader choose. */
  readonly scene?: number | null;
  /** How parts of a remote hierarchy are fetched; by default as the page itself does. */
  readonly fetchPart?: FetchPart;
}

/** Fetches a file in the name of a plugin, where it may. */
type FetchFile = (url: URL, signal?: AbortSignal) => Promise<Blob>;

export interface OpenerDependencies {
  readonly base: URL;
  readonly samples: readonly Sample[];
  readonly assets: AssetStore;
  readonly recent: RecentFiles;
}

export class ImageOpener {
  private readonly reader: ImageReader;
  private readonly uses: SampleUses;

  constructor(
    private readonly workspace: Workspace,
    library: Library,
    private readonly dependencies: OpenerDependencies,
  ) {
    this.reader = new ImageReader(library);
    this.uses = new SampleUses(dependencies.base);
  }

  /**
   * Opens what a caller of the api named.
   *
   * @param fetchFile how addresses are fetched in the name of a plugin; null for the page's own code.
   */
  async forCaller(input: ImageInput, controls: OpenControls, fetchFile: FetchFile | null): Promise<OpenedImage> {
    return new OpenedImage(await this.input(input, controls, fetchFile));
  }

  private async input(input: ImageInput, controls: OpenControls, fetchFile: FetchFile | null): Promise<ImageSource> {
    if (input instanceof Blob) return this.file(input, input instanceof File ? input.name : 'image', controls);
    if (!(input instanceof URL)) return this.folder(handleFolder(input), controls);
    if (fetchFile === null) return this.url(input, controls);
    if (!this.isFolder(input)) {
      const { signal } = controls;
      return this.file(await fetchFile(input, signal), this.nameOf(input), controls);
    }
    const fetchPart: FetchPart = async (url, range, signal) => {
      try {
        const bytes = new Uint8Array(await (await fetchFile(url, signal)).arrayBuffer());
        return range === null ? bytes : sliced(bytes, range);
      } catch (error) {
        if (error instanceof FetchError && error.status !== null && MISSING.includes(error.status)) return null;
        throw error;
      }
    };
    return this.zarrAt(input, this.nameOf(input), { ...controls, fetchPart });
  }

  /** Opens an image file. @throws FormatError or RemoteError with a sentence that names the file and the cause. */
  async file(file: Blob, name: string, controls: OpenControls = {}): Promise<ImageSource> {
    if (file.size === 0) throw new FormatError(`${name} is empty (0 bytes).`, name);
    const start = new Uint8Array(await file.slice(0, ZIP.length).arrayBuffer());
    if (ZIP.every((byte, at) => start[at] === byte)) {
      const { openZarr, zipStore } = await this.zarr();
      // An archive that can't be read is told of by the reader of all other files.
      const store = await zipStore(file).catch(() => null);
      if (store !== null) return openZarr(store, name, controls);
    }
    return this.together([{ name, file }], name, controls);
  }

  /** Opens an image that lies in several files. */
  async together(files: readonly NamedFile[], name: string, controls: OpenControls = {}): Promise<ImageSource> {
    const [only] = files;
    const hash = files.length === 1 && only ? hashOf(only.file) : null;
    const opened = await this.reader.open(files, name, controls.scene ?? null, controls);
    for (const message of opened.notes) this.workspace.notify({ level: 'info', title: name, message, details: '' });
    return fileSource({ reader: this.reader, files, opened, sha256: await hash }, controls.signal);
  }

  /** Whether an address is that of a Zarr hierarchy, which is a folder, and no file. */
  private isFolder(url: URL): boolean {
    return /\.zarr(?:\/[^.]*)?$/i.test(url.pathname);
  }

  /** The last part of an address, as a file's name. */
  private nameOf(url: URL): string {
    const path = url.pathname.replace(/\/+$/, '');
    const name = path.slice(path.lastIndexOf('/') + 1) || url.host;
    try {
      return decodeURIComponent(name);
    } catch {
      // A stray % in an address is no reason not to open it.
      return name;
    }
  }

  /** Opens the one image of a folder. @throws FormatError when there are several, or none. */
  async folder(folder: Folder, controls: OpenControls = {}): Promise<ImageSource> {
    const images = await this.imagesOf(folder, controls);
    const [first] = images;
    if (first === undefined) throw new FormatError(`The folder ${folder.name} has no files.`, folder.name);
    if (images.length > 1)
      throw new FormatError(
        `The folder ${folder.name} has ${images.length} images: ${images
          .slice(0, 5)
          .map(({ name }) => name)
          .join(', ')}${images.length > 5 ? ', …' : ''}. Open one of them.`,
        folder.name,
      );
    return first.open(controls);
  }

  /** The images of a folder, each with its name: a Zarr hierarchy is one, and so are files that belong together. */
  async imagesOf(folder: Folder, controls: OpenControls = {}): Promise<readonly OpenableImage[]> {
    if (await isZarr(folder)) {
      const open = async (own: OpenControls): Promise<ImageSource> => {
        const { folderStore, openZarr } = await this.zarr();
        return openZarr(
          folderStore((path) => folder.file(path)),
          folder.name,
          own,
        );
      };
      return [{ name: folder.name, open }];
    }
    return this.imagesIn(await folder.files(), folder.name, controls);
  }

  /** The images that several files are. @param together what an image that all of them are is called. */
  async imagesIn(
    files: readonly NamedFile[],
    together: string | null,
    controls: OpenControls = {},
  ): Promise<readonly OpenableImage[]> {
    const groups = files.length > 1 ? await this.reader.group(files, controls) : files.map((file) => [file]);
    return groups.map((group) => {
      const [first] = group;
      const own = first?.name.slice(first.name.lastIndexOf('/') + 1) ?? '';
      if (group.length === 1 && first) return { name: own, open: (given) => this.file(first.file, own, given) };
      const name = groups.length === 1 && together !== null ? together : `${own} (${group.length} files)`;
      return { name, open: (given) => this.together(group, name, given) };
    });
  }

  /** Fetches and opens an image. Where its host can't be reached, the copy of an earlier visit is used, and that is said. */
  async url(url: URL, controls: OpenControls = {}): Promise<ImageSource> {
    const { samples, assets, recent } = this.dependencies;
    const sample = samples.find((each) => this.addressOf(each) === url.href);
    if (sample !== undefined) return this.sample(sample, controls);
    const name = this.nameOf(url);
    if (this.isFolder(url)) return this.zarrAt(url, name, controls);
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
    return this.file(new Blob([bytes]), name, controls);
  }

  async sampleFile(sample: Sample, controls: OpenControls = {}): Promise<File> {
    const bytes = await this.dependencies.assets.get(sample.file, fetchOptions(controls));
    this.uses.note(sample.name);
    return new File([bytes], sample.name, { type: sample.mediaType });
  }

  async sample(sample: Sample, controls: OpenControls = {}): Promise<ImageSource> {
    return this.file(await this.sampleFile(sample, controls), sample.name, controls);
  }

  /** Where a sample can be fetched. */
  addressOf(sample: Sample): string {
    return new URL(sample.file.path, this.dependencies.base).href;
  }

  private async zarr(): Promise<typeof import('../images/zarr/index.js')> {
    const zarr = await import('../images/zarr/index.js');
    zarr.unpackBy((codec, bytes) => this.reader.decode(codec, bytes));
    return zarr;
  }

  private async zarrAt(url: URL, name: string, controls: OpenControls): Promise<ImageSource> {
    const { fetchPart, httpStore, openZarr } = await this.zarr();
    return openZarr(httpStore(url, controls.fetchPart ?? fetchPart), name, controls);
  }
}

/** An image that has been found and not yet been opened. */
export interface OpenableImage {
  readonly name: string;
  open(controls: OpenControls): Promise<ImageSource>;
}

/** @returns null for a file that is too large. */
async function hashOf(file: Blob): Promise<string | null> {
  return file.size > HASHED_BYTES ? null : sha256Of(new Uint8Array(await file.arrayBuffer()));
}

function fetchOptions({ signal, onFraction }: OpenControls): GetOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onFraction === undefined ? {} : { onProgress: onFraction }),
  };
}
