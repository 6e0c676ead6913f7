/**
 * What travels between a plugin's `fetch`, `XMLHttpRequest` and `WebSocket` (pwa/src/sandbox/network), the host's
 * broker (pwa/src/host/broker) and the frame from which granted requests go out. Types without logic.
 *
 * Every message is a structured clone over a MessagePort and names the exchange that it belongs to by the number that
 * the plugin's side chose. An exchange ends with `end`, `failed` or `closed`, or when the plugin's side says `abort`.
 */

/** Chunks of a body that may be under way unread; the reader asks for each further one by `pull`. */
export const BODY_WINDOW = 8;

export interface FetchRequest {
  readonly t: 'fetch';
  readonly id: number;
  /** Absolute. */
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Transferred. */
  readonly body: ArrayBuffer | null;
  readonly mode: 'cors' | 'no-cors' | 'same-origin';
  readonly redirect: 'follow' | 'error' | 'manual';
  readonly cache: RequestCache;
  /** Hash that the body must have, as in `fetch`'s option of this name; "" for none. */
  readonly integrity: string;
  /** Keep the answer and give it again where the host can't be reached: for packages. GET only. */
  readonly keep: boolean;
}

export type NetworkRequest =
  | FetchRequest
  /** A chunk was read, so that another may come. */
  | { readonly t: 'pull'; readonly id: number }
  | { readonly t: 'abort'; readonly id: number }
  | { readonly t: 'socket'; readonly id: number; readonly url: string; readonly protocols: readonly string[] }
  | { readonly t: 'send'; readonly id: number; readonly data: string | ArrayBuffer }
  | { readonly t: 'close'; readonly id: number; readonly code: number | null; readonly reason: string };

export interface ResponseHead {
  readonly t: 'response';
  readonly id: number;
  /** Where the answer came from in the end. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly redirected: boolean;
  readonly type: ResponseType;
}

export type NetworkAnswer =
  | ResponseHead
  /** Part of a body; transferred. */
  | { readonly t: 'chunk'; readonly id: number; readonly data: ArrayBuffer }
  | { readonly t: 'end'; readonly id: number }
  /** `refused`: not granted, or not allowed to anybody; otherwise the network failed. */
  | { readonly t: 'failed'; readonly id: number; readonly message: string; readonly refused: boolean }
  | { readonly t: 'opened'; readonly id: number; readonly protocol: string; readonly extensions: string }
  | { readonly t: 'message'; readonly id: number; readonly data: string | ArrayBuffer }
  /** Bytes that have left the browser since the last such message. */
  | { readonly t: 'sent'; readonly id: number; readonly bytes: number }
  | {
      readonly t: 'closed';
      readonly id: number;
      readonly code: number;
      readonly reason: string;
      readonly wasClean: boolean;
    };

/** Worker to the frame's main thread, which holds what a synchronous request needs: an event loop that goes on. */
export type RelayRequest =
  /** Carries the request out; each answer is put into `memory` (see {@link RelayMemory}). */
  | { readonly t: 'sync'; readonly request: FetchRequest; readonly memory: SharedArrayBuffer }
  /** What was in memory has been read. */
  | { readonly t: 'next' }
  | { readonly t: 'stop' };

/** A synchronous request's memory: two 32-bit numbers (what is in it, and how many bytes), then the bytes. */
export const RELAY = {
  header: 8,
  bytes: 262_144,
  empty: 0,
  /** JSON of a {@link ResponseHead}. */
  head: 1,
  chunk: 2,
  end: 3,
  /** JSON of `failed`. */
  failed: 4,
} as const;
