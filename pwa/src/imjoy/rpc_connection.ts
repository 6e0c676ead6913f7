/**
 * The host's side of imjoy-rpc's protocol (API version 0.2.3) with one page: the handshake, calls both ways, and what
 * each side holds of the other. It knows nothing of frames; messages come in by {@link receive} and go out by `post`.
 */
import { PeerClosed, RemoteError, TimedOut } from '../contracts/errors.js';
import type { Exportable } from '../rpc/exportable.js';
import { isPlain } from '../rpc/exportable.js';
import { decodeRpc, encodeApi, encodeRpc, type RpcReferences } from './rpc_values.js';

type Wire = { readonly [key: string]: unknown };
type Method = (...args: unknown[]) => unknown;

export interface RpcConnectionOptions {
  /** What the page is called in messages. */
  readonly name: string;
  readonly post: (message: object) => void;
  /** The host's functions by name; a dot stands for a namespace. */
  readonly api: { readonly [name: string]: unknown };
  /** Whether the app has code for the page to run. */
  readonly allowExecution: boolean;
  /** The page did something that it can't, or said that it failed. */
  readonly onError: (message: string) => void;
  /** The page ended the conversation. */
  readonly onDisconnect: () => void;
}

/** Functions of the page that are on every window's handle already. */
const FORWARDED = ['close', 'on', 'off', 'emit', 'resize', 'show', 'hide', 'refresh'];
const MOST_KEPT = 100_000;

export class RpcConnection implements RpcReferences {
  readonly peerId = crypto.randomUUID();
  /** Resolves when the page has exported its functions. */
  readonly exported: Promise<readonly string[]>;
  private tellExported: (names: readonly string[]) => void = () => undefined;
  private remotePeer: string | null = null;
  private remote: { readonly [name: string]: unknown } = {};
  private readonly functions = new Map<number, Method>();
  private readonly objects = new Map<string, Exportable>();
  /** Numbers of the pair that a call waits on, by either of them. */
  private readonly pairs = new Map<number, readonly [number, number]>();
  private readonly waiting = new Set<(error: Error) => void>();
  private executing: ((error: unknown) => void) | null = null;
  private lastFunction = 0;
  private lastObject = 0;
  private closed: string | null = null;

  constructor(private readonly options: RpcConnectionOptions) {
    this.exported = new Promise((resolve) => {
      this.tellExported = resolve;
    });
  }

  /** Takes a message of the page, after its source and origin have been checked. What can't be read is told, not thrown. */
  receive(data: unknown): void {
    if (this.closed !== null || typeof data !== 'object' || data === null || !isPlain(data)) return;
    const message = data as Wire;
    // A page may be built from other libraries that post messages, too.
    if (typeof message.type !== 'string') return;
    try {
      this.handle(message.type, message);
    } catch (error) {
      this.options.onError(error instanceof Error ? error.message : String(error));
    }
  }

  /** Calls a function that the page exported. */
  call(name: string, args: readonly unknown[]): Promise<unknown> {
    const method = name.split('.').reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), this.remote);
    if (typeof method !== 'function') {
      return Promise.reject(new TypeError(`${this.options.name} has no function “${name}”.`));
    }
    return Promise.resolve((method as Method)(...args));
  }

  /** Lets the page run code: `{type: 'requirements' | 'style' | 'link' | 'html' | 'script', …}`, one after the other. */
  async execute(code: object): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.executing = (error) =>
        error === undefined ? resolve() : reject(new RemoteError('Error', String(error), ''));
      this.send({ type: 'execute', code });
    });
  }

  close(reason: string): void {
    if (this.closed !== null) return;
    this.send({ type: 'disconnect' });
    this.closed = reason;
    for (const reject of [...this.waiting]) reject(new PeerClosed(reason));
    this.waiting.clear();
    this.functions.clear();
    this.objects.clear();
  }

  keepFunction(fn: Method): number {
    if (this.functions.size >= MOST_KEPT)
      throw new TypeError(`${this.options.name} holds too many functions of the app.`);
    this.lastFunction += 1;
    this.functions.set(this.lastFunction, fn);
    return this.lastFunction;
  }

  keepObject(object: Exportable): string {
    this.lastObject += 1;
    const id = `coverslip-${this.lastObject}`;
    this.objects.set(id, object);
    return id;
  }

  callback(id: number, args: readonly unknown[]): Promise<unknown> {
    return this.request({ type: 'callback', id }, args);
  }

  method(objectId: string, name: string, args: readonly unknown[]): Promise<unknown> {
    return this.request({ type: 'method', object_id: objectId, name }, args);
  }

  private handle(type: string, message: Wire): void {
    switch (type) {
      case 'imjoyRPCReady':
        this.options.post({
          type: 'initialize',
          config: {
            name: this.options.name,
            type: 'rpc-window',
            allow_execution: this.options.allowExecution,
            enable_service_worker: false,
            forwarding_functions: FORWARDED,
            expose_api_globally: true,
          },
          peer_id: message.peer_id,
        });
        return;
      case 'initialized':
        if (message.error) throw new Error(`The page did not start: ${String(message.error)}`);
        if (typeof message.peer_id !== 'string') throw new Error('The page named no peer.');
        // A page that was loaded anew begins again; what it held before is gone with it.
        this.remotePeer = message.peer_id;
        this.send({ type: 'setInterface', api: encodeApi(this.options.api, this) });
        return;
      case 'interfaceSetAsRemote':
        this.send({ type: 'getInterface' });
        return;
      case 'getInterface':
        this.send({ type: 'setInterface', api: encodeApi(this.options.api, this) });
        return;
      case 'setInterface': {
        const api = decodeRpc(message.api, this);
        this.remote = isRecord(api) ? api : {};
        this.send({ type: 'interfaceSetAsRemote' });
        this.tellExported(functionNames(this.remote).filter((name) => !FORWARDED.includes(name)));
        return;
      }
      case 'method':
      case 'callback':
        void this.answer(type, message);
        return;
      case 'executed':
        this.executing?.(message.error ?? undefined);
        this.executing = null;
        return;
      case 'disposeObject': {
        const known = typeof message.object_id === 'string' && this.objects.delete(message.object_id);
        this.send({
          type: 'disposed',
          ...(known ? {} : { error: `Object (id=${String(message.object_id)}) not found.` }),
        });
        return;
      }
      case 'disconnect':
        this.options.onDisconnect();
        return;
      default:
        return;
    }
  }

  private async answer(type: 'method' | 'callback', message: Wire): Promise<void> {
    const promise = Array.isArray(message.promise) ? message.promise : [];
    const [resolve, reject] = promise.map((each) =>
      isRecord(each) && typeof each._rvalue === 'number' ? each._rvalue : null,
    );
    const reply = (id: number | null | undefined, value: unknown) => {
      if (id != null && this.closed === null) this.send({ type: 'callback', id, args: [encodeRpc(value, this)] });
    };
    try {
      const args = decodeRpc(message.args ?? [], this);
      if (!Array.isArray(args)) throw new TypeError('The page sent a call without arguments.');
      reply(resolve, await this.invoke(type, message, args));
    } catch (error) {
      if (reject == null) this.options.onError(error instanceof Error ? error.message : String(error));
      else reply(reject, error instanceof Error ? error : new Error(String(error)));
    }
  }

  private invoke(type: 'method' | 'callback', message: Wire, args: readonly unknown[]): unknown {
    if (type === 'callback') {
      const fn = typeof message.id === 'number' ? this.functions.get(message.id) : undefined;
      if (fn === undefined) throw new Error('This function is not kept any more.');
      if (typeof message.id === 'number') this.settled(message.id);
      return fn(...args);
    }
    const object = typeof message.object_id === 'string' ? this.objects.get(message.object_id) : undefined;
    if (object === undefined || typeof message.name !== 'string') throw new Error('This object is not kept any more.');
    return object.invoke(message.name, args, {}, { signal: new AbortController().signal, progress: () => undefined });
  }

  private request(message: object, args: readonly unknown[]): Promise<unknown> {
    if (this.closed !== null) return Promise.reject(new PeerClosed(this.closed));
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      const done = (settle: (value: never) => void) => (value: unknown) => {
        this.waiting.delete(reject);
        settle(value as never);
      };
      const yes = this.keepFunction(done(resolve));
      const no = this.keepFunction(done((error: unknown) => reject(asError(error))));
      this.pairs.set(yes, [yes, no]);
      this.pairs.set(no, [yes, no]);
      const pair = [yes, no].map((id) => ({ _rtype: 'callback', _rtarget_id: this.peerId, _rname: '', _rvalue: id }));
      try {
        const last = args.at(-1);
        const wire = args.map((arg) => encodeRpc(arg, this));
        const with_kwargs = isRecord(last) && last._rkwargs === true;
        this.send({ ...message, args: wire, promise: pair, with_kwargs });
      } catch (error) {
        this.waiting.delete(reject);
        this.settled(yes);
        reject(asError(error));
      }
    });
  }

  /** One of a pair was called: neither will be again. */
  private settled(id: number): void {
    for (const each of this.pairs.get(id) ?? []) {
      this.functions.delete(each);
      this.pairs.delete(each);
    }
  }

  private send(message: object): void {
    if (this.closed !== null) return;
    this.options.post({ ...message, target_id: this.remotePeer, peer_id: this.remotePeer });
  }
}

/** @throws TimedOut when the promise doesn't settle in time. */
export function within<T>(promise: Promise<T>, milliseconds: number, otherwise: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const clock = setTimeout(() => reject(new TimedOut(otherwise, milliseconds)), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(clock));
  });
}

function functionNames(api: { readonly [name: string]: unknown }): string[] {
  return Object.entries(api).flatMap(([name, each]) => (typeof each === 'function' ? [name] : []));
}

function asError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const match = /^([A-Z]\w*(?:Error|Exception)): ([\s\S]*)$/.exec(message);
  return new RemoteError(match?.[1] ?? 'Error', match?.[2] ?? message, '');
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
