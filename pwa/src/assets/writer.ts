/** The page's side of the workers that write a file: one writes, and hands what it wrote to one that hashes. */
import hasherText from 'virtual:assets-hasher';
import writerText from 'virtual:assets-writer';
import { MessagePortEndpoint, Peer } from '../rpc/index.js';
import type { WriterRoot } from './writer_api.js';
import type { Written } from './writing.js';

/** Bytes that may be on their way to the disk; then the network waits. */
const MOST_UNWRITTEN = 16_000_000;
/** Bytes that go to the worker at once: a call for each piece of a stream costs more than writing it. */
const LEAST_SENT = 1_000_000;

/** A file of the private file system that is being written. */
export interface FileWriter {
  /** Bytes that it has already. */
  readonly size: number;
  /** The bytes' memory goes with them. Resolves when more may come. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  restart(): Promise<void>;
  finish(): Promise<Written>;
  /** Keeps what there is, to be gone on with. */
  close(): Promise<void>;
}

export type OpenWriter = (folder: string, name: string) => Promise<FileWriter>;

export const openWriter: OpenWriter = async (folder, name) => {
  const [own, between] = [new MessageChannel(), new MessageChannel()];
  const peer = new Peer(new MessagePortEndpoint(own.port1), { name: 'The writer of files' });
  const onFault = (why: string): void => peer.close(`The writer of files ended: ${why}`);
  const ends = [
    startWorker('hasher', hasherText, [between.port2], onFault),
    startWorker('writer', writerText, [own.port2, between.port1], onFault),
  ];
  const root = peer.root as unknown as WriterRoot;
  const end = (): void => {
    peer.close();
    for (const each of ends) each();
  };
  try {
    return new WorkerWriter(root, await root.open(folder, name), end);
  } catch (error) {
    end();
    throw error;
  }
};

/** @returns what ends it. */
function startWorker(name: string, text: string, ports: MessagePort[], onFault: (why: string) => void): () => void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(address, { type: 'module', name });
  worker.onerror = ({ message }) => onFault(message);
  worker.postMessage(null, ports);
  return () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
}

class WorkerWriter implements FileWriter {
  #unwritten = 0;
  /** What is not sent yet. */
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #collected = 0;
  #failed: unknown = null;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly root: WriterRoot,
    readonly size: number,
    private readonly end: () => void,
  ) {}

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#pieces.push(bytes);
    this.#collected += bytes.byteLength;
    if (this.#collected >= LEAST_SENT) this.#send();
    if (this.#unwritten > MOST_UNWRITTEN) await this.#last;
    if (this.#failed !== null) throw this.#failed;
  }

  async restart(): Promise<void> {
    this.#pieces = [];
    this.#collected = 0;
    await this.#last;
    await this.root.restart();
  }

  async finish(): Promise<Written> {
    this.#send();
    await this.#last;
    if (this.#failed !== null) throw this.#failed;
    const written = await this.root.finish();
    this.end();
    return written;
  }

  async close(): Promise<void> {
    this.#send();
    await this.#last;
    await this.root.close().catch(() => undefined);
    this.end();
  }

  #send(): void {
    if (this.#collected === 0) return;
    const [pieces, size] = [this.#pieces, this.#collected];
    this.#pieces = [];
    this.#collected = 0;
    this.#unwritten += size;
    const memory = new Set(pieces.map(({ buffer }) => buffer));
    this.#last = this.root.write(pieces, { transfer: [...memory] }).then(
      () => {
        this.#unwritten -= size;
      },
      (error: unknown) => {
        this.#failed ??= error;
      },
    );
  }
}
