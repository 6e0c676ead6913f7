/** The page's side of a worker that writes a file. */
import writerText from 'virtual:assets-writer';
import { type CallOptions, MessagePortEndpoint, Peer } from '../rpc/index.js';
import type { WriterApi } from './writer_api.js';
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

type Root = {
  readonly [name in keyof WriterApi]: (
    ...args: [...Parameters<WriterApi[name]>, options?: CallOptions]
  ) => ReturnType<WriterApi[name]>;
};

export const openWriter: OpenWriter = async (folder, name) => {
  const address = URL.createObjectURL(new Blob([writerText], { type: 'text/javascript' }));
  const worker = new Worker(address, { type: 'module', name: 'writer' });
  const { port1, port2 } = new MessageChannel();
  const peer = new Peer(new MessagePortEndpoint(port1), { name: 'The writer of files' });
  worker.onerror = (event) => peer.close(`The writer of files ended: ${event.message}`);
  worker.postMessage(null, [port2]);
  const root = peer.root as unknown as Root;
  const end = (): void => {
    peer.close();
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  try {
    return new WorkerWriter(root, await root.open(folder, name), end);
  } catch (error) {
    end();
    throw error;
  }
};

class WorkerWriter implements FileWriter {
  #unwritten = 0;
  /** What is not sent yet. */
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #collected = 0;
  #failed: unknown = null;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly root: Root,
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
