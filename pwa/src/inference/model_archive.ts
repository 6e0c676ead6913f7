/** A model in a zip archive, or in a folder of files: the one .onnx file of it, and what that keeps beside itself. */
import { BlobReader, BlobWriter, configure, type FileEntry, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { ModelError } from '../contracts/errors.js';

/** Files by their paths. */
export type Folder = ReadonlyMap<string, Blob>;

export interface FoundModel {
  readonly name: string;
  readonly model: Blob;
  /** The other files, by their paths as seen from the model. */
  readonly beside: Folder;
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** What an archive may unpack to; more is a trap or no model for a browser. */
const MOST_BYTES = 4e9;

export async function isZip(file: Blob | Uint8Array): Promise<boolean> {
  const head = file instanceof Uint8Array ? file : new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return ZIP.every((byte, index) => head[index] === byte);
}

/** Whether one of these paths is bioimage.io's description of a model, to which all belongs that lies beside it. */
export function isDescribed(paths: Iterable<string>): boolean {
  return [...paths].some((path) => /(^|[/\\])(rdf|bioimageio)\.ya?ml$/i.test(path));
}

/** Whether an archive holds a model: a network, or a description. False where it can't be read. */
export async function holdsModel(file: Blob): Promise<boolean> {
  const paths = await pathsIn(file);
  if (isDescribed(paths) || paths.some((path) => /\.onnx$/i.test(path))) return true;
  // Data repositories pack once more what is packed already.
  const inner = paths.filter((path) => /\.zip$/i.test(path) && !/(^|[/\\])__MACOSX[/\\]/.test(path));
  const packed = inner.length === 1 ? await entryOf(file, inner[0] ?? '') : null;
  return packed !== null && holdsModel(packed);
}

/** An entry of an archive; null where it is too large to be looked into, or can't be read. */
async function entryOf(file: Blob, path: string): Promise<Blob | null> {
  const reader = new ZipReader(new BlobReader(file));
  try {
    const entry = (await reader.getEntries()).find(({ filename }) => filename === path);
    if (entry === undefined || entry.directory || entry.uncompressedSize > MOST_BYTES) return null;
    return await entry.getData(new BlobWriter());
  } catch {
    return null;
  } finally {
    await reader.close();
  }
}

/** Whether an archive holds a model with its description, of bioimage.io or ZEISS. False where it can't be read. */
export async function holdsDescription(file: Blob): Promise<boolean> {
  const paths = await pathsIn(file);
  return isDescribed(paths) || paths.some((path) => /\.model$/i.test(path));
}

async function pathsIn(file: Blob): Promise<readonly string[]> {
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new BlobReader(file));
  try {
    return (await reader.getEntries()).map(({ filename }) => filename);
  } catch {
    return [];
  } finally {
    await reader.close();
  }
}

/** An archive of these files, as they are: networks hardly become smaller. @param name of the model. */
export async function pack(folder: Folder, name: string, signal?: AbortSignal): Promise<File> {
  configure({ useWebWorkers: false });
  const writer = new ZipWriter(new BlobWriter('application/zip'), { level: 0, ...(signal && { signal }) });
  for (const [path, content] of folder) await writer.add(path, new BlobReader(content));
  return new File([await writer.close()], `${name}.zip`);
}

/** @throws ModelError when it can't be read. */
export async function unzip(file: Blob, signal?: AbortSignal): Promise<Folder> {
  // Its workers would need addresses that this page's policy does not have; the browser unpacks by itself.
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new BlobReader(file));
  const folder = new Map<string, Blob>();
  try {
    const entries = (await reader.getEntries()).filter((entry): entry is FileEntry => !entry.directory);
    const size = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (size > MOST_BYTES) throw new Error(`it would unpack to ${(size / 1e9).toFixed(1)} GB`);
    for (const entry of entries)
      folder.set(entry.filename, await entry.getData(new BlobWriter(), signal === undefined ? {} : { signal }));
    return folder;
  } catch (error) {
    signal?.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new ModelError('InvalidProtobuf', `The archive can't be read: ${why}. Fetch or save it again.`, {
      cause: error,
    });
  } finally {
    await reader.close();
  }
}

/** @throws ModelError when there is none, or no telling which. */
export function modelOf(folder: Folder): FoundModel {
  const models = [...folder.keys()].filter((path) => /\.onnx$/i.test(path)).sort();
  const [path] = models;
  const model = path === undefined ? undefined : folder.get(path);
  if (path === undefined || model === undefined || models.length > 1) {
    const found = models.length === 0 ? [...folder.keys()].slice(0, 10).join(', ') || 'nothing' : models.join(', ');
    throw new ModelError(
      'NoSuchFile',
      models.length === 0
        ? `There is no .onnx file among these: ${found}.`
        : `There are several .onnx files: ${found}. Give the one that is wanted.`,
    );
  }
  const base = path.slice(0, path.lastIndexOf('/') + 1);
  const others = [...folder].filter(([other]) => other !== path && other.startsWith(base));
  return {
    name: path.slice(base.length),
    model,
    beside: new Map(others.map(([other, blob]) => [other.slice(base.length), blob])),
  };
}
