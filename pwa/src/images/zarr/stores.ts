/** Where the files of a Zarr hierarchy lie: in a folder, in a zip archive, or at an address. */
import ZipFileStore from '@zarrita/storage/zip';
import { FormatError } from '../../contracts/errors.js';

/** What the reader asks for: whole files, or parts of them. A file that is not there is undefined. */
export interface ZarrStore {
  get(key: `/${string}`, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
  getRange(
    key: `/${string}`,
    range: ByteRange,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Uint8Array | undefined>;
}

export type ByteRange = { readonly offset: number; readonly length: number } | { readonly suffixLength: number };

/** Fetches a file or a part of it; null when there is none. */
export type FetchPart = (url: URL, range: string | null, signal?: AbortSignal) => Promise<Uint8Array | null>;

/** A larger file of metadata or chunk is a mistake or an attack: what is in it would not fit into memory. */
const LARGEST_PIECE = 2 ** 30;

/** @param file gives a file by its path; null when there is none. */
export function folderStore(file: (path: string) => Promise<Blob | null>, prefix = ''): ZarrStore {
  const read = async (key: string, range: ByteRange | null): Promise<Uint8Array | undefined> => {
    const found = await file(prefix + key.slice(1));
    if (found === null) return undefined;
    const [start, end] = range === null ? [0, found.size] : bounds(range, found.size);
    if (end - start > LARGEST_PIECE) throw tooLarge(key);
    return new Uint8Array(await found.slice(start, end).arrayBuffer());
  };
  return { get: (key) => read(key, null), getRange: (key, range) => read(key, range) };
}

/**
 * A zip archive. The hierarchy may lie in a folder of it.
 *
 * @returns null when the archive holds no Zarr hierarchy.
 */
export async function zipStore(archive: Blob): Promise<ZarrStore | null> {
  let names: readonly string[] = [];
  const store = ZipFileStore.fromBlob(archive, {
    transformEntries: (entries) => {
      names = Object.keys(entries);
      for (const [name, entry] of Object.entries(entries)) if (entry.size > LARGEST_PIECE) throw tooLarge(name);
      return entries;
    },
  });
  // Any question makes it read the directory of the archive.
  await store.has('/');
  const roots = names.flatMap(
    (name) => /^(.*\/)?(?:zarr\.json|\.zattrs|\.zgroup|\.zarray)$/.exec(name)?.[1] ?? (isRoot(name) ? [''] : []),
  );
  const root = roots.sort((a, b) => a.length - b.length)[0];
  if (root === undefined) return null;
  const inner = (key: string): `/${string}` => `/${root}${key.slice(1)}`;
  return {
    get: async (key) => store.get(inner(key)),
    getRange: async (key, range) => store.getRange(inner(key), range),
  };
}

/** @param fetchPart how this address is reached. */
export function httpStore(address: URL, fetchPart: FetchPart): ZarrStore {
  const base = new URL(
    address.pathname.endsWith('/') ? address : `${address.origin}${address.pathname}/${address.search}`,
  );
  const urlOf = (key: string): URL => {
    const url = new URL(key.slice(1), base);
    // What signs an address signs its files.
    url.search = base.search;
    return url;
  };
  return {
    get: async (key, { signal } = {}) => (await fetchPart(urlOf(key), null, signal)) ?? undefined,
    getRange: async (key, range, { signal } = {}) => {
      const wanted =
        'suffixLength' in range
          ? `bytes=-${range.suffixLength}`
          : `bytes=${range.offset}-${range.offset + range.length - 1}`;
      return (await fetchPart(urlOf(key), wanted, signal)) ?? undefined;
    },
  };
}

function isRoot(name: string): boolean {
  return /^(?:zarr\.json|\.zattrs|\.zgroup|\.zarray)$/.test(name);
}

function bounds(range: ByteRange, size: number): [number, number] {
  return 'suffixLength' in range
    ? [Math.max(0, size - range.suffixLength), size]
    : [range.offset, Math.min(size, range.offset + range.length)];
}

function tooLarge(key: string): FormatError {
  return new FormatError(`The file ${key} of this Zarr hierarchy is larger than 1 GB, which no chunk is.`, key);
}
