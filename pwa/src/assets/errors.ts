/** Faults of the shared asset cache, as errors of the app. */
import { AssetFault } from '../../../service_worker/asset_cache.js';
import { Cancelled, FetchError, HashMismatch, StorageFull } from '../contracts/errors.js';

/** @returns the error to throw for what went wrong while a file was fetched, read or kept. */
export function assetError(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return error instanceof Cancelled ? error : new Cancelled(undefined, { cause: signal.reason });
  if (!(error instanceof AssetFault)) return error;
  const { fault } = error;
  switch (fault.kind) {
    case 'hash':
      return new HashMismatch(fault.source, fault.expected, fault.actual);
    case 'fetch':
      return new FetchError(error.message, fault.source, fault.status, { cause: error });
    case 'storage':
      return new StorageFull(fault.source, fault.needed, fault.free, { cause: error });
  }
}
