/**
 * Frames that have come and wait to be read. A peer that sends more than this side can take must not take the page
 * with it: reading gets a share of the time, the rest waits here, and when too much waits the peer is cut off.
 */
import type { Attachment } from '../contracts/wire.js';
import type { Limits } from './limits.js';

/** Milliseconds of reading at a stretch, after which the page gets its turn. */
const SLICE = 8;
/** Share of the time that reading may take in the long run before frames have to wait. */
const SHARE = 0.5;

interface Frame {
  readonly header: string;
  readonly attachments: readonly Attachment[];
  /** When it came, as performance.now() tells. */
  readonly at: number;
}

export class Inbox {
  readonly #limits: Limits;
  readonly #read: (header: string, attachments: readonly Attachment[]) => void;
  readonly #paused: () => void;
  readonly #overflow: (what: string) => void;
  #frames: Frame[] = [];
  #next = 0;
  #bytes = 0;
  /** Milliseconds that may be spent now. */
  #budget = SLICE;
  #since = performance.now();
  /** Whether frames are being read, or will be in a task of their own. */
  #busy = false;
  #closed = false;

  /**
   * @param read reads one frame.
   * @param paused called after every stretch of reading.
   * @param overflow called once when more waits than the limits allow; nothing is read any more.
   */
  constructor(
    limits: Limits,
    read: (header: string, attachments: readonly Attachment[]) => void,
    paused: () => void,
    overflow: (what: string) => void,
  ) {
    this.#limits = limits;
    this.#read = read;
    this.#paused = paused;
    this.#overflow = overflow;
  }

  /** Frames that wait. */
  get size(): number {
    return this.#frames.length - this.#next;
  }

  push(header: string, attachments: readonly Attachment[]): void {
    if (this.#closed) return;
    const now = performance.now();
    if (!this.#busy && this.#budget + (now - this.#since) * SHARE > 0) {
      this.#readNow(header, attachments, now);
      return;
    }
    const frame: Frame = { header, attachments, at: now };
    this.#frames.push(frame);
    this.#bytes += bytesOf(frame);
    if (this.#busy) this.#check(now);
    else this.#drain();
  }

  close(): void {
    this.#closed = true;
    this.#frames = [];
    this.#next = 0;
  }

  #check(now: number): void {
    const { waiting, waitingBytes, patience, burst } = this.#limits;
    const tooMany = this.size > waiting;
    const tooLarge = this.size > 1 && this.#bytes > waitingBytes;
    const tooLong = this.size > burst && now - (this.#frames[this.#next]?.at ?? now) > patience;
    if (!tooMany && !tooLarge && !tooLong) return;
    const what = `${this.size} messages (${Math.ceil(this.#bytes / 1e6)} MB) waited to be read`;
    this.close();
    this.#overflow(what);
  }

  /** The usual case: nothing waits, and there is time. */
  #readNow(header: string, attachments: readonly Attachment[], now: number): void {
    this.#busy = true;
    this.#read(header, attachments);
    const read = performance.now();
    this.#budget = Math.min(SLICE, this.#budget + (now - this.#since) * SHARE) - (read - now);
    this.#since = read;
    this.#busy = false;
    if (this.size > 0 && !this.#closed) this.#drain();
    else this.#paused();
  }

  #drain(): void {
    this.#busy = true;
    let now = performance.now();
    this.#budget = Math.min(SLICE, this.#budget + (now - this.#since) * SHARE);
    while (this.#budget > 0) {
      const frame = this.#frames[this.#next];
      if (!frame) break;
      this.#frames[this.#next++] = undefined as never;
      this.#bytes -= bytesOf(frame);
      this.#read(frame.header, frame.attachments);
      const read = performance.now();
      this.#budget -= read - now;
      now = read;
    }
    this.#since = now;
    if (this.#next === this.#frames.length || this.#next > 4096) {
      this.#frames = this.#frames.slice(this.#next);
      this.#next = 0;
    }
    this.#paused();
    this.#busy = this.size > 0 && !this.#closed;
    if (!this.#busy) return;
    nextTask(() => {
      // A turn came in between, whatever the clock says: each stretch gets on.
      this.#budget = SLICE;
      this.#since = performance.now();
      this.#drain();
    });
  }
}

function bytesOf({ header, attachments }: Frame): number {
  let bytes = header.length * 2;
  for (const each of attachments) if (each instanceof ArrayBuffer) bytes += each.byteLength;
  return bytes;
}

const tasks: (() => void)[] = [];
let channel: MessageChannel | undefined;

/** Runs something in a task of its own. Unlike a timer it is not held up in a tab that is in the background. */
function nextTask(task: () => void): void {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => tasks.shift()?.();
  }
  tasks.push(task);
  channel.port2.postMessage(null);
}
