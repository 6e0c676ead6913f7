/**
 * Lists of plugins: ImJoy's `manifest.imjoy.json`, and our own `coverslip-plugins.json` (docs/plugin-lists.md).
 *
 * Ours is strict, since it is ours; of ImJoy's only what is needed is read, since the files that exist hold more.
 */
import { FormatError } from '../contracts/errors.js';
import { fileAt, type PluginFile } from './source.js';

export interface Catalogue {
  readonly name: string;
  readonly description: string;
  readonly entries: readonly CatalogueEntry[];
  readonly collections: readonly {
    readonly name: string;
    readonly description: string;
    readonly plugins: readonly string[];
  }[];
}

export interface CatalogueEntry {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly icon: string;
  readonly file: PluginFile;
  /** Lower-case hex that the file must have, where the list says so. */
  readonly sha256: string | null;
  readonly disabled: boolean;
}

type Json = Record<string, unknown>;

const OWN_KEYS = ['coverslip', 'name', 'description', 'plugins', 'collections'];
const OWN_ENTRY_KEYS = ['name', 'version', 'description', 'icon', 'src', 'sha256'];
const OWN_COLLECTION_KEYS = ['name', 'description', 'plugins'];

/**
 * Reads a list of plugins.
 *
 * @param address where it was fetched; addresses in it are relative to it.
 * @throws FormatError naming the list and the field that is wrong.
 */
export function parseCatalogue(text: string, address: string): Catalogue {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new FormatError(`${address} is no list of plugins: it is not JSON (${(cause as Error).message}).`, 'list', {
      cause,
    });
  }
  const list = new Reader(address);
  const root = list.record(document, 'the list');
  return 'coverslip' in root ? ownList(root, list) : imjoyList(root, list);
}

function ownList(root: Json, list: Reader): Catalogue {
  if (root.coverslip !== 1)
    list.fail('coverslip', `is ${JSON.stringify(root.coverslip)}; this app reads version 1 of the format`);
  list.known(root, OWN_KEYS, 'the list');
  return {
    name: list.text(root, 'name', ''),
    description: list.text(root, 'description', ''),
    entries: list.records(root, 'plugins').map((entry, i) => {
      const where = `plugins[${i}]`;
      list.known(entry, OWN_ENTRY_KEYS, where);
      const sha256 = list.text(entry, 'sha256', where);
      if (sha256 !== '' && !/^[0-9a-f]{64}$/i.test(sha256))
        list.fail(`${where}.sha256`, 'is no sha256 of 64 hexadecimal digits');
      return {
        ...list.entry(entry, where),
        file: fileAt(list.needed(entry, 'src', where), list.address),
        sha256: sha256.toLowerCase() || null,
        disabled: false,
      };
    }),
    collections: list.records(root, 'collections').map((collection, i) => {
      list.known(collection, OWN_COLLECTION_KEYS, `collections[${i}]`);
      return list.collection(collection, `collections[${i}]`);
    }),
  };
}

function imjoyList(root: Json, list: Reader): Catalogue {
  if (!Array.isArray(root.plugins)) list.fail('plugins', 'is missing: a list of plugins has an array of that name');
  const uriRoot = list.text(root, 'uri_root', '');
  const folder = new URL(uriRoot === '' ? './' : uriRoot.replace(/\/?$/, '/'), list.address).href;
  return {
    name: list.text(root, 'name', ''),
    description: list.text(root, 'description', ''),
    entries: list.records(root, 'plugins').map((entry, i) => {
      const where = `plugins[${i}]`;
      const name = list.needed(entry, 'name', where);
      const uri = list.text(entry, 'uri', where) || `${encodeURIComponent(name)}.imjoy.html`;
      const file = readable(uri, folder);
      const disabled = entry.disabled === true || file === null;
      return { ...list.entry(entry, where), file: file ?? NO_FILE, sha256: null, disabled };
    }),
    collections: list
      .records(root, 'collections')
      .map((collection, i) => list.collection(collection, `collections[${i}]`)),
  };
}

const NO_FILE: PluginFile = { address: '', fileName: '', tag: null };

/** One entry that can't be used must not hide the others, so it counts as disabled. */
function readable(uri: string, folder: string): PluginFile | null {
  try {
    return fileAt(uri, folder);
  } catch {
    return null;
  }
}

/** Reads fields, and names the list and the field in what it throws. */
class Reader {
  constructor(readonly address: string) {}

  fail(where: string, what: string): never {
    throw new FormatError(`${this.address}: ${where} ${what}.`, where);
  }

  record(value: unknown, where: string): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail(where, 'must be an object');
    return value as Json;
  }

  records(parent: Json, key: string): Json[] {
    const value = parent[key] ?? [];
    if (!Array.isArray(value)) this.fail(key, 'must be an array');
    return (value as unknown[]).map((item, i) => this.record(item, `${key}[${i}]`));
  }

  text(parent: Json, key: string, where: string): string {
    const value = parent[key] ?? '';
    if (typeof value !== 'string') this.fail(where === '' ? key : `${where}.${key}`, 'must be text');
    return value as string;
  }

  needed(parent: Json, key: string, where: string): string {
    return this.text(parent, key, where) || this.fail(`${where}.${key}`, 'is missing');
  }

  entry(entry: Json, where: string) {
    return {
      name: this.needed(entry, 'name', where),
      version: this.text(entry, 'version', where),
      description: this.text(entry, 'description', where),
      // ImJoy's may be a map of tags; which of them will be chosen isn't known yet.
      icon: typeof entry.icon === 'string' ? entry.icon : '',
    };
  }

  collection(collection: Json, where: string) {
    const plugins = collection.plugins ?? [];
    if (!Array.isArray(plugins) || !plugins.every((name) => typeof name === 'string'))
      this.fail(`${where}.plugins`, 'must be an array of names');
    return {
      name: this.needed(collection, 'name', where),
      description: this.text(collection, 'description', where),
      plugins: plugins as string[],
    };
  }

  known(record: Json, keys: readonly string[], where: string): void {
    const extra = Object.keys(record).find((key) => !keys.includes(key));
    if (extra !== undefined) this.fail(where, `has an unknown key “${extra}”; there are ${keys.join(', ')}`);
  }
}
