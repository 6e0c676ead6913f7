/** ImJoy's old `api.fs`: a few files for one plugin, for as long as the page is open. */

type Content = string | Uint8Array;
const MOST_BYTES = 200_000_000;

export class PluginFiles {
  private readonly files = new Map<string, Content>();
  private readonly folders = new Set<string>(['/']);

  /** The functions by name, as they stand on `api.fs`. */
  functions(): { readonly [name: string]: (...args: unknown[]) => Promise<unknown> } {
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
      stat: async (path) => {
        if (this.folders.has(absolute(String(path)))) return { size: 0, isFile: false, isDirectory: true };
        return { size: sizeOf(this.content(String(path))), isFile: true, isDirectory: false };
      },
    };
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
    if (typeof encoding === 'string' && encoding !== '')
      return typeof content === 'string' ? content : new TextDecoder(encoding).decode(content);
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  }

  private write(path: string, data: unknown): void {
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
  const bytes = (value: unknown) =>
    typeof value === 'string' ? new TextEncoder().encode(value) : (value as Uint8Array);
  const [first, second] = [bytes(before), bytes(data)];
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
