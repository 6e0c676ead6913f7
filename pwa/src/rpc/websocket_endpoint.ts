/** Frames over a WebSocket that may break: the session goes on over the next connection. See contracts/socket.ts. */
import { CHUNK, SOCKET_VERSION, type SocketRecord, SUBPROTOCOL, WINDOW } from '../contracts/socket.js';
import type { Attachment } from '../contracts/wire.js';
import type { Endpoint } from './endpoint.js';
import { type BufferPool, sharedPool } from './pool.js';
import { SOCKET_LIMITS, SocketInbox, type SocketLimits } from './socket_inbox.js';
import { Outbox, type Packet } from './socket_outbox.js';
import { readRecord, writeRecord } from './socket_records.js';

export interface WebSocketOptions {
  /** Milliseconds for which a broken connection is tried anew before the session is given up. */
  readonly patience?: number;
  /**
   * Milliseconds of silence after which the other side is asked whether it is there. After twice that the connection
   * is in doubt (see `onconnection`); it stays, since who is busy answers late.
   */
  readonly heartbeat?: number;
  /** Milliseconds of silence that end the connection, so that another is tried. */
  readonly silence?: number;
  /** Bytes that may wait to be sent; above, the session is given up. */
  readonly waiting?: number;
  readonly limits?: Partial<SocketLimits>;
  readonly pool?: BufferPool;
  /** Makes a connection; by default the platform's WebSocket. */
  readonly open?: (url: string) => WebSocket;
}

const DEFAULTS = { patience: 60_000, heartbeat: 5000, silence: 30_000, waiting: 2 ** 30 };
/** Milliseconds before the first and the later attempts to connect anew. */
const [SOONEST, LATEST] = [100, 5000];
/** Milliseconds after which packets are acknowledged that no frame of ours has acknowledged. */
const ACK_DELAY = 50;
/** Packets and bytes that are acknowledged at once. */
const [ACK_PACKETS, ACK_BYTES] = [256, WINDOW / 4];
/** Milliseconds in which the closing of a connection follows its fault. */
const REFUSAL = 1000;
/** Milliseconds that a session which was closed here has to send what waits. */
const FAREWELL = 5000;

export class WebSocketEndpoint implements Endpoint {
  readonly keepsMemory = true;
  readonly #url: string;
  readonly #options: Required<Omit<WebSocketOptions, 'limits'>>;
  readonly #outbox: Outbox;
  readonly #inbox: SocketInbox;
  #socket: WebSocket | null = null;
  #onframe: Endpoint['onframe'] = null;
  onclose: Endpoint['onclose'] = null;
  /** Told when the other side can't be heard any more, and when it is heard again; what is under way waits. */
  onconnection: ((isHeard: boolean) => void) | null = null;
  #isHeard = true;
  /** Frames that came before somebody listened. */
  #early: [string, Attachment[]][] = [];
  #token = '';
  /** Whether this connection is open on both sides. */
  #open = false;
  #chunk: number | null = null;
  #acknowledged = 0;
  #unacknowledgedBytes = 0;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heard = 0;
  #lostAt: number | null = null;
  #attempts = 0;
  #state: 'living' | 'leaving' | 'ended' = 'living';
  #farewell = '';

  constructor(url: string | URL, options: WebSocketOptions = {}) {
    this.#url = String(url);
    const open = (address: string): WebSocket => new WebSocket(address, [SUBPROTOCOL]);
    this.#options = { ...DEFAULTS, pool: sharedPool, open, ...options };
    const { pool } = this.#options;
    this.#outbox = new Outbox({
      had: (buffer) => pool.give(buffer),
      ready: () => this.#flush(),
      failed: (reason) => this.#end(reason),
    });
    this.#inbox = new SocketInbox(
      { ...SOCKET_LIMITS, ...options.limits },
      (size) => pool.take(size),
      (header, attachments) => {
        if (this.#state !== 'living') return;
        if (this.#onframe) this.#onframe(header, attachments);
        else this.#early.push([header, attachments]);
      },
    );
    this.#connect();
  }

  /** Whether there is a connection now. A session without one waits for the next. */
  get connected(): boolean {
    return this.#open;
  }

  get onframe(): Endpoint['onframe'] {
    return this.#onframe;
  }

  set onframe(listener: Endpoint['onframe']) {
    this.#onframe = listener;
    if (listener) for (const [header, attachments] of this.#early.splice(0)) listener(header, attachments);
  }

  send(header: string, attachments: readonly Attachment[], transfer: readonly Transferable[]): void {
    if (this.#state !== 'living') return;
    const parts = attachments.map((each) => {
      if (each instanceof MessagePort) {
        throw new TypeError(
          'A port to another peer can’t travel over a network; send an object whose methods may be called instead.',
        );
      }
      // Handed over here as well: the sender's array is empty from now on, and the bytes stay as they are.
      const moves = each instanceof ArrayBuffer && each.byteLength > 0 && transfer.includes(each);
      return moves ? structuredClone(each, { transfer: [each] }) : each;
    });
    this.#outbox.push(header, parts);
    this.#flush();
    if (this.#outbox.bytes > this.#options.waiting) {
      this.#end(`could not take ${Math.ceil(this.#outbox.bytes / 1e6)} MB that waited to be sent`);
    }
  }

  close(reason = ''): void {
    this.onclose = null;
    if (this.#state !== 'living') return;
    this.#state = 'leaving';
    this.#farewell = reason;
    if (!this.#open) {
      this.#end(reason);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(reason), FAREWELL);
    this.#flush();
  }

  #connect(): void {
    let socket: WebSocket;
    try {
      socket = this.#options.open(this.#url);
    } catch (error) {
      // The address is refused by the platform: by its form, or by the page's policy.
      queueMicrotask(() => this.#end(`can't be reached at ${this.#url}: ${String(error)}`));
      return;
    }
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#chunk = null;
    this.#heard = performance.now();
    socket.onopen = () => this.#write(['open', SOCKET_VERSION, this.#token, this.#inbox.received]);
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(socket, data);
    // Browsers say nothing of the fault, and the closing follows; but not where the page's policy forbids the address.
    socket.onerror = () => {
      setTimeout(() => {
        if (socket.readyState === 3) this.#lost(socket, 'the browser refused it');
      }, REFUSAL);
    };
    socket.onclose = ({ code, reason }) => this.#lost(socket, reason || `code ${code}`);
    this.#watch();
  }

  /** Hears whether the other side is there. Where there is traffic this sends nothing. */
  #watch(): void {
    clearTimeout(this.#timer);
    const { heartbeat, silence: longest } = this.#options;
    this.#timer = setTimeout(() => {
      const silence = performance.now() - this.#heard;
      const socket = this.#socket;
      if (silence >= longest && socket) {
        socket.close();
        // A dead network does not answer the closing, and the platform would wait for it.
        this.#lost(socket, 'it was silent');
        return;
      }
      if (silence >= 2 * heartbeat) this.#tell(false);
      if (silence >= heartbeat && this.#open) this.#write(['ping']);
      this.#watch();
    }, heartbeat / 2);
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || this.#state === 'ended') return;
    this.#heard = performance.now();
    if (this.#open) this.#tell(true);
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError('a message is not binary');
      if (data.byteLength > 2 * CHUNK) throw new TypeError(`a message has ${data.byteLength} bytes`);
      if (this.#chunk === null) {
        this.#record(readRecord(data));
      } else {
        const number = this.#chunk;
        this.#chunk = null;
        this.#inbox.chunk(number, data);
        this.#had(data.byteLength);
      }
    } catch (error) {
      this.#end(`sent what is no frame: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #record(record: SocketRecord): void {
    if (this.#open === (record[0] === 'open') && record[0] !== 'close') {
      throw new TypeError('the first record of a connection, and only that, is open');
    }
    switch (record[0]) {
      case 'open':
        this.#opened(record[1], record[2], record[3]);
        break;
      case 'frame':
        this.#acknowledge(record[2]);
        this.#inbox.frame(record[1], record[3], record[4]);
        this.#had(record[3]?.length ?? 0);
        break;
      case 'chunk':
        this.#chunk = record[1];
        break;
      case 'ack':
        this.#acknowledge(record[1]);
        break;
      case 'ping':
        this.#write(['pong']);
        break;
      case 'pong':
        break;
      case 'close':
        this.#end(`ended the session: ${record[1].slice(0, 500) || 'it left'}`);
        break;
    }
  }

  #opened(version: number, token: string, received: number): void {
    if (version !== SOCKET_VERSION) throw new TypeError(`it speaks version ${version}, this page ${SOCKET_VERSION}`);
    if (token === '' || (this.#token !== '' && token !== this.#token)) throw new TypeError('it gave another session');
    if (!this.#outbox.resume(received)) throw new TypeError('it has had what was never sent');
    this.#token = token;
    this.#open = true;
    this.#lostAt = null;
    this.#attempts = 0;
    this.#tell(true);
    this.#flush();
  }

  #acknowledge(received: number): void {
    if (!this.#outbox.acknowledge(received)) throw new TypeError('it has had what was never sent');
    this.#flush();
  }

  /** Tells the other side what has come, now and then. */
  #had(bytes: number): void {
    this.#unacknowledgedBytes += bytes;
    const packets = this.#inbox.received - this.#acknowledged;
    if (packets >= ACK_PACKETS || this.#unacknowledgedBytes >= ACK_BYTES) this.#ack();
    else this.#ackTimer ??= setTimeout(() => this.#ack(), ACK_DELAY);
  }

  #ack(): void {
    const { received } = this.#inbox;
    if (this.#open && received > this.#acknowledged) this.#write(['ack', this.#acknowledging()]);
    else this.#acknowledging();
  }

  #acknowledging(): number {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#unacknowledgedBytes = 0;
    this.#acknowledged = this.#inbox.received;
    return this.#acknowledged;
  }

  #flush(): void {
    while (this.#open) {
      const packet = this.#outbox.next();
      if (!packet) break;
      this.#leave(packet);
    }
    if (this.#state === 'leaving' && this.#open && this.#outbox.empty) {
      this.#write(['close', this.#farewell]);
      this.#end(this.#farewell);
    }
  }

  #leave({ number, content }: Packet): void {
    if (content instanceof Uint8Array) {
      this.#write(['chunk', number]);
      this.#socket?.send(content);
    } else {
      this.#write(['frame', number, this.#acknowledging(), content.header, content.parts]);
    }
  }

  #write(record: SocketRecord): void {
    if (this.#socket?.readyState === 1) this.#socket.send(writeRecord(record));
  }

  #lost(socket: WebSocket, reason: string): void {
    if (socket !== this.#socket || this.#state === 'ended') return;
    const first = this.#token === '';
    this.#socket = null;
    this.#open = false;
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#lostAt ??= now;
    const { patience } = this.#options;
    if (first) {
      this.#end(`can't be reached at ${this.#url} (${reason}); look whether it runs, and whether the address is right`);
    } else if (this.#state === 'leaving' || now - this.#lostAt > patience) {
      this.#end(`could not be reached any more for ${Math.round(patience / 1000)} s (${reason})`);
    } else {
      // Most connections that break are made anew at once, which nobody need see.
      if (this.#attempts > 0) this.#tell(false);
      const wait = Math.min(LATEST, SOONEST * 2 ** this.#attempts++) * (0.75 + Math.random() / 2);
      this.#timer = setTimeout(() => this.#connect(), wait);
    }
  }

  #tell(isHeard: boolean): void {
    if (isHeard === this.#isHeard) return;
    this.#isHeard = isHeard;
    this.onconnection?.(isHeard);
  }

  #end(reason: string): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.onconnection = null;
    this.#open = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#ackTimer);
    this.#early = [];
    const [socket, tell] = [this.#socket, this.onclose];
    this.#socket = null;
    this.#onframe = null;
    this.onclose = null;
    socket?.close(1000);
    tell?.(reason);
  }
}
