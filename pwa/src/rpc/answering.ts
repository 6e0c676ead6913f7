/** How the answers of calls that are served leave: as JSON where they are that, encoded, or when a promise has resolved. */
import type { Message } from '../contracts/wire.js';
import { isBare, writeBareAnswer } from './bare.js';
import { Encoder } from './encode.js';
import type { Endpoint } from './endpoint.js';
import { writeMessage } from './frame.js';
import type { ExportHome } from './home.js';
import type { Answers } from './serving.js';
import { writeError } from './write_error.js';

const NOTHING: readonly never[] = [];

/** Sends a frame; does nothing when the conversation has ended. */
export type Send = Endpoint['send'];

export class Answering implements Answers {
  readonly #home: ExportHome;
  readonly #deepest: number;
  readonly #send: Send;

  /** @param deepest how many values may be nested in one another. */
  constructor(home: ExportHome, deepest: number, send: Send) {
    this.#home = home;
    this.#deepest = deepest;
    this.#send = send;
  }

  ok(id: number, value: unknown): void {
    if (isBare(value)) {
      this.#send(writeBareAnswer(id, value), NOTHING, NOTHING);
      return;
    }
    try {
      const encoder = this.#value('ok', id, value, new Encoder(this.#home, this.#deepest));
      if (encoder) this.#later(id, value, encoder).catch((error: unknown) => this.error(id, error));
    } catch (error) {
      this.error(id, error);
    }
  }

  error(id: number, error: unknown): void {
    this.#send(writeMessage({ t: 'err', id, v: writeError(error) }), NOTHING, NOTHING);
  }

  progress(id: number, value: unknown): void {
    const encoder = this.#value('progress', id, value, new Encoder(this.#home, this.#deepest));
    if (!encoder) return;
    encoder.undo();
    throw new TypeError('The progress holds a promise; await it before telling it.');
  }

  /** Answers when the promises within the result have resolved. */
  async #later(id: number, value: unknown, attempt: Encoder): Promise<void> {
    let encoder: Encoder | null = attempt;
    while (encoder) encoder = this.#value('ok', id, value, await encoder.again());
  }

  /** @returns null when it was sent; the encoder when promises have to be awaited before. */
  #value(t: 'ok' | 'progress', id: number, value: unknown, encoder: Encoder): Encoder | null {
    try {
      const v = encoder.value(value, t === 'ok' ? 'The result' : 'The progress');
      if (encoder.pending.length > 0) return encoder;
      const message: Message = { t, id, v };
      this.#send(writeMessage(message), encoder.attachments, encoder.transfer);
      return null;
    } catch (error) {
      encoder.undo();
      throw error;
    }
  }
}
