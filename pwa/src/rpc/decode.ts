/** Values of a frame: from the wire's form, which came from the other side and may be anything, to JavaScript's. */
import { Cancelled, FormatError, RemoteError } from '../contracts/errors.js';
import type { Attachment } from '../contracts/wire.js';
import { ClockTime, Duration } from './clock.js';
import { Complex } from './complex.js';
import { type DType, isDType, storageOf } from './dtype.js';
import { Figure } from './figure.js';
import { checkKeys, isJsonObject, type JsonObject, list, object, shown, text, whole } from './frame.js';
import type { ImportHome } from './home.js';
import { Markup } from './markup.js';
import { checkMeta, NDArray, sizeOf } from './ndarray.js';
import { fromFortran } from './order.js';
import { Plot } from './plot.js';
import { type Field, itemsizeOf, RecordArray } from './records.js';
import { RemoteFile } from './remote_file.js';
import { Table } from './table.js';

/** As many digits as Python reads. */
const MOST_DIGITS = 4300;
const DATE = /^(\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:\d{3})?Z$/;
const FLOATS: { readonly [word: string]: number } = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-0.0': -0,
};

/** Reads the values of one frame. Call {@link finish} when all have been read. */
export class Decoder {
  readonly #attachments: readonly Attachment[];
  readonly #used = new Set<number>();
  readonly #home: ImportHome;
  readonly #deepest: number;
  #depth = 0;
  #unreadable: Error | null = null;

  constructor(attachments: readonly Attachment[], home: ImportHome, deepest: number) {
    this.#attachments = attachments;
    this.#home = home;
    this.#deepest = deepest;
  }

  /** Bytes of the buffers that came with the frame. */
  get bytes(): number {
    return this.#attachments.reduce((sum, each) => sum + (each instanceof ArrayBuffer ? each.byteLength : 0), 0);
  }

  /** @throws FormatError when it is not in the wire's form. */
  value(json: unknown): unknown {
    if (typeof json !== 'object' || json === null) return json;
    if (++this.#depth > this.#deepest) throw new FormatError('Values are nested too deep.', 'depth');
    const value = Array.isArray(json) ? json.map((each) => this.value(each)) : this.#object(json as JsonObject);
    this.#depth--;
    return value;
  }

  /** The values of an object that is not tagged. */
  plain(json: JsonObject): { [key: string]: unknown } {
    const out: { [key: string]: unknown } = {};
    for (const key of Object.keys(json)) {
      if (key === '__proto__') throw new FormatError('An object has a key "__proto__".', key);
      out[key] = this.value(json[key]);
    }
    return out;
  }

  /**
   * @returns why this side can make nothing of a value of a frame that is in order; null when it can.
   * @throws FormatError when an attachment has not been used: a frame holds nothing beside its values.
   */
  finish(): Error | null {
    if (this.#used.size < this.#attachments.length) throw new FormatError('An attachment belongs to no value.', 'b');
    return this.#unreadable;
  }

  #object(json: JsonObject): unknown {
    return Object.hasOwn(json, '$') ? this.#tagged(json, json.$) : this.plain(json);
  }

  #tagged(json: JsonObject, tag: unknown): unknown {
    switch (tag) {
      case 'undefined':
        checkKeys(json, ['$'], [], tag);
        return undefined;
      case 'float': {
        checkKeys(json, ['$', 'v'], [], tag);
        const word = text(json.v, tag);
        const number = Object.hasOwn(FLOATS, word) ? FLOATS[word] : undefined;
        if (number === undefined) throw new FormatError(`There is no float ${shown(word)}.`, tag);
        return number;
      }
      case 'int': {
        checkKeys(json, ['$', 'v'], [], tag);
        const digits = text(json.v, tag);
        if (digits.length > MOST_DIGITS || !/^(0|-?[1-9][0-9]*)$/.test(digits)) {
          throw new FormatError(`${shown(digits)} is no integer of at most ${MOST_DIGITS} digits.`, tag);
        }
        return BigInt(digits);
      }
      case 'complex':
        return this.#complex(json);
      case 'bytes':
        checkKeys(json, ['$', 'b'], [], tag);
        return new Uint8Array(this.#buffer(json));
      case 'ndarray':
        return this.#array(json);
      case 'date': {
        checkKeys(json, ['$', 'v'], [], tag);
        const written = text(json.v, tag);
        const date = new Date(written);
        if (!DATE.test(written) || Number.isNaN(date.getTime()))
          throw new FormatError(`${shown(json.v)} is no date.`, tag);
        return date;
      }
      case 'clock':
        checkKeys(json, ['$', 'v'], [], tag);
        return refusing(tag, () => new ClockTime(text(json.v, tag)));
      case 'duration': {
        checkKeys(json, ['$', 'v'], [], tag);
        const parts = numbers(json.v, tag);
        const [days = 0, seconds = 0, microseconds = 0] = parts;
        if (parts.length !== 3) throw new FormatError('A length of time is not three numbers.', tag);
        return refusing(tag, () => new Duration(days, seconds, microseconds));
      }
      case 'map':
        checkKeys(json, ['$', 'v'], [], tag);
        return new Map(list(json.v, tag).map((pair) => this.#pair(pair)));
      case 'set':
        checkKeys(json, ['$', 'v'], [], tag);
        return new Set(list(json.v, tag).map((each) => this.value(each)));
      case 'blob':
        return this.#blob(json);
      case 'file':
        return this.#file(json);
      case 'table':
        return this.#table(json);
      case 'figure':
        return this.#figure(json);
      case 'plot': {
        checkKeys(json, ['$', 'table', 'config', 'title'], [], tag);
        const about = object(json.table, 'table');
        if (about.$ !== 'table') throw new FormatError('A plot’s table is no table.', tag);
        const table = this.#table(about);
        const config = this.plain(object(json.config, 'config'));
        return refusing(tag, () => new Plot(table, config, text(json.title, tag)));
      }
      case 'markup': {
        checkKeys(json, ['$', 'kind', 'v'], [], tag);
        const { kind } = json;
        if (kind !== 'markdown' && kind !== 'html')
          throw new FormatError(`There is no markup of the kind ${shown(kind)}.`, tag);
        return new Markup(kind, text(json.v, tag));
      }
      case 'error':
        return this.#error(json);
      case 'ref':
        return this.#ref(json);
      case 'custom':
        return this.#custom(json);
      case 'own': {
        checkKeys(json, ['$', 'id'], [], tag);
        const own = this.#home.own(whole(json.id, tag));
        if (!own) throw new FormatError(`There is no object ${shown(json.id)} here.`, tag);
        return own;
      }
      case 'peer':
        checkKeys(json, ['$', 'b', 'name', 'methods'], [], tag);
        return this.#home.adopted(
          this.#attachment(json, MessagePort, 'port'),
          text(json.name, tag),
          names(json.methods),
        );
      default:
        throw new FormatError(`There is no kind of value ${shown(tag)}.`, '$');
    }
  }

  /** An error that the other side raised. */
  error(json: unknown): Error {
    if (++this.#depth > this.#deepest) throw new FormatError('Causes are nested too deep.', 'cause');
    const error = this.#error(json);
    this.#depth--;
    return error;
  }

  #error(json: unknown): Error {
    if (!isJsonObject(json) || json.$ !== 'error') throw new FormatError('An error is no error.', 'error');
    checkKeys(json, ['$', 'type', 'message', 'traceback', 'cause'], [], 'error');
    const type = text(json.type, 'type');
    const message = text(json.message, 'message');
    const traceback = text(json.traceback, 'traceback');
    const options = json.cause === null ? {} : { cause: this.error(json.cause) };
    return type === 'Cancelled' ? new Cancelled(message, options) : new RemoteError(type, message, traceback, options);
  }

  #complex(json: JsonObject): Complex {
    checkKeys(json, ['$', 'v'], [], 'complex');
    const parts = list(json.v, 'complex').map((each) => this.value(each));
    const [real, imaginary] = parts;
    if (parts.length !== 2 || typeof real !== 'number' || typeof imaginary !== 'number') {
      throw new FormatError('A complex number is not two numbers.', 'complex');
    }
    return new Complex(real, imaginary);
  }

  #array(json: JsonObject): NDArray | RecordArray {
    checkKeys(json, ['$', 'b', 'dtype', 'shape', 'order'], ['kind', 'axes', 'scale', 'unit', 'name'], 'ndarray');
    const order = json.order;
    if (order !== 'C' && order !== 'F') throw new FormatError(`order is ${shown(order)}, not "C" or "F".`, 'order');
    if (Array.isArray(json.dtype)) return this.#records(json, json.dtype, order);
    const dtype = dtypeNamed(json.dtype);
    const buffer = this.#buffer(json);
    const meta = {
      kind: optional(json, 'kind', kind),
      axes: optional(json, 'axes', text),
      scale: optional(json, 'scale', numbers),
      unit: optional(json, 'unit', text),
      name: optional(json, 'name', text),
    };
    return refusing('ndarray', () => {
      const shape = lengths(json.shape);
      const { make, bytes, parts } = storageOf(dtype);
      // Checked before anything is made of it: a shape costs the sender nothing.
      if (sizeOf(shape) * bytes !== buffer.byteLength) {
        throw new TypeError(
          `shape (${shape.join(', ')}) and dtype ${dtype} do not fit a buffer of ${buffer.byteLength} bytes.`,
        );
      }
      checkMeta(meta, shape.length);
      const data = new make(buffer);
      const array = new NDArray(order === 'F' ? fromFortran(data, shape, parts) : data, shape, dtype, meta);
      this.#home.received(array, buffer);
      return array;
    });
  }

  #records(json: JsonObject, dtype: readonly unknown[], order: 'C' | 'F'): RecordArray {
    checkKeys(json, ['$', 'b', 'dtype', 'shape', 'order'], [], 'an array of records');
    return refusing('ndarray', () => {
      const fields = this.#fields(dtype);
      const shape = lengths(json.shape);
      const bytes = new Uint8Array(this.#buffer(json));
      const itemsize = itemsizeOf(fields);
      if (sizeOf(shape) * itemsize !== bytes.byteLength) {
        throw new TypeError(
          `shape (${shape.join(', ')}) and records of ${itemsize} bytes do not fit ${bytes.byteLength} bytes.`,
        );
      }
      return new RecordArray(order === 'F' ? fromFortran(bytes, shape, itemsize) : bytes, shape, fields);
    });
  }

  #fields(json: readonly unknown[]): readonly Field[] {
    if (++this.#depth > this.#deepest) throw new FormatError('Records are nested too deep.', 'dtype');
    const fields = json.map((each) => {
      const [name, dtype, shape = [], ...more] = list(each, 'dtype');
      if (more.length > 0) throw new FormatError('A field is more than name, dtype and shape.', 'dtype');
      return {
        name: text(name, 'dtype'),
        dtype: Array.isArray(dtype) ? this.#fields(dtype) : dtypeNamed(dtype),
        shape: lengths(shape),
      };
    });
    this.#depth--;
    return fields;
  }

  #blob(json: JsonObject): Blob {
    checkKeys(json, ['$', 'b'], ['name'], 'blob');
    const blob = this.#attachment(json, Blob, 'Blob');
    const name = optional(json, 'name', text);
    return name === undefined || blob instanceof File ? blob : new File([blob], name, { type: blob.type });
  }

  #file(json: JsonObject): RemoteFile {
    checkKeys(json, ['$', 'id', 'name', 'mime', 'size'], [], 'file');
    const id = whole(json.id, 'id');
    const name = text(json.name, 'name');
    const mime = text(json.mime, 'mime');
    const size = json.size === null ? null : whole(json.size, 'size');
    const source = this.#home.imported({ id, kind: 'object', name: name || 'A far file', methods: ['read'] });
    return new RemoteFile(source as RemoteFile['source'], name, mime, size);
  }

  #table(json: JsonObject): Table {
    checkKeys(json, ['$', 'columns', 'units', 'rows'], ['name', 'labels'], 'table');
    const columns = names(json.columns);
    const rows = list(json.rows, 'rows').map((row) => list(row, 'row').map((cell) => this.value(cell)));
    const units: { [column: string]: string } = {};
    for (const [column, unit] of Object.entries(this.plain(object(json.units, 'units'))))
      units[column] = text(unit, 'units');
    const meta = { units, name: optional(json, 'name', text), labels: optional(json, 'labels', text) };
    return refusing('table', () => new Table(columns, rows, meta));
  }

  #figure(json: JsonObject): Figure {
    checkKeys(json, ['$', 'b', 'mime', 'title'], ['live'], 'figure');
    const bytes = new Uint8Array(this.#buffer(json));
    const live = Object.hasOwn(json, 'live') ? this.value(json.live) : null;
    if (live !== null && typeof live !== 'object' && typeof live !== 'function')
      throw new FormatError('A live figure is no object.', 'live');
    return new Figure(bytes, text(json.mime, 'figure'), text(json.title, 'figure'), live);
  }

  #ref(json: JsonObject): unknown {
    checkKeys(json, ['$', 'id', 'kind', 'name', 'methods'], ['props'], 'ref');
    const kind = json.kind;
    if (kind !== 'function' && kind !== 'object' && kind !== 'iterator') {
      throw new FormatError(`There is no reference of kind ${shown(kind)}.`, 'kind');
    }
    const id = whole(json.id, 'id');
    const name = text(json.name, 'name');
    const methods = names(json.methods);
    const props = optional(json, 'props', (each, where) => this.plain(object(each, where)));
    return this.#home.imported({ id, kind, name, methods, props });
  }

  #custom(json: JsonObject): unknown {
    checkKeys(json, ['$', 'name', 'v'], [], 'custom');
    const name = text(json.name, 'custom');
    const wire = this.value(json.v);
    try {
      return this.#home.codecs.decode(name, wire);
    } catch (error) {
      // The other values are read all the same, so that each reference among them is counted.
      this.#unreadable ??= error as Error;
      return undefined;
    }
  }

  #pair(json: unknown): [unknown, unknown] {
    const pair = list(json, 'map');
    if (pair.length !== 2) throw new FormatError('A map holds something else than pairs.', 'map');
    return [this.value(pair[0]), this.value(pair[1])];
  }

  #buffer(json: JsonObject): ArrayBuffer {
    return this.#attachment(json, ArrayBuffer, 'buffer');
  }

  #attachment<T extends Attachment>(json: JsonObject, type: new (...args: never[]) => T, name: string): T {
    const index = whole(json.b, 'b');
    const attachment = this.#attachments[index];
    if (!(attachment instanceof type)) throw new FormatError(`Attachment ${index} is no ${name}.`, 'b');
    if (this.#used.has(index)) throw new FormatError(`Attachment ${index} is used twice.`, 'b');
    this.#used.add(index);
    return attachment;
  }
}

function dtypeNamed(json: unknown): DType {
  const name = text(json, 'dtype');
  if (!isDType(name)) throw new FormatError(`There is no dtype ${shown(name)}.`, 'dtype');
  return name;
}

function lengths(json: unknown): readonly number[] {
  return list(json, 'shape').map((length) => whole(length, 'shape'));
}

function names(json: unknown): readonly string[] {
  return list(json, 'names').map((name) => text(name, 'names'));
}

function numbers(json: unknown, where: string): readonly number[] {
  return list(json, where).map((each) => {
    if (typeof each !== 'number') throw new FormatError(`${where} holds ${shown(each)}, not a number.`, where);
    return each;
  });
}

function kind(json: unknown, where: string): 'image' | 'labels' {
  if (json === 'image' || json === 'labels') return json;
  throw new FormatError(`${where} is ${shown(json)}, not "image" or "labels".`, where);
}

function optional<T>(json: JsonObject, key: string, read: (json: unknown, where: string) => T): T | undefined {
  return Object.hasOwn(json, key) ? read(json[key], key) : undefined;
}

/** Turns what a constructor says about parts that do not fit into the error of a frame. */
function refusing<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(cause instanceof Error ? cause.message : String(cause), where, { cause });
  }
}
