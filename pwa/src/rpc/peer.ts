/** One side of a conversation: it exports a root object, and its own `root` is the other side's. */
import { FormatError, PeerClosed } from '../contracts/errors.js';
import { type Attachment, type Message, type ObjectId, WIRE_VERSION, type WireValue } from '../contracts/wire.js';
import { Answering } from './answering.js';
import { isBare, writeBareCall } from './bare.js';
import { Calls, cancelled } from './calls.js';
import { type Codecs, sharedCodecs } from './codecs.js';
import type { CallContext } from './context.js';
import { Decoder } from './decode.js';
import { Encoder } from './encode.js';
import { type Endpoint, MessagePortEndpoint } from './endpoint.js';
import { Exports } from './exports.js';
import { type JsonObject, type ParsedMessage, parseMessage, writeMessage } from './frame.js';
import type { ExportHome, ImportHome, RefDescription } from './home.js';
import { Imports } from './imports.js';
import { Inbox } from './inbox.js';
import { Ledger } from './ledger.js';
import { LIMITS, type Limits } from './limits.js';
import { NotExported } from './members.js';
import { NDArray } from './ndarray.js';
import type { CallOptions } from './options.js';
import { type BufferPool, sharedPool } from './pool.js';
import { type Caller, makeRemote, type Remote, type RemoteObject, remoteFacts } from './remote.js';
import { Serving } from './serving.js';

export interface PeerOptions {
  /** What the other side may call: an object's public methods, or a plain object's functions. */
  readonly root?: object | undefined;
  /** What to call the other side in messages, such as the plugin's name. */
  readonly name?: string | undefined;
  /** The root for peers behind ports that the other side sends (see {@link PeerPort}). */
  readonly portRoot?: object | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly pool?: BufferPool | undefined;
  /** Codecs of one's own; by default those that all peers here share. */
  readonly codecs?: Codecs | undefined;
}

const NOTHING: readonly never[] = [];

/** Above so many waiting frames only the newest progress of a call is told. */
const BEHIND = 64;

/** @typeParam T the other side's root, if TypeScript knows it. */
export class Peer<T = RemoteObject> implements Caller, ExportHome, ImportHome {
  /** The other side's root object. */
  readonly root: Remote<T>;
  /** Resolves, when the conversation has ended, with a sentence that says why. */
  readonly closed: Promise<string>;
  readonly name: string;
  /** @internal */
  readonly codecs: Codecs;
  readonly #endpoint: Endpoint;
  readonly #options: PeerOptions;
  readonly #limits: Limits;
  readonly #pool: BufferPool;
  readonly #ledger = new Ledger();
  readonly #exports: Exports;
  readonly #imports: Imports;
  readonly #calls: Calls;
  readonly #serving: Serving;
  readonly #inbox: Inbox;
  #resolveClosed: (reason: string) => void = () => undefined;
  #end: string | null = null;
  #greeted = false;
  #nextCall = 1;

  constructor(endpoint: Endpoint, options: PeerOptions = {}) {
    this.name = options.name || 'The other side';
    this.#endpoint = endpoint;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#pool = options.pool ?? sharedPool;
    this.codecs = options.codecs ?? sharedCodecs;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.root = makeRemote({ caller: this, id: 0, kind: 'object', name: this.name, methods: null }) as Remote<T>;
    this.#exports = new Exports(options.root);
    this.#imports = new Imports(this, (refs) => this.#send({ t: 'drop', refs }));
    this.#calls = new Calls((id) => this.#send({ t: 'cancel', id }));
    const overflow = (what: string): void => this.#cutOff(`it sent more than this page can take: ${what}`);
    this.#serving = new Serving(
      this.#limits,
      new Answering(this, this.#limits.depth, (header, attachments, transfer) => {
        if (this.#end === null) endpoint.send(header, attachments, transfer);
      }),
      overflow,
    );
    this.#inbox = new Inbox(
      this.#limits,
      (header, attachments) => this.#read(header, attachments),
      () => this.#calls.catchUp(),
      overflow,
    );
    endpoint.onclose = (reason) => this.#finish(`${this.name} ${reason}.`);
    this.#send({ t: 'hello', v: WIRE_VERSION });
    endpoint.onframe = (header, attachments) => this.#inbox.push(header, attachments);
  }

  /** Calls that the other side has not answered, those given up included. */
  get unanswered(): number {
    return this.#calls.size;
  }

  /** Objects of this side that the other side holds, the root included. */
  get exportedCount(): number {
    return this.#exports.size;
  }

  /**
   * Calls a method of a far object. The call is sent at once, or, when there are promises among its arguments, as soon
   * as these have resolved.
   *
   * @param fn its name; "" to call a far function.
   * @returns what it answers.
   * @throws RemoteError what the far side raised; PeerClosed, Cancelled, TimedOut; TypeError when an argument can't be sent.
   */
  call(
    target: object | ObjectId,
    fn: string,
    args: readonly unknown[] = [],
    kw: object = {},
    options: CallOptions = {},
  ): Promise<unknown> {
    if (typeof target === 'number' && this.#end === null && !options.signal?.aborted && !options.transfer) {
      const header = writeBareCall(this.#nextCall, target, fn, args, kw);
      if (header !== null) {
        this.#endpoint.send(header, NOTHING, NOTHING);
        return this.#calls.open(this.#nextCall++, this.#called(fn), options);
      }
    }
    return this.#call(target, fn, args, kw, options);
  }

  async #call(
    target: object | ObjectId,
    fn: string,
    args: readonly unknown[],
    kw: object,
    options: CallOptions,
  ): Promise<unknown> {
    if (this.#end !== null) throw new PeerClosed(this.#end);
    if (options.signal?.aborted) throw cancelled(options.signal);
    const obj = typeof target === 'number' ? target : this.foreign(target);
    if (obj === undefined) throw new TypeError(`This is no object of ${this.name}.`);
    const id = this.#nextCall++;
    let encoder = new Encoder(this, this.#limits.depth, options.transfer);
    try {
      let [wireArgs, wireKw] = writeArguments(encoder, fn, args, kw);
      while (encoder.pending.length > 0) {
        encoder = await encoder.again(options.signal);
        [wireArgs, wireKw] = writeArguments(encoder, fn, args, kw);
      }
      // Counting the references in the arguments may have been one too many.
      if (this.#end !== null) throw new PeerClosed(this.#end);
      this.#post({ t: 'call', id, obj, fn, args: wireArgs, kw: wireKw }, encoder);
    } catch (error) {
      encoder.undo();
      throw error;
    }
    return this.#calls.open(id, this.#called(fn), options);
  }

  /** Lets a far object go at once, instead of when it is collected. */
  release(remote: object): void {
    this.#imports.release(remote);
  }

  /** Leaves: all calls in flight reject, here and there. */
  close(reason = `${this.name} was closed.`): void {
    this.#send({ t: 'bye', reason });
    this.#finish(reason);
  }

  /** @internal */
  imported(ref: RefDescription): unknown {
    return this.#imports.add(ref);
  }

  /** @internal */
  own(id: ObjectId): object | undefined {
    return this.#exports.target(id);
  }

  /** @internal */
  adopted(port: MessagePort, name: string, methods: readonly string[]): unknown {
    const { portRoot, limits, pool, codecs } = this.#options;
    const peer = new Peer(new MessagePortEndpoint(port), { root: portRoot, name, limits, pool, codecs });
    const known = methods.length > 0 ? methods : null;
    return makeRemote({ caller: peer, id: 0, kind: 'object', name, methods: known });
  }

  /** @internal */
  received(array: NDArray, buffer: ArrayBuffer): void {
    if (array.data.buffer === buffer) NDArray.onRelease(array, () => this.#giveBack(buffer));
    else this.#giveBack(buffer);
  }

  /** @internal */
  exported(target: object, self?: object): RefDescription | null {
    const ref = this.#exports.add(target, self);
    if (this.#exports.size > this.#limits.exports) {
      this.#cutOff(`it holds more than ${this.#limits.exports} objects of this page`);
    }
    return ref;
  }

  /** @internal */
  unexported(id: ObjectId): void {
    this.#exports.drop(id, 1);
  }

  /** @internal */
  foreign(target: object): ObjectId | undefined {
    const facts = remoteFacts(target);
    if (facts?.caller !== this) return undefined;
    if (facts.id !== 0 && !this.#imports.holds(target))
      throw new TypeError(`${facts.name || 'A far object'} was released.`);
    return facts.id;
  }

  /** @internal */
  take(byteLength: number): ArrayBuffer {
    if (!this.#endpoint.keepsMemory) this.#ledger.lent(byteLength);
    return this.#pool.take(byteLength);
  }

  #read(header: string, attachments: readonly Attachment[]): void {
    try {
      if (attachments.length > this.#limits.attachments)
        throw new FormatError('A frame has too many attachments.', 'frame');
      const message = parseMessage(header, this.#limits.header);
      if ((message.t === 'hello') === this.#greeted)
        throw new FormatError('The first message, and only that, is hello.', 't');
      if (attachments.length > 0 || !this.#handleBare(message, header.length)) {
        this.#handle(message, attachments, header.length);
      }
    } catch (error) {
      // Whatever a frame does to its reader, the page goes on and this peer does not.
      this.#cutOff(`it sent a message that can't be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** @returns false for a message that needs a decoder. */
  #handleBare(message: ParsedMessage, length: number): boolean {
    if (message.t === 'ok') {
      const { v } = message;
      if (!isBare(v)) return false;
      this.#calls.settle(message.id, (call) => call.resolve(v));
      return true;
    }
    if (message.t !== 'call') return false;
    const { id, obj, fn, args, kw } = message;
    for (const each of args) if (!isBare(each)) return false;
    for (const _ in kw) return false;
    this.#serving.accept({ id, bytes: length * 2, invoke: (context) => this.#invoke(obj, fn, args, kw, context) });
    return true;
  }

  #invoke(obj: ObjectId, fn: string, args: readonly unknown[], kw: JsonObject, context: CallContext): unknown {
    const exportable = this.#exports.get(obj);
    if (!exportable) throw new NotExported(`There is no object ${obj} here${obj === 0 ? '' : ' any more'}.`);
    return exportable.invoke(fn, args, kw, context);
  }

  #handle(message: ParsedMessage, attachments: readonly Attachment[], length: number): void {
    const decoder = new Decoder(attachments, this, this.#limits.depth);
    switch (message.t) {
      case 'hello':
        if (message.v !== WIRE_VERSION) {
          throw new FormatError(
            `it speaks version ${message.v} of the protocol, this page version ${WIRE_VERSION}`,
            'v',
          );
        }
        this.#greeted = true;
        break;
      case 'call':
        this.#accept(message, decoder, length);
        return;
      case 'ok': {
        const value = decoder.value(message.v);
        const unreadable = decoder.finish();
        this.#calls.settle(message.id, (call) => (unreadable ? call.reject(unreadable) : call.resolve(value)));
        return;
      }
      case 'err': {
        const error = decoder.error(message.v);
        decoder.finish();
        this.#calls.settle(message.id, (call) => call.reject(error));
        return;
      }
      case 'progress': {
        const value = decoder.value(message.v);
        if (!decoder.finish()) this.#calls.progress(message.id, value, this.#inbox.size > BEHIND);
        return;
      }
      case 'cancel':
        this.#serving.cancel(message.id);
        break;
      case 'drop':
        for (const [id, count] of message.refs) if (id !== 0) this.#exports.drop(id, count);
        break;
      case 'pool':
        for (const each of attachments) {
          if (!(each instanceof ArrayBuffer)) throw new FormatError('pool holds what is no buffer.', 'pool');
          this.#ledger.returned(each.byteLength);
          this.#pool.give(each);
        }
        return;
      case 'bye':
        this.#finish(`${this.name} left: ${message.reason.slice(0, 500)}`);
        break;
    }
    decoder.finish();
  }

  #accept(message: ParsedMessage & { t: 'call' }, decoder: Decoder, length: number): void {
    const { id, obj, fn } = message;
    const args = message.args.map((each) => decoder.value(each));
    const kw = decoder.plain(message.kw);
    const unreadable = decoder.finish();
    this.#serving.accept({
      id,
      bytes: length * 2 + decoder.bytes,
      invoke: (context) => {
        if (unreadable) throw unreadable;
        return this.#invoke(obj, fn, args, kw, context);
      },
    });
  }

  /** What is called, for messages. */
  #called(fn: string): string {
    return fn === '' ? this.name : `${this.name}: ${fn}`;
  }

  #post(message: Message, { attachments, transfer }: Encoder): void {
    this.#endpoint.send(writeMessage(message), attachments, transfer);
  }

  #send(message: Message): void {
    if (this.#end === null) this.#endpoint.send(writeMessage(message), [], []);
  }

  /** Buffers go back to whoever has lent more of them. */
  #giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength === 0) return;
    if (this.#endpoint.keepsMemory || this.#ledger.returned(buffer.byteLength)) this.#pool.give(buffer);
    else if (this.#end === null) this.#endpoint.send(writeMessage({ t: 'pool' }), [buffer], [buffer]);
  }

  #cutOff(why: string): void {
    if (this.#end !== null) return;
    this.#send({ t: 'bye', reason: `cut off, because ${why}` });
    this.#finish(`${this.name} was cut off, because ${why}.`);
  }

  #finish(reason: string): void {
    if (this.#end !== null) return;
    this.#end = reason;
    this.#inbox.close();
    this.#endpoint.close();
    this.#calls.fail(() => new PeerClosed(reason));
    this.#serving.close(new PeerClosed(reason));
    this.#exports.clear();
    this.#imports.clear();
    this.#resolveClosed(reason);
  }
}

function writeArguments(
  encoder: Encoder,
  fn: string,
  args: readonly unknown[],
  kw: object,
): [WireValue[], { [name: string]: WireValue }] {
  const values = args.map((each, index) => encoder.value(each, `Argument ${index + 1} of ${fn || 'the function'}`));
  return [values, encoder.plain(kw, `Keyword arguments of ${fn || 'the function'}`)];
}
