/** Values of a frame: from JavaScript's form to the wire's. */
import type { Attachment, WireField, WireTable, WireValue } from '../contracts/wire.js';
import { cancelled } from './calls.js';
import { ClockTime, Duration } from './clock.js';
import { Coded } from './codecs.js';
import { Complex } from './complex.js';
import { dtypeOf } from './dtype.js';
import { isPlain } from './exportable.js';
import { Figure } from './figure.js';
import type { ExportHome } from './home.js';
import { Markup } from './markup.js';
import { NDArray, sizeOf } from './ndarray.js';
import { PeerPort } from './peer_port.js';
import { Plot } from './plot.js';
import { type Field, RecordArray } from './records.js';
import { RemoteFile } from './remote_file.js';
import { Table } from './table.js';
import { writeError } from './write_error.js';

/** Larger arrays are no properties: an object should not cost more to send than what is wanted of it. */
const MOST_BYTES_OF_A_PROPERTY = 2 ** 20;

const handedOver = new WeakSet<object>();

/**
 * Marks an array as one whose memory goes to whoever it is sent to next, without a copy; it is empty here afterwards.
 * For a result that nobody here needs any more.
 */
export function handOver<T extends NDArray | ArrayBufferView | ArrayBuffer>(value: T): T {
  handedOver.add(value);
  return value;
}

/** Writes the values of one frame. When it throws, call {@link undo}: the frame is not sent. */
export class Encoder {
  readonly attachments: Attachment[] = [];
  readonly transfer: Transferable[] = [];
  /** Promises among the values. The frame is not whole: await them and write it again with what they gave. */
  readonly pending: Promise<unknown>[] = [];
  readonly #home: ExportHome;
  readonly #deepest: number;
  readonly #given: ReadonlySet<ArrayBufferLike>;
  /** What promises gave and codecs made; kept for a second attempt, which must send the same. */
  #known: Map<object, unknown> | undefined;
  #within: object[] = [];
  /** Whether the properties of an object are being written. */
  #inProps = 0;
  readonly #exported: number[] = [];

  /** @param given buffers that are handed over instead of copied. */
  constructor(home: ExportHome, deepest: number, given: Iterable<ArrayBufferLike> = []) {
    this.#home = home;
    this.#deepest = deepest;
    this.#given = new Set(given);
  }

  /** @throws TypeError for what has no form on the wire; `where` names it in the message. */
  value(value: unknown, where: string): WireValue {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'undefined':
        return { $: 'undefined' };
      case 'number':
        return writeNumber(value);
      case 'bigint':
        return { $: 'int', v: String(value) };
      case 'symbol':
        throw new TypeError(`${where} is a symbol, which can't be sent.`);
      case 'function':
        return this.#reference(value, where);
      case 'object':
        return value === null ? null : this.#nested(value, where);
    }
  }

  /**
   * The values of a mapping whose keys are all texts, such as keyword arguments.
   *
   * @param self the object whose methods the functions among them are.
   */
  plain(value: object, where: string, self?: object): { [key: string]: WireValue } {
    const out: { [key: string]: WireValue } = {};
    for (const [key, each] of Object.entries(value)) {
      if (key === '__proto__') throw new TypeError(`${where} has a key "__proto__", which can't be sent; use a Map.`);
      const path = `${where}.${key}`;
      out[key] = typeof each === 'function' ? this.#reference(each, path, self) : this.value(each, path);
    }
    return out;
  }

  /** Takes back what was counted for the other side. */
  undo(): void {
    for (const id of this.#exported.splice(0)) this.#home.unexported(id);
  }

  /**
   * Waits for the promises among the values. The frame is not sent.
   *
   * @returns an encoder to write the values again with. @throws what a promise rejects with; Cancelled.
   */
  async again(signal?: AbortSignal): Promise<Encoder> {
    this.undo();
    const next = new Encoder(this.#home, this.#deepest, this.#given);
    next.#known = this.#known ?? new Map();
    const stopped = signal && stop(signal);
    try {
      const gave = Promise.all(this.pending);
      const values = await (stopped ? Promise.race([gave, stopped.promise]) : gave);
      for (const [index, promise] of this.pending.entries()) next.#known.set(promise, values[index]);
    } finally {
      stopped?.forget();
    }
    return next;
  }

  #nested(value: object, where: string): WireValue {
    if (this.#within.includes(value)) throw new TypeError(`${where} holds itself; cyclic structures can't be sent.`);
    if (this.#within.length >= this.#deepest) throw new TypeError(`${where} is nested too deep to be sent.`);
    this.#within.push(value);
    try {
      return this.#object(value, where);
    } finally {
      this.#within.pop();
    }
  }

  #object(value: object, where: string): WireValue {
    const coded = value instanceof Coded ? value : this.#coded(value);
    if (coded) return { $: 'custom', name: coded.name, v: this.value(coded.value, where) };
    if (Array.isArray(value)) return value.map((each, index) => this.value(each, `${where}[${index}]`));
    if (value instanceof NDArray) return this.#array(value, where);
    if (value instanceof RecordArray) {
      const b = this.#bytes(value.bytes, value);
      return { $: 'ndarray', b, dtype: value.fields.map(writeField), shape: value.shape, order: 'C' };
    }
    if (value instanceof Table) return this.#table(value, where);
    if (value instanceof Figure) {
      const b = this.#bytes(value.bytes, value.bytes);
      const live = value.live === null ? {} : { live: this.value(value.live, `${where}.live`) };
      return { $: 'figure', b, mime: value.mime, title: value.title, ...live };
    }
    if (value instanceof Plot) {
      return { $: 'plot', table: this.#table(value.table, where), config: { ...value.config }, title: value.title };
    }
    if (value instanceof Markup) return { $: 'markup', kind: value.kind, v: value.text };
    if (value instanceof Uint8Array || value instanceof DataView) return { $: 'bytes', b: this.#bytes(value, value) };
    if (ArrayBuffer.isView(value)) {
      if (!dtypeOf(value)) throw new TypeError(`${where} is an array of a kind that can't be sent.`);
      const length = 'length' in value ? (value.length as number) : 0;
      if (handedOver.has(value)) handedOver.add(value.buffer);
      return this.#array(new NDArray(value, [length]), where);
    }
    if (isBuffer(value)) return { $: 'bytes', b: this.#bytes(new Uint8Array(value), value) };
    if (value instanceof Error) return writeError(value);
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw new TypeError(`${where} is an invalid date.`);
      return { $: 'date', v: value.toISOString() };
    }
    if (value instanceof ClockTime) return { $: 'clock', v: value.text };
    if (value instanceof Duration) return { $: 'duration', v: [value.days, value.seconds, value.microseconds] };
    if (value instanceof Map) {
      return {
        $: 'map',
        v: [...value].map(([key, each]) => [this.value(key, `${where} key`), this.value(each, where)] as const),
      };
    }
    if (value instanceof Set) return { $: 'set', v: [...value].map((each) => this.value(each, where)) };
    if (value instanceof Complex) return { $: 'complex', v: [writeNumber(value.real), writeNumber(value.imaginary)] };
    if (value instanceof Blob) {
      const b = this.attachments.push(value) - 1;
      return value instanceof File ? { $: 'blob', b, name: value.name } : { $: 'blob', b };
    }
    if (value instanceof RemoteFile) return this.#file(value);
    if (value instanceof PeerPort) return this.#peer(value);
    if (value instanceof MessagePort) throw new TypeError(`${where} is a bare MessagePort; wrap it in a PeerPort.`);
    if (value instanceof Promise) return this.#promised(value, where);
    if (value instanceof RegExp) {
      throw new TypeError(`${where} is a RegExp, which no other language reads alike; send its source as a text.`);
    }
    if (isPlain(value) && !isIterable(value)) return this.#mapping(value, where);
    return this.#reference(value, where);
  }

  #coded(value: object): Coded | undefined {
    const known = this.#known?.get(value);
    if (known instanceof Coded) return known;
    const coded = this.#home.codecs.encode(value);
    if (coded) {
      this.#known ??= new Map();
      this.#known.set(value, coded);
    }
    return coded;
  }

  #promised(promise: Promise<unknown>, where: string): WireValue {
    if (this.#known?.has(promise)) return this.value(this.#known.get(promise), where);
    // An object's `closed` or `ready` may take for ever.
    if (this.#inProps > 0) throw new TypeError('A promise is no property.');
    this.pending.push(promise);
    return null;
  }

  #mapping(value: object, where: string): WireValue {
    if (!Object.hasOwn(value, '$') && !Object.hasOwn(value, '__proto__')) return this.plain(value, where, value);
    return {
      $: 'map',
      v: Object.entries(value).map(([key, each]) => [key, this.value(each, `${where}.${key}`)] as const),
    };
  }

  #array(array: NDArray, where: string): WireValue {
    const { data, dtype, shape, kind, axes, scale, unit, name } = array;
    if (data.length === 0 && sizeOf(shape) > 0) {
      throw new TypeError(`${where} is an array whose memory has been handed over or released.`);
    }
    return {
      $: 'ndarray',
      b: this.#bytes(data, array),
      dtype,
      shape,
      order: 'C',
      ...(kind !== undefined && { kind }),
      ...(axes !== undefined && { axes }),
      ...(scale !== undefined && { scale }),
      ...(unit !== undefined && { unit }),
      ...(name !== undefined && { name }),
    };
  }

  #table({ columns, rows, units, name, labels }: Table, where: string): WireTable {
    return {
      $: 'table',
      columns,
      units,
      rows: rows.map((row, index) =>
        row.map((cell, column) => this.value(cell, `${where} row ${index}, ${columns[column]}`)),
      ),
      ...(name !== undefined && { name }),
      ...(labels !== undefined && { labels }),
    };
  }

  /** A file of another side: it goes home, or is read through this side. */
  #file({ source, name, type, size }: RemoteFile): WireValue {
    const id = this.#home.foreign(source);
    if (id !== undefined) return { $: 'own', id };
    const ref = this.#home.exported(source);
    if (!ref) throw new TypeError(`${name || 'A far file'} can't be sent on.`);
    this.#exported.push(ref.id);
    return { $: 'file', id: ref.id, name, mime: type, size };
  }

  #peer({ port, name, methods }: PeerPort): WireValue {
    this.transfer.push(port);
    return { $: 'peer', b: this.attachments.push(port) - 1, name, methods };
  }

  /** @param self the plain object that a function stands in. */
  #reference(value: object, where: string, self?: object): WireValue {
    const id = this.#home.foreign(value);
    if (id !== undefined) return { $: 'own', id };
    const ref = this.#home.exported(value, self);
    if (!ref) {
      const what = Object.prototype.toString.call(value).slice(8, -1);
      throw new TypeError(`${where} is a ${what}, which can't be sent; send its parts, or expose() its methods.`);
    }
    this.#exported.push(ref.id);
    const { id: number, kind, name, methods } = ref;
    const props = ref.props && this.#inProps === 0 ? this.#snapshot(ref.props, where) : undefined;
    return { $: 'ref', id: number, kind, name, methods, ...(props && { props }) };
  }

  /** The properties of an object that is sent as a reference. What can't be sent is left out. */
  #snapshot(props: { readonly [name: string]: unknown }, where: string): { [name: string]: WireValue } | undefined {
    const out: { [name: string]: WireValue } = {};
    const outside = this.#within;
    // What leads back to an object around this one is a reference to it, not a cycle; the depth still counts.
    this.#within = outside.map(() => ({}));
    this.#inProps++;
    try {
      for (const [name, value] of Object.entries(props)) {
        const mark = [this.attachments.length, this.transfer.length, this.#exported.length] as const;
        try {
          out[name] = this.value(value, `${where}.${name}`);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          this.attachments.length = mark[0];
          this.transfer.length = mark[1];
          for (const id of this.#exported.splice(mark[2])) this.#home.unexported(id);
        }
      }
    } finally {
      this.#within = outside;
      this.#inProps--;
    }
    return Object.keys(out).length > 0 ? out : undefined;
  }

  /** Attaches bytes: a copy in pooled memory, or the memory itself when it was handed over. */
  #bytes(view: ArrayBufferView, owner: object): number {
    const { buffer, byteOffset, byteLength } = view;
    if (this.#inProps > 0 && byteLength > MOST_BYTES_OF_A_PROPERTY) throw new TypeError('A property is too large.');
    const whole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
    const given = this.#given.has(buffer) || handedOver.has(buffer) || handedOver.has(owner);
    let sent: ArrayBuffer;
    if (given && whole && !this.transfer.includes(buffer)) {
      sent = buffer;
    } else {
      sent = this.#home.take(byteLength);
      new Uint8Array(sent).set(new Uint8Array(buffer, byteOffset, byteLength));
    }
    this.transfer.push(sent);
    return this.attachments.push(sent) - 1;
  }
}

function writeNumber(value: number): WireValue {
  if (Number.isFinite(value)) return Object.is(value, -0) ? { $: 'float', v: '-0.0' } : value;
  return { $: 'float', v: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
}

function writeField({ name, dtype, shape }: Field): WireField {
  const written = typeof dtype === 'string' ? dtype : dtype.map(writeField);
  return shape.length > 0 ? [name, written, shape] : [name, written];
}

function isBuffer(value: object): value is ArrayBufferLike {
  return (
    value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  );
}

function isIterable(value: object): boolean {
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/** A promise that rejects when a signal is aborted. */
function stop(signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let onAbort = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    onAbort = (): void => reject(cancelled(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  return { promise, forget: () => signal.removeEventListener('abort', onAbort) };
}
