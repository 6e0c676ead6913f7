/** The sha256 of a file of any size. */
import { createSHA256 } from 'hash-wasm';
import { sha256Of } from '../../../service_worker/asset_cache.js';

export { sha256Of };

/** Smaller files are quicker hashed whole, by the browser itself. */
const LARGE = 128_000_000;

export async function sha256OfBlob(blob: Blob, signal?: AbortSignal): Promise<string> {
  if (blob.size < LARGE) return sha256Of(await blob.arrayBuffer());
  const hasher = (await createSHA256()).init();
  const reader = blob.stream().getReader();
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) return hasher.digest('hex');
    hasher.update(value);
  }
}
