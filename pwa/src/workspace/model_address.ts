/** A model at an address that a person gave, kept with all that belongs to it. */
import { FormatError, ModelError } from '../contracts/errors.js';
import type { ModelProgress } from '../contracts/model.js';
import type { CallControls } from '../host/index.js';
import { holdsDescription, isZip, pack } from '../inference/index.js';
import { downloadWords } from './download_words.js';
import { type ModelFilesDependencies, modelFiles } from './model_files.js';
import { type Reference, references } from './model_references.js';

/** Files of models by whose names forms offer them. */
const NAMED = /\.(onnx|zip|czann|czseg|czmodel)$/i;

/**
 * Fetches a network with the files of its tensors, an archive, or a description of bioimage.io with what it names, and
 * keeps it.
 *
 * @throws ModelError, FormatError when it is no model; FetchError, StorageFull.
 */
export async function keepFrom(
  dependencies: ModelFilesDependencies,
  url: URL,
  { signal, onProgress }: CallControls,
): Promise<void> {
  const { store } = dependencies;
  const fetched = async (address: URL) => {
    const name = nameOf(address);
    const tell = (state: Parameters<typeof downloadWords>[0]) =>
      onProgress?.({
        stage: 'download',
        fraction: state.total === null ? null : Math.min(1, state.received / state.total),
        text: `${name}: ${downloadWords(state)}`,
      } satisfies ModelProgress);
    return store.fetch(address, { name, signal, onProgress: tell });
  };
  const kept = await fetched(url);
  try {
    if (await isZip(kept.content)) {
      if (!NAMED.test(kept.name)) await store.rename(kept.sha256, `${kept.name}.zip`);
      if (await holdsDescription(kept.content)) return;
    } else if (/\.ya?ml$/i.test(url.pathname)) {
      const { name, files } = references(await kept.content.text(), nameOf(url));
      const parts = new Map<string, Blob>([['rdf.yaml', new Blob([await kept.content.arrayBuffer()])]]);
      const fetchedParts = [kept.sha256];
      for (const file of files.filter(isWanted)) {
        const part = await fetched(new URL(file.source, url));
        parts.set(file.source, part.content);
        fetchedParts.push(part.sha256);
      }
      const packed = await pack(parts, name, signal);
      // The parts were kept so that a download goes on where it broke off; now all is in one file.
      for (const sha256 of fetchedParts) await store.remove(sha256);
      await store.add(packed, packed.name, [url.href]);
      return;
    }
    // What is no model is told now, and not when it is run; and what a network keeps beside itself comes along.
    await modelFiles(
      dependencies,
      { kind: 'page' },
      url,
      {},
      { ...(signal && { signal }), ...(onProgress && { onProgress }) },
    );
  } catch (error) {
    if (error instanceof ModelError || error instanceof FormatError) await store.remove(kept.sha256);
    throw error;
  }
}

/** What lies beside the description, and the network wherever it lies; pictures elsewhere are no part of it. */
function isWanted({ source, isNeeded }: Reference): boolean {
  return isNeeded || !source.includes('://');
}

/** The end of an address's path. @throws FormatError where it has none. */
function nameOf(url: URL): string {
  const path = url.pathname.replace(/\/+$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === '') throw new FormatError(`${url.href} names no file. Give the address of the model itself.`, url.href);
  try {
    return decodeURIComponent(name);
  } catch {
    // A stray % in an address is no reason not to fetch it.
    return name;
  }
}
