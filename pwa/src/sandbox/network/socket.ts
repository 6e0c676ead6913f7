/** `WebSocket` through the broker. https://websockets.spec.whatwg.org/ */
import type { NetworkAnswer } from '../../contracts/network.js';
import type { Exchanges } from './exchanges.js';
import { HandledTarget } from './handled_target.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
/** A protocol's name is a token of HTTP. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function brokeredSockets(exchanges: Exchanges): typeof WebSocket {
  class BrokeredWebSocket extends HandledTarget(['open', 'message', 'error', 'close']) {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSING = CLOSING;
    static readonly CLOSED = CLOSED;
    readonly CONNECTING = CONNECTING;
    readonly OPEN = OPEN;
    readonly CLOSING = CLOSING;
    readonly CLOSED = CLOSED;
    readonly url: string;
    protocol = '';
    extensions = '';
    readyState = CONNECTING;
    bufferedAmount = 0;
    binaryType: BinaryType = 'blob';
    private readonly id: number;
    /** Blobs take time to read, and messages keep their order. */
    private sending: Promise<void> = Promise.resolve();

    constructor(url: string | URL, protocols: string | string[] = []) {
      super();
      this.url = socketAddress(url);
      const named = typeof protocols === 'string' ? [protocols] : [...protocols].map(String);
      if (
        named.some((name) => !TOKEN.test(name)) ||
        new Set(named.map((name) => name.toLowerCase())).size < named.length
      )
        throw new DOMException(`The protocols ${named.join(', ')} are not all valid and different.`, 'SyntaxError');
      this.id = exchanges.begin({ t: 'socket', url: this.url, protocols: named }, (answer) => this.receive(answer));
    }

    send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      if (this.readyState === CONNECTING)
        throw new DOMException('The WebSocket is still connecting; wait for “open”.', 'InvalidStateError');
      if (data instanceof Blob) {
        this.bufferedAmount += data.size;
        this.sending = this.sending.then(async () => this.post(await data.arrayBuffer()));
        return;
      }
      const copy = typeof data === 'string' ? data : copied(data);
      this.bufferedAmount += typeof copy === 'string' ? new TextEncoder().encode(copy).length : copy.byteLength;
      this.sending = this.sending.then(() => this.post(copy));
    }

    close(code?: number, reason = ''): void {
      if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999))
        throw new DOMException(`A WebSocket is closed by 1000 or 3000 to 4999, not ${code}.`, 'InvalidAccessError');
      if (new TextEncoder().encode(reason).length > 123)
        throw new DOMException('The reason for closing a WebSocket has at most 123 bytes.', 'SyntaxError');
      if (this.readyState >= CLOSING) return;
      this.readyState = CLOSING;
      this.sending = this.sending.then(() => exchanges.send({ t: 'close', id: this.id, code: code ?? null, reason }));
    }

    private post(data: string | ArrayBuffer): void {
      if (this.readyState === CLOSED) return;
      exchanges.send({ t: 'send', id: this.id, data }, typeof data === 'string' ? [] : [data]);
    }

    private receive(answer: NetworkAnswer): void {
      switch (answer.t) {
        case 'opened':
          this.protocol = answer.protocol;
          this.extensions = answer.extensions;
          if (this.readyState === CONNECTING) this.readyState = OPEN;
          this.dispatchEvent(new Event('open'));
          return;
        case 'message': {
          if (this.readyState !== OPEN) return;
          const { data } = answer;
          const shown = typeof data === 'string' || this.binaryType === 'arraybuffer' ? data : new Blob([data]);
          this.dispatchEvent(new MessageEvent('message', { data: shown, origin: new URL(this.url).origin }));
          return;
        }
        case 'sent':
          this.bufferedAmount = Math.max(0, this.bufferedAmount - answer.bytes);
          return;
        case 'failed':
          this.end(1006, '', false, answer.message);
          return;
        case 'closed':
          this.end(answer.code, answer.reason, answer.wasClean, answer.wasClean ? '' : 'The connection was lost.');
          return;
      }
    }

    private end(code: number, reason: string, wasClean: boolean, message: string): void {
      this.readyState = CLOSED;
      // The browser's own tells no cause; ours may, since the plugin's author has to learn what was refused.
      if (message !== '') this.dispatchEvent(Object.assign(new Event('error'), { message }));
      this.dispatchEvent(new CloseEvent('close', { code, reason: reason || message.slice(0, 120), wasClean }));
    }
  }
  Object.defineProperty(BrokeredWebSocket, 'name', { value: 'WebSocket' });
  return BrokeredWebSocket as unknown as typeof WebSocket;
}

function socketAddress(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new DOMException(`“${String(url)}” is no address of a WebSocket.`, 'SyntaxError');
  }
  if (parsed.protocol === 'http:') parsed.protocol = 'ws:';
  if (parsed.protocol === 'https:') parsed.protocol = 'wss:';
  if (!/^wss?:$/.test(parsed.protocol) || parsed.hash !== '')
    throw new DOMException(`“${String(url)}” is no address of a WebSocket; it begins with wss: or ws:.`, 'SyntaxError');
  return parsed.href;
}

function copied(data: ArrayBufferLike | ArrayBufferView): ArrayBuffer {
  const view = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return new Uint8Array(view).buffer;
}
