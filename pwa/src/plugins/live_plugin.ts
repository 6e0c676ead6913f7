/** A plugin that runs, or is ready to: its sandbox, its calls, and how they are stopped. */
import { Cancelled, SandboxError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import { type CallOptions, type Peer, PeerPort } from '../rpc/index.js';
import type { PluginRecord } from './record.js';
import type { PluginSandbox, PluginStarter, StartedPlugin } from './starter.js';

export type LiveState =
  | { readonly kind: 'asleep' }
  | { readonly kind: 'starting'; readonly step: string; readonly fraction: number | null }
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly runs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface LiveDependencies {
  readonly starter: PluginStarter;
  readonly onState: (state: LiveState) => void;
  /** Told of errors that nobody caught in the plugin's sandbox. */
  readonly onError: (message: string) => void;
  /** Told when the running plugin has other ops than before. */
  readonly onOps: (ops: readonly OpDescription[]) => void;
}

/** How long running code may take to end by itself when asked to, and when interrupted. */
const POLITE_MILLISECONDS = 300;
const INTERRUPTED_MILLISECONDS = 1500;
/** How long a plugin may take to clear up before its sandbox is ended. */
const LEAVING_MILLISECONDS = 1000;

export class LivePlugin {
  private current: Promise<StartedPlugin> | null = null;
  /** Whether `current` has started. */
  private isUp = false;
  private runs = 0;
  private starting: AbortController | null = null;
  /** Settles when it is known whether a stopped run has ended by itself or its sandbox has to. */
  private enforcing: Promise<void> = Promise.resolve();

  constructor(
    readonly record: PluginRecord,
    private readonly dependencies: LiveDependencies,
  ) {}

  /** Whether it has started and runs. */
  get up(): boolean {
    return this.isUp;
  }

  /** Starts the plugin if it sleeps. @returns its ops. */
  async start(): Promise<readonly OpDescription[]> {
    return (await this.running()).ops;
  }

  /**
   * Runs an op.
   *
   * A caller that aborts is told so at once. The code gets the chance to end by itself, is then interrupted where the
   * browser can do that, and at last its sandbox is ended and a fresh one started; other plugins notice nothing.
   */
  async run(op: string, args: readonly unknown[], kwargs: object, options: CallOptions = {}): Promise<unknown> {
    const { signal } = options;
    if (signal?.aborted) throw new Cancelled();
    // A sandbox that may be about to end takes no new run.
    await abortable(this.enforcing, signal);
    const { sandbox, peer, call } = await abortable(this.running(), signal);
    let ended: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const onAbort = () => {
      this.enforcing = Promise.all([this.enforcing, this.enforce(sandbox, stopped)]).then(() => undefined);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.count(+1);
    try {
      const controls = { ...options, onStopped: ended };
      return await (call?.(op, args, kwargs, controls) ??
        peer.call(peer.root, 'run', [op, args, kwargs], {}, controls));
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.count(-1);
    }
  }

  /** A port on which another plugin calls this one's ops, with the page out of the way. */
  async connect(): Promise<PeerPort> {
    const { peer, ops, methods } = await this.running();
    const { port1, port2 } = new MessageChannel();
    await started(peer).connect(new PeerPort(port1, this.record.header.name));
    return new PeerPort(port2, this.record.header.name, [...new Set([...ops.map((op) => op.name), ...methods])]);
  }

  /** Names of what can be called besides the ops; starts the plugin if it sleeps. */
  async methods(): Promise<readonly string[]> {
    return (await this.running()).methods;
  }

  /** Lets the plugin clear up, and ends its sandbox; the next run starts a new one. */
  async stop(reason: string): Promise<void> {
    const { current } = this;
    const leaving = this.isUp ? current?.then(({ leave }) => leave?.()).catch(() => undefined) : undefined;
    if (leaving !== undefined) await within(leaving, LEAVING_MILLISECONDS);
    if (this.current === current) await this.end(reason);
  }

  private async end(reason: string): Promise<void> {
    const { current } = this;
    this.starting?.abort();
    this.current = null;
    this.isUp = false;
    this.tell({ kind: 'asleep' });
    if (current === null) return;
    try {
      (await current).sandbox.terminate(reason);
    } catch {
      // It never started: there is nothing to end, and who asked for it has been told.
    }
  }

  private running(): Promise<StartedPlugin> {
    if (this.current !== null) return this.current;
    const starting = this.boot();
    this.current = starting;
    starting.catch((error: unknown) => {
      if (this.current !== starting) return;
      this.current = null;
      this.tell(error instanceof Cancelled ? { kind: 'asleep' } : { kind: 'failed', error });
    });
    return starting;
  }

  private async boot(): Promise<StartedPlugin> {
    this.starting = new AbortController();
    const { signal } = this.starting;
    const started = await this.dependencies.starter.start(this.record, {
      signal,
      onStep: (step, fraction) => this.tell({ kind: 'starting', step, fraction }),
      onError: (message) => this.dependencies.onError(message),
      onOps: (ops) => this.dependencies.onOps(ops),
    });
    const { sandbox, peer } = started;
    void sandbox.ended.then((reason) => this.ended(sandbox, peer, reason));
    if (signal.aborted) {
      sandbox.terminate('it was stopped while it started');
      throw new Cancelled();
    }
    this.isUp = true;
    this.tell({ kind: 'ready' });
    return started;
  }

  private ended(sandbox: PluginSandbox, peer: Peer, reason: string): void {
    peer.close(reason);
    void this.current?.then(
      (running) => {
        if (running.sandbox !== sandbox) return;
        this.current = null;
        this.isUp = false;
        this.tell({
          kind: 'failed',
          error: new SandboxError(`“${this.record.header.name}” ended: ${reason}. It starts again with the next run.`),
        });
      },
      () => undefined,
    );
  }

  private async enforce(sandbox: PluginSandbox, stopped: Promise<void>): Promise<void> {
    if (await within(stopped, POLITE_MILLISECONDS)) return;
    if (sandbox.interruptible) {
      sandbox.interrupt();
      const done = await within(stopped, INTERRUPTED_MILLISECONDS);
      sandbox.calm();
      if (done) return;
    }
    if ((await this.current?.catch(() => null))?.sandbox === sandbox) {
      await this.end('it did not stop when asked to');
      void this.running();
    }
  }

  private count(change: number): void {
    this.runs += change;
    if (!this.isUp) return;
    this.tell(this.runs > 0 ? { kind: 'running', runs: this.runs } : { kind: 'ready' });
  }

  private tell(state: LiveState): void {
    this.dependencies.onState(state);
  }
}

/** What every plugin's side offers. */
function started(peer: Peer): { connect(port: PeerPort): Promise<void> } {
  return peer.root as unknown as { connect(port: PeerPort): Promise<void> };
}

/** Whether the promise settles in time. */
function within(promise: Promise<void>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const clock = setTimeout(() => resolve(false), milliseconds);
    void promise.then(() => {
      clearTimeout(clock);
      resolve(true);
    });
  });
}

/** Lets the caller go when it aborts; what it waited for goes on. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
