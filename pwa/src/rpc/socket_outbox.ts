/** Frames on their way out of a WebSocket: cut into packets, numbered, and kept until the other side has had them. */
import { CHUNK, INLINE_HEADER, type SocketPart, WINDOW } from '../contracts/socket.js';

/** What leaves under one number: the record of a frame, or a chunk. */
export interface Packet {
  readonly number: number;
  readonly content: { readonly header: string | null; readonly parts: readonly SocketPart[] } | Uint8Array<ArrayBuffer>;
  /** What it counts against the window. */
  readonly bytes: number;
  /** Called when the other side has had it. */
  readonly had?: (() => void) | undefined;
}

type Cut = Omit<Packet, 'number'>;

interface WaitingFrame {
  readonly header: string;
  readonly attachments: readonly (ArrayBuffer | Blob)[];
  readonly bytes: number;
}

export interface OutboxEvents {
  /** The other side has all bytes of this buffer. */
  had(buffer: ArrayBuffer): void;
  /** There is a packet again, after {@link Outbox.next} gave none. */
  ready(): void;
  /** What was to be sent can't be. */
  failed(reason: string): void;
}

/** What a packet costs beside its bytes. */
const OVERHEAD = 64;
const utf8 = new TextEncoder();

export class Outbox {
  readonly #waiting: WaitingFrame[] = [];
  readonly #events: OutboxEvents;
  /** Sent, or to be sent again; in order of their numbers. */
  #kept: Packet[] = [];
  /** How many of the kept ones have left over this connection. */
  #left = 0;
  #keptBytes = 0;
  #waitingBytes = 0;
  #last = 0;
  #cutting: Iterator<Cut | Promise<Cut>> | null = null;
  #reading = false;

  constructor(events: OutboxEvents) {
    this.#events = events;
  }

  /** Bytes that this side holds for the other one, sent or not. */
  get bytes(): number {
    return this.#keptBytes + this.#waitingBytes;
  }

  /** Whether the other side has had everything. */
  get empty(): boolean {
    return this.#kept.length === 0 && this.#waiting.length === 0 && !this.#cutting;
  }

  push(header: string, attachments: readonly (ArrayBuffer | Blob)[]): void {
    const bytes = attachments.reduce((sum, each) => sum + sizeOf(each), header.length * 2 + OVERHEAD);
    this.#waitingBytes += bytes;
    this.#waiting.push({ header, attachments, bytes });
  }

  /** @returns the next packet that may leave; null when there is none now. */
  next(): Packet | null {
    const again = this.#kept[this.#left];
    if (again) {
      this.#left++;
      return again;
    }
    if (this.#reading || (this.#kept.length > 0 && this.#keptBytes >= WINDOW)) return null;
    const cut = this.#cut();
    if (!cut) return null;
    if (!(cut instanceof Promise)) {
      this.#left++;
      return this.#keep(cut);
    }
    this.#reading = true;
    cut.then(
      (read) => {
        this.#reading = false;
        this.#keep(read);
        this.#events.ready();
      },
      (error: unknown) => this.#events.failed(`a file could not be read: ${String(error)}`),
    );
    return null;
  }

  /** The other side has had so many packets. @returns whether that can be. */
  acknowledge(received: number): boolean {
    if (received > this.#last) return false;
    const first = this.#kept[0]?.number ?? this.#last + 1;
    const had = this.#kept.splice(0, Math.max(0, received - first + 1));
    this.#left = Math.max(0, this.#left - had.length);
    for (const packet of had) {
      this.#keptBytes -= packet.bytes;
      packet.had?.();
    }
    return true;
  }

  /** The connection is a new one: what has not been acknowledged leaves again. @returns whether `received` can be. */
  resume(received: number): boolean {
    const first = this.#kept[0]?.number ?? this.#last + 1;
    if (received < first - 1 || !this.acknowledge(received)) return false;
    this.#left = 0;
    return true;
  }

  #keep(cut: Cut): Packet {
    const packet = { ...cut, number: ++this.#last };
    this.#kept.push(packet);
    this.#keptBytes += packet.bytes;
    return packet;
  }

  #cut(): Cut | Promise<Cut> | null {
    for (;;) {
      const step = this.#cutting?.next();
      if (step && !step.done) return step.value;
      const frame = this.#waiting.shift();
      this.#cutting = frame ? this.#packets(frame) : null;
      if (!frame) return null;
      this.#waitingBytes -= frame.bytes;
    }
  }

  *#packets({ header, attachments }: WaitingFrame): Generator<Cut | Promise<Cut>> {
    const parts = attachments.map(partOf);
    // Three bytes a character at most.
    const long = header.length * 3 > INLINE_HEADER ? utf8.encode(header) : null;
    const inside = long && long.byteLength > INLINE_HEADER ? long : null;
    yield {
      content: inside ? { header: null, parts: [inside.byteLength, ...parts] } : { header, parts },
      bytes: (inside ? 0 : header.length * 2) + OVERHEAD * (1 + parts.length),
    };
    if (inside) yield* chunks(inside);
    for (const each of attachments) {
      if (each instanceof ArrayBuffer) yield* chunks(new Uint8Array(each), () => this.#events.had(each));
      else yield* slices(each);
    }
  }
}

function* chunks(bytes: Uint8Array<ArrayBuffer>, had?: () => void): Generator<Cut> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK) {
    const content = bytes.subarray(at, at + CHUNK);
    const last = at + CHUNK >= bytes.byteLength;
    yield { content, bytes: content.byteLength + OVERHEAD, had: last ? had : undefined };
  }
}

function* slices(file: Blob): Generator<Promise<Cut>> {
  for (let at = 0; at < file.size; at += CHUNK) {
    yield file
      .slice(at, at + CHUNK)
      .arrayBuffer()
      .then((buffer) => ({ content: new Uint8Array(buffer), bytes: buffer.byteLength + OVERHEAD }));
  }
}

function partOf(each: ArrayBuffer | Blob): SocketPart {
  if (each instanceof ArrayBuffer) return each.byteLength;
  return [each.size, each instanceof File ? each.name : '', each.type];
}

/** A file takes no memory until it is read. */
function sizeOf(each: ArrayBuffer | Blob): number {
  return each instanceof ArrayBuffer ? each.byteLength : 0;
}
