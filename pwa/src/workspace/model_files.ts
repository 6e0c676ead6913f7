/** From what a caller names (an address, a file, an archive, a model that is kept) to the files of a model. */
import { sha256Of, sha256OfBlob } from '../assets/blob_hash.js';
import type { KeptModel, ModelStore } from '../assets/model_store.js';
import { HashMismatch, ModelError, Refused } from '../contracts/errors.js';
import type { LoadOptions, ModelProgress, ModelSource } from '../contracts/model.js';
import { type CallControls, type Caller, permits } from '../host/index.js';
import { type Folder, isZip, type ModelFiles, modelOf, readOnnx, unzip } from '../inference/index.js';
import { downloadWords } from './download_words.js';
import type { PermissionDesk } from './permission_desk.js';

export interface ModelFilesDependencies {
  readonly store: ModelStore;
  readonly desk: PermissionDesk;
  /** `fetch` in the name of a plugin, where its grant allows it. */
  readonly fetchAs: (pluginId: string) => typeof fetch;
  /** `fetch` for a file of an engine that the person has connected; null for any other address. */
  readonly engineFetch: (url: URL) => Promise<typeof fetch | null>;
}

interface Controls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: ModelProgress) => void;
}

/** A larger model is not looked into for files that it keeps beside itself: it would not need any. */
const LARGEST_LOOKED_INTO = 512e6;
/** What is larger is looked at before it is read whole: it may be an archive. */
const LARGEST_READ_UNSEEN = 16e6;
/** The name of a source in the store for what a model keeps beside itself. */
export const besideSource = (sha256: string, path: string): string => `beside:${sha256}/${path}`;

/** @throws ModelError, FetchError, HashMismatch, StorageFull; Refused where a plugin may not reach the address. */
export async function modelFiles(
  dependencies: ModelFilesDependencies,
  caller: Caller,
  source: ModelSource,
  options: LoadOptions,
  { signal, onProgress }: CallControls,
): Promise<ModelFiles> {
  const controls: Controls = { signal, onProgress: (progress) => onProgress?.(progress) };
  const given = source instanceof URL ? await fetched(dependencies, caller, source, options, controls) : null;
  const content = given?.content ?? (source as Exclude<ModelSource, URL>);
  const early = await bytesOf(content, LARGEST_READ_UNSEEN);
  const archive = (await isZip(early ?? content)) ? modelOf(await unzip(blobOf(content), signal)) : null;
  const model = archive?.model ?? blobOf(content);
  const name = options.name ?? archive?.name ?? given?.name ?? fileName(source);
  // Read once: a read of a small file takes as long as making a session of it.
  const bytes = (archive === null ? early : null) ?? (await bytesOf(model, LARGEST_LOOKED_INTO));
  const known = archive === null ? given?.sha256 : undefined;
  const sha256 = known ?? (bytes === null ? await sha256OfBlob(model, signal) : await sha256Of(bytes));
  if (options.sha256 && ![sha256, given?.sha256].includes(options.sha256))
    throw new HashMismatch(name, options.sha256, sha256);
  const beside = new Map<string, Blob>([...(archive?.beside ?? []), ...Object.entries(options.externalData ?? {})]);
  const at = source instanceof URL && archive === null ? source : null;
  const origins = [sha256, ...(options.beside === undefined ? [] : [options.beside])];
  const around = await external(dependencies, caller, { name, origins, bytes, beside, at }, controls);
  return { sha256, name, model, external: around, takeBytes: once(bytes) };
}

/** Null where there are more bytes than may be read. */
async function bytesOf(content: Blob | Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (content instanceof Uint8Array) return content;
  return content.size > most ? null : new Uint8Array(await content.arrayBuffer());
}

function blobOf(content: Blob | Uint8Array<ArrayBuffer>): Blob {
  return content instanceof Blob ? content : new Blob([content]);
}

/** Gives a value once, and holds it no longer. */
function once<T>(value: T | null): () => T | null {
  let held = value;
  return () => {
    const taken = held;
    held = null;
    return taken;
  };
}

/** A model's file, before what it keeps beside itself is known. */
interface FoundFile {
  readonly name: string;
  /** Its sha256, and that of the model that it was made from. */
  readonly origins: readonly string[];
  /** Null where it is too large to be looked into. */
  readonly bytes: Uint8Array | null;
  /** What was given with it. */
  readonly beside: Folder;
  /** The address that it came from. */
  readonly at: URL | null;
}

/** What the model keeps beside itself: given with it, kept earlier, or at an address beside its own. */
async function external(
  dependencies: ModelFilesDependencies,
  caller: Caller,
  { name, origins, bytes, beside, at }: FoundFile,
  controls: Controls,
): Promise<{ [path: string]: Blob }> {
  if (bytes === null) return Object.fromEntries(beside);
  const found: { [path: string]: Blob } = {};
  const keptBeside = async (path: string): Promise<Blob | undefined> => {
    for (const origin of origins) {
      const kept = await dependencies.store.bySource(besideSource(origin, path));
      if (kept !== null) return kept.content;
    }
    return undefined;
  };
  for (const path of readOnnx(bytes, name).external) {
    const there = beside.get(path) ?? (await keptBeside(path));
    if (there !== undefined) found[path] = there;
    // A name that leads elsewhere is no file beside the model.
    else if (at !== null && /^https?:$/.test(at.protocol) && !/^[/\\]|^\w+:|(^|[/\\])\.\.([/\\]|$)/.test(path)) {
      const kept = await fetched(dependencies, caller, new URL(path, at), { name: path }, controls);
      await dependencies.store.noteSource(kept.sha256, besideSource(origins[0] ?? '', path));
      found[path] = kept.content;
    }
  }
  return found;
}

async function fetched(
  { store, desk, fetchAs, engineFetch }: ModelFilesDependencies,
  caller: Caller,
  url: URL,
  { name = fileName(url), sha256 }: LoadOptions,
  { signal, onProgress }: Controls,
): Promise<KeptModel> {
  if (url.protocol === 'sha256:') {
    const kept = await store.get(url.pathname.toLowerCase());
    if (kept !== null) return kept;
    throw new ModelError(
      'NoSuchFile',
      `No model with the sha256 ${url.pathname} is kept in this browser. Add it under Storage, or give its address.`,
    );
  }
  const ofEngine = await engineFetch(url);
  if (caller.kind === 'plugin' && ofEngine !== null && !desk.of(caller.id).engine)
    throw new Refused(
      `“${caller.name}” may not use your engine, so the model ${name} was not fetched from there; it has to ask for that in its header (engine = true).`,
    );
  if (caller.kind === 'plugin' && ofEngine === null && !permits(desk.of(caller.id), url.href))
    throw new Refused(
      `“${caller.name}” may not reach ${url.origin}, so that was not asked for the model ${name}; an address can carry data away. Give the model to the plugin yourself, or let the plugin ask for the origin in its header (network).`,
    );
  return store.fetch(url, {
    name,
    signal,
    ...(sha256 && { sha256 }),
    ...(caller.kind === 'plugin' && { fetch: fetchAs(caller.id) }),
    ...(ofEngine !== null && { fetch: ofEngine }),
    onProgress: (state) =>
      onProgress({
        stage: 'download',
        fraction: state.total === null ? null : Math.min(1, state.received / state.total),
        text: `${name}: ${downloadWords(state)}`,
      }),
  });
}

/** The end of its path, or of its file. */
function fileName(source: ModelSource): string {
  const path = source instanceof File ? source.name : source instanceof URL ? decoded(source.pathname) : '';
  return path.slice(path.lastIndexOf('/') + 1) || 'model.onnx';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // An address may hold what is no UTF-8.
    return path;
  }
}
