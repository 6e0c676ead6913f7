/** XMLHttpRequests to `blob:` and `data:` addresses, which leave no browser and so need no broker. */
import type { FetchRequest, ResponseHead } from '../../contracts/network.js';
import type { WholeAnswer } from './sync.js';

export interface Natives {
  readonly fetch: typeof fetch;
  readonly XMLHttpRequest: typeof XMLHttpRequest;
}

export function isRemote(address: string): boolean {
  return !/^(blob|data):/.test(address);
}

export async function fetchLocal(
  natives: Natives,
  { url, method, body }: Pick<FetchRequest, 'url' | 'method' | 'body'>,
  signal: AbortSignal,
): Promise<WholeAnswer> {
  const response = await natives.fetch(url, { method, body, signal });
  return { head: headOf(response, [...response.headers]), chunks: [await response.arrayBuffer()] };
}

/** The same, blocking. */
export function readLocal(natives: Natives, method: string, url: string): WholeAnswer {
  const request = new natives.XMLHttpRequest();
  request.open(method, url, false);
  request.responseType = 'arraybuffer';
  request.send();
  const type = request.getResponseHeader('content-type') ?? '';
  const { status, statusText } = request;
  return {
    head: headOf({ url, status, statusText }, [['content-type', type]]),
    chunks: [request.response as ArrayBuffer],
  };
}

function headOf(
  { url, status, statusText }: Pick<Response, 'url' | 'status' | 'statusText'>,
  headers: [string, string][],
): ResponseHead {
  return { t: 'response', id: 0, url, status, statusText, headers, redirected: false, type: 'basic' };
}
