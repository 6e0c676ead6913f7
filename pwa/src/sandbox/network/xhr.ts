/** `XMLHttpRequest` through the broker. https://xhr.spec.whatwg.org/ */
import type { FetchRequest, NetworkAnswer, ResponseHead } from '../../contracts/network.js';
import { requestError } from './errors.js';
import type { Exchanges } from './exchanges.js';
import { HandledTarget } from './handled_target.js';
import type { NetworkPorts } from './ports.js';
import { requestNow } from './sync.js';
import { XhrAnswer } from './xhr_answer.js';
import { bodyBytes, bodyBytesNow, type XhrBody } from './xhr_body.js';
import { fetchLocal, isRemote, type Natives, readLocal } from './xhr_local.js';

const EVENTS = ['loadstart', 'progress', 'abort', 'error', 'load', 'timeout', 'loadend'] as const;
const FORBIDDEN_METHODS = ['CONNECT', 'TRACE', 'TRACK'];
const NORMALISED_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
const [UNSENT, OPENED, HEADERS_RECEIVED, LOADING, DONE] = [0, 1, 2, 3, 4] as const;

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
    private answer = new XhrAnswer();
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

    send(body?: XhrBody): void {
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
      return this.answer.head?.status ?? 0;
    }

    get statusText(): string {
      return this.answer.head?.statusText ?? '';
    }

    get responseURL(): string {
      return this.answer.head?.url.replace(/#.*$/, '') ?? '';
    }

    get responseText(): string {
      if (this.kind !== '' && this.kind !== 'text')
        throw new DOMException(`responseText is there only for text, not for “${this.kind}”.`, 'InvalidStateError');
      return this.readyState >= LOADING ? this.answer.text(this.mime) : '';
    }

    get responseXML(): Document | null {
      return null;
    }

    get response(): unknown {
      if (this.kind === '' || this.kind === 'text') return this.responseText;
      if (this.readyState !== DONE || this.answer.head === null) return null;
      return this.answer.value(this.kind, this.mime);
    }

    getResponseHeader(name: string): string | null {
      return this.answer.header(String(name));
    }

    getAllResponseHeaders(): string {
      return this.answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    }

    overrideMimeType(mime: string): void {
      if (this.readyState >= LOADING)
        throw new DOMException('The type can be changed only before the answer comes in.', 'InvalidStateError');
      this.mime = mime;
    }

    private async sendLater(body: XhrBody): Promise<void> {
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
      if (!isRemote(this.address)) return this.readLocally(opening, signal);
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

    private async readLocally(opening: Omit<FetchRequest, 'id'>, signal: AbortSignal): Promise<void> {
      const { head, chunks } = await fetchLocal(natives, opening, signal);
      this.headed(head);
      for (const chunk of chunks) this.grown(chunk);
    }

    private sendNow(body: XhrBody): void {
      if (
        (body instanceof Blob && typeof document !== 'undefined') ||
        (typeof FormData !== 'undefined' && body instanceof FormData)
      )
        throw new DOMException('A synchronous request can send texts and bytes only.', 'NotSupportedError');
      this.clear();
      try {
        const { head, chunks } = isRemote(this.address)
          ? requestNow(ports, exchanges.number(), this.describe(bodyBytesNow(body, this.headers)), this.timeout)
          : readLocal(natives, this.method, this.address);
        this.answer.head = head;
        for (const chunk of chunks) this.answer.push(chunk);
      } catch (error) {
        this.clear();
        this.failure = error instanceof Error ? error.message : String(error);
        this.readyState = DONE;
        throw error instanceof DOMException ? error : requestError(this.failure, 'NetworkError');
      }
      this.readyState = LOADING;
      this.step(DONE);
      this.tell('load');
      this.tell('loadend');
    }

    private async opening(body: XhrBody): Promise<Omit<FetchRequest, 'id'>> {
      const isEmpty = body == null || ['GET', 'HEAD'].includes(this.method);
      return this.describe(isEmpty ? null : await bodyBytes(body as XMLHttpRequestBodyInit, this.headers));
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
      this.answer.head = head;
      this.step(HEADERS_RECEIVED);
    }

    private grown(chunk: ArrayBuffer): void {
      this.answer.push(chunk);
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
        new ProgressEvent(name, {
          loaded: this.answer.received,
          total: isKnown ? total : 0,
          lengthComputable: isKnown,
        }),
      );
    }

    private clear(): void {
      this.answer = new XhrAnswer();
      this.failure = '';
    }

    private mustBeOpen(): void {
      if (this.readyState !== OPENED || this.isSent)
        throw new DOMException('The request has to be opened first, and is sent once.', 'InvalidStateError');
    }
  }
  Object.defineProperty(BrokeredXMLHttpRequest, 'name', { value: 'XMLHttpRequest' });
  return BrokeredXMLHttpRequest as unknown as typeof XMLHttpRequest;
}

function sizes(total: number): ProgressEventInit {
  return { loaded: total, total, lengthComputable: true };
}
