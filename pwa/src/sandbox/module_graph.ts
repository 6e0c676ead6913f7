/**
 * Modules that import one another by address, made into modules that import `blob:` addresses: a sandbox's policy lets
 * code come from nowhere else, so everything is fetched first, through the host's broker.
 */
// The variant without WebAssembly, since the other makes texts out of code, which a worker's policy forbids.
import { parse } from 'es-module-lexer/js';

/** Where in a text the address of an import stands, and what it means. */
interface ImportPlace {
  readonly start: number;
  readonly end: number;
  /** The absolute address that it imports. */
  readonly url: string;
  /** Whether the place is an expression and not the inside of quotes. */
  readonly isExpression: boolean;
}

interface Fetched {
  readonly text: string;
  readonly imports: readonly ImportPlace[];
}

const MOST_MODULES = 500;

export class ModuleGraph {
  private readonly modules = new Map<string, Fetched | null>();
  private readonly addresses = new Map<string, string>();

  constructor(
    private readonly fetchText: (url: string) => Promise<string>,
    private readonly addressOf: (code: string) => string,
  ) {}

  /**
   * A module's text, with `blob:` addresses in place of those that it imports; its lines stay where they were.
   *
   * @param url its own address; null where it has none, and can import by whole addresses only.
   * @throws Error naming an address that can't be had, or modules that import one another in a ring.
   */
  async linked(text: string, url: string | null): Promise<string> {
    const imports = importsOf(text, url);
    await Promise.all(imports.map((each) => this.load(each.url)));
    return this.write({ text, imports }, url === null ? [] : [url]);
  }

  private async load(url: string): Promise<void> {
    if (this.modules.has(url)) return;
    if (this.modules.size >= MOST_MODULES) throw new Error(`More than ${MOST_MODULES} modules are imported.`);
    this.modules.set(url, null);
    const text = await this.fetchText(url);
    const imports = importsOf(text, url);
    this.modules.set(url, { text, imports });
    await Promise.all(imports.map((each) => this.load(each.url)));
  }

  /** @param path the modules that wait for this one. */
  private write({ text, imports }: Fetched, path: readonly string[]): string {
    let at = 0;
    let out = '';
    for (const { start, end, url, isExpression } of imports) {
      const address = this.address(url, path);
      out += text.slice(at, start) + (isExpression ? JSON.stringify(address) : address);
      at = end;
    }
    return out + text.slice(at);
  }

  private address(url: string, path: readonly string[]): string {
    const known = this.addresses.get(url);
    if (known !== undefined) return known;
    if (path.includes(url))
      throw new Error(
        `Modules import one another in a ring, which can't be loaded here: ${[...path, url].join(' → ')}`,
      );
    const module = this.modules.get(url);
    if (module == null) throw new Error(`The module ${url} could not be fetched.`);
    const address = this.addressOf(`${this.write(module, [...path, url])}\n//# sourceURL=${encodeURI(url)}`);
    this.addresses.set(url, address);
    return address;
  }
}

function importsOf(text: string, base: string | null): ImportPlace[] {
  let found: ReturnType<typeof parse>[0];
  try {
    [found] = parse(text);
  } catch {
    // The browser names what is wrong, and where, when it is run.
    return [];
  }
  return found.flatMap(({ n: specifier, s: start, e: end, d: dynamic }) => {
    // What is put together while it runs can't be known before.
    if (specifier === undefined || /^(blob|data):/i.test(specifier)) return [];
    const url = absolute(specifier, base);
    if (url !== null) return [{ start, end, url, isExpression: dynamic >= 0 }];
    if (dynamic >= 0) return [];
    throw new Error(
      `The module imports “${specifier}”, which is no whole address; write it like https://example.org/a.js.`,
    );
  });
}

function absolute(specifier: string, base: string | null): string | null {
  const isAddress = /^(https?:)?\/\//i.test(specifier);
  const isBeside = /^\.{0,2}\//.test(specifier);
  const from = base ?? (isAddress ? 'https://host/' : null);
  if ((!isAddress && !isBeside) || from === null || !URL.canParse(specifier, from)) return null;
  return new URL(specifier, from).href;
}
