/** What is written to a terminal window, kept while nobody looks, and what is typed there. */
import type { TerminalLine } from './model.js';

/** Characters that are kept. */
const LONGEST = 200_000;

export class TerminalStream implements TerminalLine {
  written: string;
  private readonly listeners = new Set<(text: string) => void>();
  private readonly readers = new Set<(text: string) => unknown>();

  constructor(text: string) {
    this.written = text;
  }

  write(text: unknown): void {
    const words = typeof text === 'string' ? text : String(text);
    this.written = (this.written + words).slice(-LONGEST);
    for (const listener of this.listeners) listener(words);
  }

  clear(): void {
    // The sequence that clears a terminal and what has been scrolled out of it.
    this.write('\u001b[2J\u001b[3J\u001b[H');
    this.written = '';
  }

  /** @param reader told of what the person types. */
  onData(reader: unknown): void {
    if (typeof reader !== 'function') throw new TypeError('onData: expected a function.');
    this.readers.add(reader as (text: string) => unknown);
  }

  listen(listener: (text: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  typed(text: string): void {
    for (const reader of this.readers) {
      // One whose plugin is gone reads no more.
      Promise.resolve()
        .then(() => reader(text))
        .catch(() => this.readers.delete(reader));
    }
  }
}
