/** Codecs of chunks that are unpacked elsewhere: what a stranger packed should break nothing but a sandbox. */
import { registry } from 'zarrita';

/** Unpacks a chunk. @param codec "blosc", "zstd" or "lz4". */
export type DecodeChunk = (codec: string, bytes: Uint8Array) => Promise<Uint8Array>;

const NAMES = ['blosc', 'zstd', 'lz4'];

/** Has all chunks of these codecs unpacked by `decode`, from now on. */
export function unpackBy(decode: DecodeChunk): void {
  for (const name of NAMES) {
    const codec = {
      kind: 'bytes_to_bytes',
      encode: () => {
        throw new TypeError('chunks are read here, not written');
      },
      decode: (bytes: Uint8Array) => decode(name, bytes),
    } as const;
    const entry = async () => ({ fromConfig: () => codec });
    registry.set(name, entry).set(`numcodecs.${name}`, entry);
  }
}
