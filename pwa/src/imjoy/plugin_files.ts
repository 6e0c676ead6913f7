/**
 * ImJoy's old `api.fs`: a few files for one plugin, for as long as the page is open. Its functions answer as those of
 * Node.js do: by a promise, and to a callback where the last argument is one.
 */

type Content = string | Uint8Array;
type FileFunction = (...args: unknown[]) => Promise<unknown>;
type Callback = (...values: unknown[]) => unknown;
const MOST_BYTES = 200_000_000;
/** Functions that give a callback their value alone, without an error before it. */
const WITHOUT_ERROR = ['exists'];
/** Functions whose value a callback gets as several arguments. */
const SEVERAL = ['read'];

export class PluginFiles {
  private readonly files = new Map<string, Content>();
  private readonly folders = new Set<string>(['/', '/tmp', '/home']);
  /** Paths of the files that are open, by their number. */
  private readonly open = new Map<number, string>();
  private lastOpened = 2;

  /** The functions by name, as they stand on `api.fs`. */
  readonly functions: { readonly [name: string]: FileFunction } = Object.fromEntries(
    Object.entries(this.promised()).map(([name, fn]) => [name, withCallback(name, fn)]),
  );

  private promised(): { readonly [name: string]: FileFunction } {
    return {
      readFile: async (path, options) => this.read(String(path), options),
      writeFile: async (path, data) => this.write(String(path), data),
      appendFile: async (path, data) => this.write(String(path), joined(this.files.get(absolute(String(path))), data)),
      unlink: async (path) => this.unlink(String(path)),
      rename: async (from, to) => {
        this.write(String(to), this.content(String(from)));
        this.unlink(String(from));
      },
      exists: async (path) => this.files.has(absolute(String(path))) || this.folders.has(absolute(String(path))),
      mkdir: async (path) => void this.folders.add(absolute(String(path))),
      rmdir: async (path) => void this.folders.delete(absolute(String(path))),
      readdir: async (path) => this.list(String(path)),
      stat: async (path) => this.stat(String(path)),
      open: async (path, flags) => this.opened(String(path), String(flags ?? 'r')),
      fstat: async (file) => this.stat(this.pathOf(file)),
      read: async (file, buffer, offset, length, position) => {
        const content = bytesOf(this.content(this.pathOf(file)));
        const start = Number(position ?? 0);
        const read = content.slice(start, start + Number(length ?? content.length));
        // The caller's buffer is on its own side: what was read comes back in a copy of it.
        const filled = buffer instanceof Uint8Array ? new Uint8Array(buffer) : new Uint8Array(read.length);
        filled.set(read.subarray(0, Math.max(0, filled.length - Number(offset ?? 0))), Number(offset ?? 0));
        return [read.length, filled];
      },
      close: async (file) => void this.open.delete(Number(file)),
    };
  }

  private stat(path: string): object {
    if (this.folders.has(absolute(path))) return { size: 0, isFile: false, isDirectory: true };
    return { size: sizeOf(this.content(path)), isFile: true, isDirectory: false };
  }

  private opened(path: string, flags: string): number {
    if (flags.startsWith('w')) this.write(path, '');
    else this.content(path);
    this.lastOpened += 1;
    this.open.set(this.lastOpened, path);
    return this.lastOpened;
  }

  private pathOf(file: unknown): string {
    const path = this.open.get(Number(file));
    if (path === undefined) throw new Error(`EBADF: no file is open as ${String(file)}.`);
    return path;
  }

  /** @throws Error when there is no such file. */
  content(path: string): Content {
    const content = this.files.get(absolute(path));
    if (content === undefined) throw new Error(`ENOENT: there is no file ${path}.`);
    return content;
  }

  private read(path: string, options: unknown): Content {
    const content = this.content(path);
    const encoding = typeof options === 'object' && options !== null ? Reflect.get(options, 'encoding') : options;
    if (typeof encoding !== 'string' || encoding === '') return bytesOf(content);
    return typeof content === 'string' ? content : new TextDecoder(encoding).decode(content);
  }

  private write(path: string, given: unknown): void {
    const data = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
    if (typeof data !== 'string' && !(data instanceof Uint8Array))
      throw new TypeError(`writeFile: ${path} takes a text or bytes.`);
    const others = [...this.files].filter(([name]) => name !== absolute(path));
    const total = others.reduce((sum, [, content]) => sum + sizeOf(content), sizeOf(data));
    if (total > MOST_BYTES)
      throw new Error(`writeFile: ${path} has no room; a plugin may keep ${MOST_BYTES / 1e6} MB.`);
    this.files.set(absolute(path), data);
  }

  private unlink(path: string): void {
    this.content(path);
    this.files.delete(absolute(path));
  }

  private list(path: string): string[] {
    const folder = `${absolute(path).replace(/\/$/, '')}/`;
    const below = [...this.files.keys(), ...this.folders].filter((name) => name.startsWith(folder) && name !== folder);
    return [...new Set(below.map((name) => name.slice(folder.length).split('/')[0] ?? ''))].sort();
  }
}

function absolute(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

function sizeOf(content: Content): number {
  return typeof content === 'string' ? content.length : content.byteLength;
}

function joined(before: Content | undefined, data: unknown): unknown {
  if (before === undefined) return data;
  if (typeof before === 'string' && typeof data === 'string') return before + data;
  const [first, second] = [bytesOf(before), bytesOf(data as Content)];
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function bytesOf(content: Content): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** The same function for callers that wait and for those that give a callback, who get `(error, value)`. */
function withCallback(name: string, fn: FileFunction): FileFunction {
  return async (...args) => {
    const last = args.at(-1);
    if (typeof last !== 'function') return fn(...args);
    const callback = last as Callback;
    let told: unknown[];
    try {
      const value = await fn(...args.slice(0, -1));
      const values = SEVERAL.includes(name) ? (value as unknown[]) : [value];
      told = WITHOUT_ERROR.includes(name) ? values : [null, ...values];
    } catch (error) {
      told = [error];
    }
    // What the callback does is its caller's business.
    await Promise.resolve(callback(...told)).catch(() => undefined);
    return undefined;
  };
}
