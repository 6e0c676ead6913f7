/** What a file holds: decoded, and verified by its sha256. */
import { AssetFault } from './asset_fault.js';

/** A file known by its content; `AssetRef` of the site's manifest is one. */
export interface AssetFile {
  /** Relative to the site's base. */
  readonly path: string;
  /** Lower-case hex over the decoded content. */
  readonly sha256: string;
  /** Bytes of the decoded content. */
  readonly size: number;
  /** Bytes on the wire. */
  readonly transfer: number;
  readonly encoding: 'identity' | 'gzip';
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** @returns the sha256 in lower-case hex. */
export async function sha256Of(bytes: ArrayBuffer | Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Decodes and verifies what came over the wire.
 *
 * A host may have decoded gzip on its own account (by `Content-Encoding`), so it is the bytes that tell.
 * @returns the content, in a buffer of exactly its size. @throws AssetFault when it is not the file.
 */
export async function contentOf(file: AssetFile, wire: Bytes): Promise<ArrayBuffer> {
  if (wire.byteLength === file.size && (await sha256Of(wire)) === file.sha256) return exact(wire);
  const zipped = file.encoding === 'gzip' && wire[0] === 0x1f && wire[1] === 0x8b;
  const content = zipped ? await unzipped(wire, file.size) : null;
  if (content && (await sha256Of(content)) === file.sha256) return content.buffer;
  const actual = await sha256Of(content ?? wire);
  throw new AssetFault({ kind: 'hash', source: file.path, expected: file.sha256, actual });
}

/** @returns null when it can't be decoded, or to another size: then it is another file, and may be a trap. */
async function unzipped(wire: Bytes, size: number): Promise<Bytes | null> {
  const out = new Uint8Array(size);
  let at = 0;
  const reader = new Blob([wire]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return at === size ? out : null;
      if (at + value.byteLength > size) {
        await reader.cancel();
        return null;
      }
      out.set(value, at);
      at += value.byteLength;
    }
  } catch {
    return null;
  }
}

function exact(bytes: Bytes): ArrayBuffer {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}
