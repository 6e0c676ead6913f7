/** A request that blocks its worker: the frame's main thread carries it out and writes the answer into shared memory. */
import { type FetchRequest, RELAY, type RelayRequest, type ResponseHead } from '../../contracts/network.js';
import { requestError } from './errors.js';
import type { NetworkPorts } from './ports.js';

const SIGINT = 2;
/** How often it is looked whether running Python is to stop. */
const LOOK_MILLISECONDS = 50;

export interface WholeAnswer {
  readonly head: ResponseHead;
  readonly chunks: ArrayBuffer[];
}

/**
 * @param timeout milliseconds; 0 waits for as long as it takes.
 * @throws DOMException NetworkError, TimeoutError or AbortError.
 */
export function requestNow(
  { relay, interrupt }: NetworkPorts,
  id: number,
  opening: Omit<FetchRequest, 'id'>,
  timeout: number,
): WholeAnswer {
  if (relay === null) {
    throw requestError(
      `A synchronous request to ${opening.url} needs memory that is shared between threads, which there is not here${typeof document === 'undefined' ? ': the page is not isolated, or the browser has none' : ''}. Use an asynchronous one: in Python “await pyodide.http.pyfetch(…)”, in JavaScript “await fetch(…)”.`,
      'NetworkError',
    );
  }
  const memory = new SharedArrayBuffer(RELAY.header + RELAY.bytes);
  const numbers = new Int32Array(memory, 0, 2);
  const bytes = new Uint8Array(memory, RELAY.header);
  const stopping = interrupt === null ? null : new Uint8Array(interrupt);
  const tell = (request: RelayRequest, transfer: Transferable[] = []) => relay.postMessage(request, transfer);
  tell({ t: 'sync', request: { ...opening, id }, memory }, opening.body === null ? [] : [opening.body]);
  const end = timeout > 0 ? Date.now() + timeout : Number.POSITIVE_INFINITY;
  let head: ResponseHead | null = null;
  const chunks: ArrayBuffer[] = [];
  for (;;) {
    while (Atomics.load(numbers, 0) === RELAY.empty) {
      Atomics.wait(numbers, 0, RELAY.empty, LOOK_MILLISECONDS);
      const why = Date.now() > end ? 'TimeoutError' : stopping?.[0] === SIGINT ? 'AbortError' : null;
      if (why === null) continue;
      tell({ t: 'stop' });
      throw requestError(`The request to ${opening.url} was given up.`, why);
    }
    // A copy, since text can't be decoded, nor anything sent on, from shared memory.
    const content = bytes.slice(0, Atomics.load(numbers, 1));
    switch (Atomics.load(numbers, 0)) {
      case RELAY.head:
        head = JSON.parse(new TextDecoder().decode(content)) as ResponseHead;
        break;
      case RELAY.chunk:
        chunks.push(new Uint8Array(content).buffer);
        break;
      case RELAY.failed: {
        const { message } = JSON.parse(new TextDecoder().decode(content)) as { message: string };
        throw requestError(message, 'NetworkError');
      }
      default:
        if (head === null) throw requestError(`${opening.url} gave no answer.`, 'NetworkError');
        return { head, chunks };
    }
    Atomics.store(numbers, 0, RELAY.empty);
    tell({ t: 'next' });
  }
}
