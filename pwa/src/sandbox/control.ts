/** The channel by which the page starts Python in a sandbox's worker. */
import { SandboxError } from '../contracts/errors.js';
import type { BootFiles } from './boot_source.js';
import type { BootFileName, WorkerFatal, WorkerReply, WorkerRequest } from './protocol.js';

interface Pending {
  resolve(): void;
  reject(error: Error): void;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export class Control {
  /** Called when the interpreter is broken for good. */
  onFatal: ((message: string) => void) | null = null;
  private readonly pending = new Map<number, Pending>();
  private closed: SandboxError | null = null;
  private last = 0;

  constructor(private readonly port: MessagePort) {
    port.onmessage = (event: MessageEvent<WorkerReply | WorkerFatal>) => this.receive(event.data);
  }

  /** Starts Python with the files, each of which is sent on as soon as it is there. */
  async boot(files: BootFiles): Promise<void> {
    const send = async ([name, file]: [string, Promise<Blob | null>]) =>
      this.request({ type: 'file', name: name as BootFileName, content: await file });
    await Promise.all([this.request({ type: 'boot' }), ...Object.entries(files).map(send)]);
  }

  async mount(archives: readonly Blob[]): Promise<void> {
    await this.request({ type: 'mount', archives });
  }

  /** Lets Python answer calls on a new port. @returns the page's end. */
  async serve(): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    await this.request({ type: 'serve', port: port2 }, [port2]);
    return port1;
  }

  /** Fails what is under way and everything asked later. */
  close(reason: string): void {
    this.closed ??= new SandboxError(reason);
    this.port.close();
    for (const { reject } of this.pending.values()) reject(this.closed);
    this.pending.clear();
  }

  private request(request: WithoutId<WorkerRequest>, transfer: Transferable[] = []): Promise<void> {
    if (this.closed !== null) return Promise.reject(this.closed);
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.port.postMessage({ ...request, id }, transfer);
    });
  }

  private receive(reply: WorkerReply | WorkerFatal): void {
    if (reply.type === 'fatal') {
      this.onFatal?.(reply.message);
      return;
    }
    const pending = this.pending.get(reply.id);
    if (pending === undefined) return;
    this.pending.delete(reply.id);
    if (reply.type === 'done') pending.resolve();
    else pending.reject(new SandboxError(`Python did not start in the sandbox: ${reply.message}`));
  }
}
