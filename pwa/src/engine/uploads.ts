/** Large files and arrays on their way to an engine: over HTTP under their sha256, so that the same bytes go there once. */
import { sha256OfBlob } from '../assets/blob_hash.js';
import { FetchError } from '../contracts/errors.js';
import { NDArray } from '../rpc/index.js';
import type { EngineLink } from './engine_link.js';

/** Bytes from which on a value goes this way; smaller ones travel with the call itself. */
export const LARGE = 4 * 2 ** 20;
/** Bytes of one request, after which it is told how much has come. */
const PART = 8 * 2 ** 20;
/** Milliseconds for which a broken connection is tried anew, and between two attempts. */
const [PATIENCE, AGAIN] = [110_000, 1000];
/** What both languages hold in the same bytes. */
const PLAIN = /^(bool|u?int(8|16|32|64)|float(16|32|64)|complex(64|128))$/;

export interface UploadControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: unknown) => void) | undefined;
}

/** The platform's `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export class Uploads {
  constructor(
    private readonly link: EngineLink,
    private readonly fetch: Fetch = (url, init) => globalThis.fetch(url, init),
    private readonly again = AGAIN,
  ) {}

  /** @returns the value with what is large in it replaced by the name under which the engine has it. */
  async placed(value: unknown, controls: UploadControls): Promise<unknown> {
    if (value instanceof Blob) return value.size < LARGE ? value : this.file(value, controls);
    if (value instanceof NDArray) {
      const isLarge = value.data.byteLength >= LARGE && PLAIN.test(value.dtype);
      return isLarge ? this.array(value, controls) : value;
    }
    if (Array.isArray(value)) {
      const out: unknown[] = [];
      for (const each of value) out.push(await this.placed(each, controls));
      return out;
    }
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    const out: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(value)) out[name] = await this.placed(each, controls);
    return out;
  }

  private async file(file: Blob, controls: UploadControls): Promise<object> {
    const name = file instanceof File ? file.name : 'file';
    return { $artifact: await this.send(file, name, controls), name, mime: file.type };
  }

  private async array(array: NDArray, controls: UploadControls): Promise<object> {
    const { dtype, shape, kind, axes, scale, unit, name } = array;
    const sha256 = await this.send(new Blob([array.data as BlobPart]), name ?? 'an array', controls);
    const meta = { kind, axes, scale, unit, name };
    const known = Object.fromEntries(Object.entries(meta).filter(([, each]) => each !== undefined));
    return { $artifact: sha256, array: { dtype, shape, ...known } };
  }

  private async send(content: Blob, name: string, { signal, onProgress }: UploadControls): Promise<string> {
    const sha256 = await sha256OfBlob(content, signal);
    let failedAt: number | null = null;
    for (;;) {
      signal?.throwIfAborted();
      try {
        let { received, whole } = await this.ask(sha256, { signal: signal ?? null });
        failedAt = null;
        while (!whole) {
          const part = content.slice(received, received + PART);
          const range = `bytes ${received}-${received + part.size - 1}/${content.size}`;
          onProgress?.({ fraction: received / content.size, text: `Sending ${name} to the engine` });
          const headers = { 'Content-Range': range };
          ({ received, whole } = await this.ask(sha256, {
            method: 'PUT',
            body: part,
            headers,
            signal: signal ?? null,
          }));
          failedAt = null;
        }
        return sha256;
      } catch (error) {
        signal?.throwIfAborted();
        failedAt ??= performance.now();
        if (error instanceof FetchError || performance.now() - failedAt > PATIENCE) throw error;
        await new Promise((resolve) => setTimeout(resolve, this.again));
      }
    }
  }

  /**
   * @throws FetchError when the engine refuses the file; anything else when it can't be reached, or when it asks to be
   *   asked again.
   */
  private async ask(sha256: string, init: RequestInit): Promise<{ received: number; whole: boolean }> {
    const headers = { ...init.headers, Authorization: `Bearer ${this.link.token}` };
    const url = `${this.link.url}/uploads/${sha256}`;
    const response = await this.fetch(url, { ...init, headers });
    const answer = (await response.json().catch(() => null)) as Answer | null;
    if (response.ok && typeof answer?.received === 'number')
      return { received: answer.received, whole: !!answer.whole };
    const why = answer?.error?.message ?? `it answered ${response.status}`;
    // Another connection brings the file, there were too many requests, or a server in between has no engine just now.
    if ([409, 429, 502, 503, 504].includes(response.status)) throw new Error(why);
    throw new FetchError(`The engine did not take a file: ${why}`, url, response.status);
  }
}

interface Answer {
  readonly received?: unknown;
  readonly whole?: unknown;
  readonly error?: { readonly message?: string };
}
