/** Errors, to the wire's form. */
import { RemoteError } from '../contracts/errors.js';
import type { WireError } from '../contracts/wire.js';

/** A chain of causes is cut after this many. */
const LONGEST_CHAIN = 16;

/** @param error anything that was thrown. */
export function writeError(error: unknown, chain = LONGEST_CHAIN): WireError {
  if (!(error instanceof Error)) {
    const message = typeof error === 'object' ? Object.prototype.toString.call(error) : String(error);
    return { $: 'error', type: 'Error', message, traceback: '', cause: null };
  }
  // What AbortSignal rejects with is a stopped call like our own. Where it was stopped is of no interest.
  const type = error.name === 'AbortError' ? 'Cancelled' : error.name;
  const traceback = error instanceof RemoteError ? error.traceback : (error.stack ?? '');
  return {
    $: 'error',
    type,
    message: error.message,
    traceback: type === 'Cancelled' ? '' : traceback,
    cause: error.cause === undefined || error.cause === null || chain === 0 ? null : writeError(error.cause, chain - 1),
  };
}
