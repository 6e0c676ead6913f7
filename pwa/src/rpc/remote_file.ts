/** Files of the other side that are read piece by piece, when they are needed. */

/** Bytes that are asked for at a time. */
const PIECE = 2 ** 20;

/** A file that stays on the other side; it has what a Blob has, and is read as its pieces are asked for. */
export class RemoteFile {
  /**
   * @param source the far object that gives the bytes.
   * @param size number of bytes; null when it is not known, and the file can be read only once, from its beginning.
   */
  constructor(
    readonly source: { read(start: number, length: number): Promise<unknown> },
    readonly name: string,
    readonly type: string,
    readonly size: number | null,
  ) {}

  /** Its bytes, one piece after the other: a piece is asked for when the one before has been taken. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    for (let at = 0; this.size === null || at < this.size; ) {
      const piece = await this.#piece(at, PIECE);
      if (piece.byteLength === 0) return;
      yield piece;
      at += piece.byteLength;
    }
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = this[Symbol.asyncIterator]();
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return();
      },
    });
  }

  /** The bytes from `start` up to `end`; for a file of unknown size only all of them. */
  async bytes(start = 0, end = this.size ?? Number.POSITIVE_INFINITY): Promise<Uint8Array<ArrayBuffer>> {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let at = start; at < end; ) {
      const piece = await this.#piece(at, Math.min(PIECE, end - at));
      if (piece.byteLength === 0) break;
      pieces.push(piece);
      at += piece.byteLength;
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** All of it, as a file of this side. */
  async file(): Promise<File> {
    const pieces: BlobPart[] = [];
    for await (const piece of this) pieces.push(piece);
    return new File(pieces, this.name, { type: this.type });
  }

  async #piece(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const piece = await this.source.read(start, length);
    if (piece instanceof Uint8Array && piece.byteLength <= length) return piece as Uint8Array<ArrayBuffer>;
    throw new TypeError(`${this.name || 'A far file'} answered with something else than its bytes.`);
  }
}
