/** Packets that come over a WebSocket, put together to frames. What comes in may be anything. */
import { FormatError } from '../contracts/errors.js';
import { CHUNK, type SocketPart } from '../contracts/socket.js';
import type { Attachment } from '../contracts/wire.js';
import { sizeOfPart } from './socket_records.js';

export interface SocketLimits {
  /** Bytes of one frame. */
  readonly frame: number;
  /** Attachments of one frame. */
  readonly attachments: number;
  /** Bytes of one header in UTF-8. */
  readonly header: number;
}

export const SOCKET_LIMITS: SocketLimits = { frame: 2 ** 31, attachments: 4096, header: 64 * 2 ** 20 };

/** A frame of which chunks are missing. */
interface Unfinished {
  readonly header: string | null;
  readonly parts: readonly SocketPart[];
  readonly buffers: ArrayBuffer[];
  /** Bytes of the part that is being filled. */
  filled: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export class SocketInbox {
  readonly #limits: SocketLimits;
  readonly #take: (byteLength: number) => ArrayBuffer;
  readonly #onframe: (header: string, attachments: Attachment[]) => void;
  #unfinished: Unfinished | null = null;
  #received = 0;

  /** @param take gives memory of exactly this size. */
  constructor(
    limits: SocketLimits,
    take: (byteLength: number) => ArrayBuffer,
    onframe: (header: string, attachments: Attachment[]) => void,
  ) {
    this.#limits = limits;
    this.#take = take;
    this.#onframe = onframe;
  }

  /** Packets that have come. */
  get received(): number {
    return this.#received;
  }

  /** @throws FormatError when it fits neither what came before nor the limits. */
  frame(number: number, header: string | null, parts: readonly SocketPart[]): void {
    if (!this.#isNew(number)) return;
    if (this.#unfinished) throw new FormatError('A frame came before the last one was whole.', 'frame');
    if (parts.length > this.#limits.attachments + 1)
      throw new FormatError(`A frame has ${parts.length} parts.`, 'parts');
    if (parts.reduce<number>((sum, each) => sum + sizeOfPart(each), 0) > this.#limits.frame) {
      throw new FormatError(`A frame of more than ${this.#limits.frame} bytes was announced.`, 'parts');
    }
    const [first] = parts;
    if (header === null && (typeof first !== 'number' || first > this.#limits.header)) {
      throw new FormatError('A header has no size, or is too long.', 'parts');
    }
    this.#unfinished = { header, parts, buffers: [], filled: 0 };
    this.#received++;
    this.#finish();
  }

  /** @throws FormatError as above. */
  chunk(number: number, bytes: ArrayBuffer): void {
    if (!this.#isNew(number)) return;
    const frame = this.#unfinished;
    const part = frame?.parts[frame.filled === 0 ? frame.buffers.length : frame.buffers.length - 1];
    if (!frame || part === undefined) throw new FormatError('A chunk belongs to no frame.', 'chunk');
    const size = sizeOfPart(part);
    // All chunks but the last of a part are full, so that a frame can't come in countless crumbs.
    if (bytes.byteLength !== Math.min(CHUNK, size - frame.filled)) {
      throw new FormatError(`A chunk of ${bytes.byteLength} bytes is of the wrong size.`, 'chunk');
    }
    if (size === bytes.byteLength) {
      frame.buffers.push(bytes);
    } else {
      // Made when its first bytes have come: announcing a size costs the sender nothing.
      if (frame.filled === 0) frame.buffers.push(this.#take(size));
      new Uint8Array(frame.buffers.at(-1) as ArrayBuffer, frame.filled).set(new Uint8Array(bytes));
      frame.filled = (frame.filled + bytes.byteLength) % size;
    }
    this.#received++;
    if (frame.filled === 0) this.#finish();
  }

  #isNew(number: number): boolean {
    if (number > this.#received + 1) {
      throw new FormatError(`Packet ${number} came after packet ${this.#received}.`, 'number');
    }
    return number === this.#received + 1;
  }

  #finish(): void {
    const frame = this.#unfinished;
    if (!frame) return;
    const { parts, buffers } = frame;
    while (buffers.length < parts.length && sizeOfPart(parts[buffers.length] as SocketPart) === 0) {
      buffers.push(new ArrayBuffer(0));
    }
    if (buffers.length < parts.length) return;
    this.#unfinished = null;
    const attachments = buffers.map((buffer, index) => attachmentOf(buffer, parts[index] as SocketPart));
    if (frame.header !== null) this.#onframe(frame.header, attachments);
    else this.#onframe(headerOf(buffers[0] as ArrayBuffer), attachments.slice(1));
  }
}

function headerOf(buffer: ArrayBuffer): string {
  try {
    return utf8.decode(buffer);
  } catch (cause) {
    throw new FormatError('A header is not in UTF-8.', 'header', { cause });
  }
}

function attachmentOf(buffer: ArrayBuffer, part: SocketPart): Attachment {
  if (typeof part === 'number') return buffer;
  const [, name, type] = part;
  return name === '' ? new Blob([buffer], { type }) : new File([buffer], name, { type });
}
