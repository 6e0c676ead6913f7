/** `XMLHttpRequest` through the broker. https://xhr.spec.whatwg.org/ */
import type { FetchRequest, NetworkAnswer, ResponseHead } from '../../contracts/network.js';
import { requestError } from './errors.js';
import type { Exchanges } from './exchanges.js';
import { HandledTarget } from './handled_target.js';
import type { NetworkPorts } from './ports.js';
import { requestNow } from './sync.js';

const EVENTS = ['loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'] as const;
const FORBIDDEN_METHODS = ['CONNECT', 'TRACE', 'TRACK'];
const NORMALISED_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
const [UNSENT, OPENED, HEADERS_RECEIVED, LOADING, DONE] = [0, 1, 2, 3, 4] as const;

interface Natives {
  readonly fetch: typeof fetch;
  readonly XMLHttpRequest: typeof XMLHttpRequest;
}

/** The part of a worker's scope that the types of a page leave out. */
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

type Body = Document | XMLHttpRequestBodyInit | null | undefined;

export function brokeredRequests(exchanges: Exchanges, ports: NetworkPorts, natives: Natives): typeof XMLHttpRequest {
  class Upload extends HandledTarget(EVENTS) {}

  class BrokeredXMLHttpRequest extends HandledTarget([...EVENTS, 'readystatechange']) {
    static readonly UNSENT = UNSENT;
    static readonly OPENED = OPENED;
    static readonly HEADERS_RECEIVED = HEADERS_RECEIVED;
    static readonly LOADING = LOADING;
    static readonly DONE = DONE;
    readonly UNSENT = UNSENT;
    readonly OPENED = OPENED;
    readonly HEADERS_RECEIVED = HEADERS_RECEIVED;
    readonly LOADING = LOADING;
    readonly DONE = DONE;
    readonly upload = new Upload();
    readyState: number = UNSENT;
    timeout = 0;
    withCredentials = false;
    /** What went wrong, in words; the browser's own says nothing. */
    failure = '';
    private kind: XMLHttpRequestResponseType = '';
    private method = 'GET';
    private address = '';
    private isAsync = true;
    private headers = new Headers();
    private mime: string | null = null;
    private head: ResponseHead | null = null;
    private chunks: ArrayBuffer[] = [];
    private received = 0;
    private made: { readonly value: unknown } | null = null;
    private stop: (() => void) | null = null;
    private isSent = false;

    open(method: string, url: string | URL, isAsync = true, user?: string | null, password?: string | null): void {
      const upper = String(method).toUpperCase();
      if (FORBIDDEN_METHODS.includes(upper)) throw new DOMException(`${upper} can't be sent.`, 'SecurityError');
      let address: URL;
      try {
        address = new URL(url, location.href.startsWith('blob:') ? undefined : location.href);
      } catch {
        throw new DOMException(`“${String(url)}” is no address; it has to be whole (https://…).`, 'SyntaxError');
      }
      if (user != null) address.username = user;
      if (password != null) address.password = password;
      if (!isAsync && self.document !== undefined && (this.timeout > 0 || this.kind !== ''))
        throw new DOMException('A synchronous request takes no timeout and no responseType.', 'InvalidAccessError');
      this.stop?.();
      this.method = NORMALISED_METHODS.includes(upper) ? upper : String(method);
      this.address = address.href;
      this.isAsync = isAsync !== false;
      this.headers = new Headers();
      this.clear();
      this.isSent = false;
      this.step(OPENED);
    }

    setRequestHeader(name: string, value: string): void {
      this.mustBeOpen();
      this.headers.append(name, value);
    }

    send(body?: Body): void {
      this.mustBeOpen();
      this.isSent = true;
      if (this.isAsync) void this.sendLater(body);
      else this.sendNow(body);
    }

    abort(): void {
      this.stop?.();
      const wasOn =
        (this.readyState === OPENED && this.isSent) || [HEADERS_RECEIVED, LOADING].includes(this.readyState as 2);
      this.clear();
      if (wasOn) this.finish('abort');
      if (this.readyState === DONE) this.readyState = UNSENT;
    }

    get responseType(): XMLHttpRequestResponseType {
      return this.kind;
    }

    set responseType(kind: XMLHttpRequestResponseType) {
      if (this.readyState >= LOADING)
        throw new DOMException('responseType can be set only before the answer comes in.', 'InvalidStateError');
      if (['', 'arraybuffer', 'blob', 'document', 'json', 'text'].includes(kind)) this.kind = kind;
    }

    get status(): number {
      return this.head?.status ?? 0;
    }

    get statusText(): string {
      return this.head?.statusText ?? '';
    }

    get responseURL(): string {
      return this.head?.url.replace(/#.*$/, '') ?? '';
    }

    get responseText(): string {
      if (this.kind !== '' && this.kind !== 'text')
        throw new DOMException(`responseText is there only for text, not for “${this.kind}”.`, 'InvalidStateError');
      return this.readyState >= LOADING ? this.text() : '';
    }

    get responseXML(): Document | null {
      return null;
    }

    get response(): unknown {
      if (this.kind === '' || this.kind === 'text') return this.responseText;
      if (this.readyState !== DONE || this.head === null) return null;
      this.made ??= { value: this.make() };
      return this.made.value;
    }

    getResponseHeader(name: string): string | null {
      const wanted = String(name).toLowerCase();
      const values = (this.head?.headers ?? []).filter(([each]) => each === wanted).map(([, value]) => value);
      return values.length === 0 ? null : values.join(', ');
    }

    getAllResponseHeaders(): string {
      return (this.head?.headers ?? []).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    }

    overrideMimeType(mime: string): void {
      if (this.readyState >= LOADING)
        throw new DOMException('The type can be changed only before the answer comes in.', 'InvalidStateError');
      this.mime = mime;
    }

    private async sendLater(body: Body): Promise<void> {
      const abort = new AbortController();
      let clock: ReturnType<typeof setTimeout> | undefined;
      const end = () => {
        clearTimeout(clock);
        this.stop = null;
      };
      this.stop = () => {
        end();
        abort.abort();
      };
      if (this.timeout > 0) {
        clock = setTimeout(() => {
          this.stop?.();
          this.clear();
          this.finish('timeout');
        }, this.timeout);
      }
      this.tell('loadstart');
      try {
        const opening = await this.opening(body);
        abort.signal.throwIfAborted();
        if (opening.body !== null) this.upload.dispatchEvent(new ProgressEvent('load', sizes(opening.body.byteLength)));
        await this.exchange(opening, abort.signal);
        end();
        this.finish('load');
      } catch (error) {
        if (abort.signal.aborted) return;
        end();
        this.clear();
        this.failure = error instanceof Error ? error.message : String(error);
        this.finish('error');
      }
    }

    private exchange(opening: Omit<FetchRequest, 'id'>, signal: AbortSignal): Promise<void> {
      if (!isRemote(this.address)) return this.fetchHere(opening, signal);
      return new Promise((resolve, reject) => {
        const receive = (answer: NetworkAnswer) => {
          if (signal.aborted) return;
          if (answer.t === 'response') this.headed(answer);
          else if (answer.t === 'chunk') {
            exchanges.send({ t: 'pull', id });
            this.grown(answer.data);
          } else if (answer.t === 'end') resolve();
          else if (answer.t === 'failed') reject(new TypeError(answer.message));
        };
        const id = exchanges.begin(opening, receive, opening.body === null ? [] : [opening.body]);
        signal.addEventListener('abort', () => exchanges.abort(id), { once: true });
      });
    }

    /** `blob:` and `data:` leave no browser. */
    private async fetchHere({ method, body }: Omit<FetchRequest, 'id'>, signal: AbortSignal): Promise<void> {
      const response = await natives.fetch(this.address, { method, body, signal });
      this.headed(headOf(response, [...response.headers]));
      this.grown(await response.arrayBuffer());
    }

    private sendNow(body: Body): void {
      if (
        (body instanceof Blob && typeof document !== 'undefined') ||
        (typeof FormData !== 'undefined' && body instanceof FormData)
      )
        throw new DOMException('A synchronous request can send texts and bytes only.', 'NotSupportedError');
      this.clear();
      try {
        if (isRemote(this.address)) {
          const text = plainBody(body, this.headers);
          const opening = this.describe(text);
          const { head, chunks } = requestNow(ports, exchanges.number(), opening, this.timeout);
          this.head = head;
          this.chunks = chunks;
        } else this.readHere();
      } catch (error) {
        this.clear();
        this.failure = error instanceof Error ? error.message : String(error);
        this.readyState = DONE;
        throw error instanceof DOMException ? error : requestError(this.failure, 'NetworkError');
      }
      this.received = this.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
      this.readyState = LOADING;
      this.step(DONE);
      this.tell('load');
      this.tell('loadend');
    }

    private readHere(): void {
      const request = new natives.XMLHttpRequest();
      request.open(this.method, this.address, false);
      request.responseType = 'arraybuffer';
      request.send();
      this.head = headOf({ url: this.address, status: request.status, statusText: request.statusText }, [
        ['content-type', request.getResponseHeader('content-type') ?? ''],
      ]);
      this.chunks = [request.response as ArrayBuffer];
    }

    private async opening(body: Body): Promise<Omit<FetchRequest, 'id'>> {
      const isEmpty = body == null || ['GET', 'HEAD'].includes(this.method);
      // A Request knows how each kind of body is written, and its type.
      const made = new Request('https://body.invalid/', {
        method: 'POST',
        body: isEmpty ? null : (body as XMLHttpRequestBodyInit),
      });
      const type = made.headers.get('content-type');
      if (!isEmpty && type !== null && !this.headers.has('content-type')) this.headers.set('content-type', type);
      return this.describe(isEmpty ? null : await made.arrayBuffer());
    }

    private describe(body: ArrayBuffer | null): Omit<FetchRequest, 'id'> {
      // Its guard takes out the headers that no script may set.
      const { headers } = new Request(isRemote(this.address) ? this.address : 'https://body.invalid/', {
        headers: this.headers,
      });
      return {
        t: 'fetch',
        url: this.address,
        method: this.method,
        headers: [...headers],
        body,
        mode: 'cors',
        redirect: 'follow',
        cache: 'default',
        integrity: '',
        keep: false,
      };
    }

    private headed(head: ResponseHead): void {
      this.head = head;
      this.step(HEADERS_RECEIVED);
    }

    private grown(chunk: ArrayBuffer): void {
      this.chunks.push(chunk);
      this.received += chunk.byteLength;
      if (this.readyState !== LOADING) this.readyState = LOADING;
      this.dispatchEvent(new Event('readystatechange'));
      this.tell('progress');
    }

    private finish(how: 'load' | 'error' | 'abort' | 'timeout'): void {
      this.isSent = false;
      this.step(DONE);
      this.tell(how);
      this.tell('loadend');
    }

    private step(state: number): void {
      this.readyState = state;
      this.dispatchEvent(new Event('readystatechange'));
    }

    private tell(name: string): void {
      const total = Number(this.getResponseHeader('content-length') ?? 0);
      const isKnown = total > 0 && this.getResponseHeader('content-encoding') === null;
      this.dispatchEvent(
        new ProgressEvent(name, { loaded: this.received, total: isKnown ? total : 0, lengthComputable: isKnown }),
      );
    }

    private clear(): void {
      this.head = null;
      this.chunks = [];
      this.received = 0;
      this.made = null;
      this.failure = '';
    }

    private mustBeOpen(): void {
      if (this.readyState !== OPENED || this.isSent)
        throw new DOMException('The request has to be opened first, and is sent once.', 'InvalidStateError');
    }

    private bytes(): Uint8Array<ArrayBuffer> {
      const whole = new Uint8Array(this.received);
      let at = 0;
      for (const chunk of this.chunks) {
        whole.set(new Uint8Array(chunk), at);
        at += chunk.byteLength;
      }
      return whole;
    }

    private type(): string {
      return this.mime ?? this.getResponseHeader('content-type') ?? '';
    }

    private text(): string {
      const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(this.type())?.[1] ?? 'utf-8';
      try {
        return new TextDecoder(charset).decode(this.bytes());
      } catch {
        return new TextDecoder().decode(this.bytes());
      }
    }

    private make(): unknown {
      switch (this.kind) {
        case 'arraybuffer':
          return this.bytes().buffer;
        case 'blob':
          return new Blob(this.chunks, { type: this.type() });
        case 'json':
          try {
            return JSON.parse(new TextDecoder().decode(this.bytes()));
          } catch {
            return null;
          }
        case 'document':
          return typeof DOMParser === 'undefined'
            ? null
            : new DOMParser().parseFromString(this.text(), documentType(this.type()));
        default:
          return null;
      }
    }
  }
  Object.defineProperty(BrokeredXMLHttpRequest, 'name', { value: 'XMLHttpRequest' });
  return BrokeredXMLHttpRequest as unknown as typeof XMLHttpRequest;
}

function isRemote(address: string): boolean {
  return !/^(blob|data):/.test(address);
}

function sizes(total: number): ProgressEventInit {
  return { loaded: total, total, lengthComputable: true };
}

function headOf(
  { url, status, statusText }: Pick<Response, 'url' | 'status' | 'statusText'>,
  headers: [string, string][],
): ResponseHead {
  return { t: 'response', id: 0, url, status, statusText, headers, redirected: false, type: 'basic' };
}

/** A body that can be had without waiting, and its type. */
function plainBody(body: Body, headers: Headers): ArrayBuffer | null {
  if (body == null) return null;
  if (body instanceof ArrayBuffer) return body.slice(0);
  if (body instanceof Blob) {
    if (body.type !== '' && !headers.has('content-type')) headers.set('content-type', body.type);
    // Workers have it, and only they send synchronously.
    return new FileReaderSync().readAsArrayBuffer(body);
  }
  if (ArrayBuffer.isView(body))
    return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)).buffer;
  const isForm = body instanceof URLSearchParams;
  if (!headers.has('content-type'))
    headers.set(
      'content-type',
      isForm ? 'application/x-www-form-urlencoded;charset=UTF-8' : 'text/plain;charset=UTF-8',
    );
  return new TextEncoder().encode(String(body)).buffer as ArrayBuffer;
}

function documentType(type: string): DOMParserSupportedType {
  return /xml/.test(type) && !/html/.test(type) ? 'application/xml' : 'text/html';
}
