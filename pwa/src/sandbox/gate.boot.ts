/**
 * Runs in a plugin's gate: a frame of its own origin whose policy names the origins that the person granted, so that
 * the browser itself stops every request to another one, a redirect's included. Nothing of a plugin runs here.
 */
import { BODY_WINDOW, type NetworkAnswer, type NetworkRequest } from '../contracts/network.js';

type Of<T extends NetworkRequest['t']> = Extract<NetworkRequest, { t: T }>;

interface Exchange {
  pull?: () => void;
  send?: (data: string | ArrayBuffer) => void;
  close?: (code: number | null, reason: string) => void;
  abort: () => void;
}

/** How long the browser may take to say that its policy stopped a request that failed. */
const VERDICT_MILLISECONDS = 50;
const SENT_MILLISECONDS = 50;

const exchanges = new Map<number, Exchange>();
/** When the policy last stopped a request, in the page's own time. */
let stoppedAt = Number.NEGATIVE_INFINITY;
addEventListener('securitypolicyviolation', () => {
  stoppedAt = performance.now();
});

function serve(port: MessagePort): void {
  const tell = (answer: NetworkAnswer, transfer: Transferable[] = []) => port.postMessage(answer, transfer);
  port.onmessage = ({ data }: MessageEvent<NetworkRequest>) => {
    const exchange = exchanges.get(data.id);
    switch (data.t) {
      case 'fetch':
        return void request(data, tell);
      case 'socket':
        return socket(data, tell);
      case 'pull':
        return exchange?.pull?.();
      case 'send':
        return exchange?.send?.(data.data);
      case 'close':
        return exchange?.close?.(data.code, data.reason);
      case 'abort':
        exchanges.delete(data.id);
        return exchange?.abort();
    }
  };
}

type Tell = (answer: NetworkAnswer, transfer?: Transferable[]) => void;

async function request({ id, t: _, url, headers, keep: __, ...options }: Of<'fetch'>, tell: Tell): Promise<void> {
  const stop = new AbortController();
  let room = BODY_WINDOW;
  let wake = () => {};
  const exchange: Exchange = {
    abort: () => stop.abort(),
    pull: () => {
      room += 1;
      wake();
    },
  };
  exchanges.set(id, exchange);
  const begun = performance.now();
  try {
    const response = await fetch(url, {
      ...options,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      credentials: 'omit',
      referrer: '',
      referrerPolicy: 'no-referrer',
      signal: stop.signal,
    });
    const { status, statusText, redirected, type } = response;
    tell({
      t: 'response',
      id,
      url: response.url || url,
      status,
      statusText,
      headers: [...response.headers],
      redirected,
      type,
    });
    const reader = response.body?.getReader();
    for (;;) {
      if (room === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          stop.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      const { done, value } = reader === undefined ? { done: true, value: undefined } : await reader.read();
      if (done || value === undefined) break;
      room -= 1;
      const isWhole = value.byteOffset === 0 && value.byteLength === value.buffer.byteLength;
      const data = (isWhole ? value.buffer : value.slice().buffer) as ArrayBuffer;
      tell({ t: 'chunk', id, data }, [data]);
    }
    tell({ t: 'end', id });
  } catch (error) {
    if (stop.signal.aborted) return;
    // The verdict may come after the failure.
    await new Promise((resolve) => setTimeout(resolve, VERDICT_MILLISECONDS));
    const refused = stoppedAt >= begun;
    tell({ t: 'failed', id, message: error instanceof Error ? error.message : String(error), refused });
  } finally {
    exchanges.delete(id);
  }
}

function socket({ id, url, protocols }: Of<'socket'>, tell: Tell): void {
  let native: WebSocket;
  try {
    native = new WebSocket(url, [...protocols]);
  } catch (error) {
    tell({ t: 'failed', id, message: error instanceof Error ? error.message : String(error), refused: true });
    return;
  }
  native.binaryType = 'arraybuffer';
  let told = 0;
  let given = 0;
  /** Says how much has left, for as long as something waits. */
  const settle = () => {
    const left = given - native.bufferedAmount;
    if (left > told) tell({ t: 'sent', id, bytes: left - told });
    told = Math.max(told, left);
    if (native.bufferedAmount > 0 && native.readyState <= WebSocket.OPEN) setTimeout(settle, SENT_MILLISECONDS);
  };
  native.onopen = () => tell({ t: 'opened', id, protocol: native.protocol, extensions: native.extensions });
  native.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
    tell({ t: 'message', id, data }, typeof data === 'string' ? [] : [data]);
  native.onclose = ({ code, reason, wasClean }) => {
    exchanges.delete(id);
    tell({ t: 'closed', id, code, reason, wasClean });
  };
  exchanges.set(id, {
    send: (data) => {
      given += typeof data === 'string' ? new TextEncoder().encode(data).length : data.byteLength;
      native.send(data);
      settle();
    },
    close: (code, reason) => (code === null ? native.close() : native.close(code, reason)),
    abort: () => native.close(),
  });
}

addEventListener('message', function open(opening) {
  const port = opening.ports[0];
  if (opening.source !== parent || port === undefined) return;
  removeEventListener('message', open);
  serve(port);
  port.postMessage('open');
});
