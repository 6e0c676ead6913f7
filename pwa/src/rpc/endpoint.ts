/** What carries frames. A peer needs nothing else, so a WebSocket or a pipe is one more class like this. */
import type { Attachment } from '../contracts/wire.js';

export interface Endpoint {
  /** Whether memory stays with its side, so that emptied buffers are not sent back to where they came from. */
  readonly keepsMemory: boolean;
  /** @param transfer the attachments (or parts of them) whose memory moves to the other side. */
  send(header: string, attachments: readonly Attachment[], transfer: readonly Transferable[]): void;
  /** Frames that come before this is set wait. */
  onframe: ((header: string, attachments: Attachment[]) => void) | null;
  /** Called once when the other side is gone or sent what is no frame. Not called after {@link close}. */
  onclose: ((reason: string) => void) | null;
  close(reason?: string): void;
}

/** Frames over a MessagePort: the header alone, or `[header, ...attachments]`. */
export class MessagePortEndpoint implements Endpoint {
  readonly keepsMemory = false;
  readonly #port: MessagePort;
  #onframe: Endpoint['onframe'] = null;
  onclose: Endpoint['onclose'] = null;

  constructor(port: MessagePort) {
    this.#port = port;
    port.addEventListener('message', (event: MessageEvent<unknown>) => this.#receive(event.data));
    port.addEventListener('messageerror', () => this.#end('sent a message that this browser cannot read'));
    // Not every browser tells that the other end of a port is gone; who made the worker tells its peer otherwise.
    port.addEventListener('close', () => this.#end('ended'));
  }

  get onframe(): Endpoint['onframe'] {
    return this.#onframe;
  }

  set onframe(listener: Endpoint['onframe']) {
    this.#onframe = listener;
    if (listener) this.#port.start();
  }

  send(header: string, attachments: readonly Attachment[], transfer: readonly Transferable[]): void {
    // A bare text is the quickest thing that can be sent.
    if (attachments.length === 0) this.#port.postMessage(header);
    else this.#port.postMessage([header, ...attachments], transfer as Transferable[]);
  }

  close(): void {
    this.onclose = null;
    this.#onframe = null;
    this.#port.close();
  }

  #receive(data: unknown): void {
    if (typeof data === 'string') {
      this.#onframe?.(data, []);
      return;
    }
    const frame: readonly unknown[] = Array.isArray(data) ? data : [];
    const [header, ...attachments] = frame;
    if (typeof header !== 'string') this.#end('sent a message that is no frame');
    else if (!attachments.every(isAttachment)) this.#end('sent an attachment of an unknown kind');
    else this.#onframe?.(header, attachments);
  }

  #end(reason: string): void {
    const tell = this.onclose;
    this.close();
    tell?.(reason);
  }
}

function isAttachment(value: unknown): value is Attachment {
  return value instanceof ArrayBuffer || value instanceof Blob || value instanceof MessagePort;
}
