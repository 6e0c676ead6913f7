/** `fetch` through the broker: the browser's own Request and Response, with only the way between them changed. */
import type { FetchRequest, NetworkAnswer, ResponseHead } from '../../contracts/network.js';
import type { Exchanges } from './exchanges.js';

type Fetch = typeof globalThis.fetch;

/** An option of our own: keep the answer for when its host can't be reached. */
interface KeepInit extends RequestInit {
  readonly coverslipKeep?: boolean;
}

/** @param native the browser's own, for `blob:` and `data:`, which leave no browser. */
export function brokeredFetch(exchanges: Exchanges, native: Fetch): Fetch {
  return async (input: RequestInfo | URL, init?: KeepInit): Promise<Response> => {
    // Checks the arguments and makes them whole, as the browser's own does.
    const request = new Request(input, init);
    if (!/^(https?|wss?):/i.test(request.url)) return native(request);
    const { signal } = request;
    signal.throwIfAborted();
    const body = request.body === null && !hasBody(request) ? null : await request.arrayBuffer();
    signal.throwIfAborted();
    const opening = {
      t: 'fetch',
      url: request.url,
      method: request.method,
      headers: [...request.headers],
      body: body !== null && body.byteLength === 0 ? null : body,
      mode: request.mode === 'navigate' ? 'cors' : (request.mode as FetchRequest['mode']),
      redirect: request.redirect,
      cache: request.cache,
      integrity: request.integrity,
      keep: init?.coverslipKeep === true && request.method === 'GET',
    } as const;
    return new Promise<Response>((resolve, reject) => {
      const exchange = new Exchange(exchanges, resolve, reject);
      exchange.begin(opening, signal);
    });
  };
}

/** Firefox has no `Request.body`; reading an absent body there gives no bytes, which is as good. */
function hasBody(request: Request): boolean {
  return !('body' in request) && !['GET', 'HEAD'].includes((request as Request).method);
}

/** One request and its answer as it comes in. */
class Exchange {
  private id = 0;
  private readonly chunks: ArrayBuffer[] = [];
  private source: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  /** Lets a reader go on that waits for a chunk. */
  private wake: (() => void) | null = null;
  private isWhole = false;
  private dropSignal = () => {};

  constructor(
    private readonly exchanges: Exchanges,
    private readonly resolve: (response: Response) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  begin(opening: Omit<FetchRequest, 'id'>, signal: AbortSignal): void {
    const onAbort = () => {
      this.exchanges.abort(this.id);
      this.fail(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.dropSignal = () => signal.removeEventListener('abort', onAbort);
    const transfer = opening.body === null ? [] : [opening.body];
    this.id = this.exchanges.begin(opening, (answer) => this.receive(answer), transfer);
  }

  private receive(answer: NetworkAnswer): void {
    switch (answer.t) {
      case 'response':
        this.resolve(makeResponse(answer, this.stream()));
        return;
      case 'chunk':
        this.chunks.push(answer.data);
        this.deliver();
        return;
      case 'end':
        this.isWhole = true;
        this.dropSignal();
        this.deliver();
        return;
      case 'failed':
        this.fail(new TypeError(answer.message));
        return;
    }
  }

  /** Gives a waiting reader the next chunk, and asks for another in its place. */
  private deliver(): void {
    const { wake, source } = this;
    const isOver = this.isWhole && this.chunks.length === 0;
    if (source === null || (wake === null && !isOver)) return;
    const chunk = this.chunks.shift();
    if (chunk !== undefined) {
      source.enqueue(new Uint8Array(chunk));
      if (!this.isWhole) this.exchanges.send({ t: 'pull', id: this.id });
    }
    if (this.isWhole && this.chunks.length === 0) {
      source.close();
      this.source = null;
    }
    this.wake = null;
    wake?.();
  }

  private fail(reason: unknown): void {
    this.dropSignal();
    this.reject(reason);
    this.source?.error(reason);
    this.source = null;
    this.wake?.();
  }

  private stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.source = controller;
        },
        pull: () =>
          new Promise<void>((resolve) => {
            this.wake = resolve;
            if (this.chunks.length > 0 || this.source === null) this.deliver();
            if (this.source === null) resolve();
          }),
        cancel: () => {
          this.source = null;
          this.dropSignal();
          this.exchanges.abort(this.id);
        },
      },
      // The chunks that wait are kept above, where they are counted against the window.
      { highWaterMark: 0 },
    );
  }
}

const BODILESS = [101, 103, 204, 205, 304];

/** A Response that says of itself what the real one said. */
function makeResponse(head: ResponseHead, body: ReadableStream<Uint8Array<ArrayBuffer>> | null): Response {
  const isOpaque = head.status === 0;
  const init = isOpaque ? {} : { status: head.status, statusText: head.statusText, headers: head.headers.map(pair) };
  const response = new Response(isOpaque || BODILESS.includes(head.status) ? null : body, init);
  const said: { readonly [name: string]: unknown } = {
    url: head.url,
    redirected: head.redirected,
    type: head.type,
    ...(isOpaque ? { status: 0, ok: false } : {}),
  };
  return describe(response, said);
}

function pair([name, value]: readonly [string, string]): [string, string] {
  return [name, value];
}

function describe(response: Response, said: { readonly [name: string]: unknown }): Response {
  for (const [name, value] of Object.entries(said)) Object.defineProperty(response, name, { value });
  const clone = response.clone.bind(response);
  Object.defineProperty(response, 'clone', { value: () => describe(clone(), said) });
  return response;
}
