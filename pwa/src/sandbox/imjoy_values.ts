/** Arrays as ImJoy's plugins write them, `{_rtype: 'ndarray', _rvalue, _rshape, _rdtype}`, to our own and back. */
import { DTYPES, type DType, Figure, Markup, NDArray, Plot, Table } from '../rpc/index.js';

const DEEPEST = 32;

/** What a plugin for ImJoy is given: its own form of arrays, and rows for tables. */
export function toImJoy(value: unknown, depth = 0): unknown {
  if (value instanceof NDArray) {
    const { data, shape, dtype } = value;
    return { _rtype: 'ndarray', _rvalue: wholeBuffer(data), _rshape: [...shape], _rdtype: dtype };
  }
  if (value instanceof Table)
    return value.rows.map((row) => Object.fromEntries(value.columns.map((key, i) => [key, row[i]])));
  if (value instanceof Figure) return new Blob([new Uint8Array(value.bytes)], { type: value.mime });
  // ImJoy knows neither: a plot is its rows, and a text is a text.
  if (value instanceof Plot) return toImJoy(value.table, depth);
  if (value instanceof Markup) return value.text;
  return deeper(value, depth, toImJoy);
}

type AnyFunction = (...args: never[]) => unknown;
/** Functions of what a plugin exports, as they are called: bound to it. */
export type OwnMethods = ReadonlyMap<AnyFunction, AnyFunction>;

/**
 * What a plugin for ImJoy gives.
 *
 * @param own its exported functions: ImJoy knows them again where they are passed on, as in `{run: this.measure}`, and
 *   calls them on what exported them.
 */
export function fromImJoy(value: unknown, depth = 0, own?: OwnMethods): unknown {
  if (typeof value === 'function') return own?.get(value as AnyFunction) ?? value;
  if (isPlain(value) && value._rtype === 'ndarray') return arrayOf(value);
  return deeper(value, depth, (each, at) => fromImJoy(each, at, own));
}

/** @throws TypeError when its parts don't fit one another. */
export function arrayOf({ _rvalue, _rshape, _rdtype }: { readonly [key: string]: unknown }): NDArray {
  const bytes = Array.isArray(_rvalue) ? joined(_rvalue) : _rvalue;
  if (!(bytes instanceof ArrayBuffer || ArrayBuffer.isView(bytes)))
    throw new TypeError('An array of ImJoy has its values in “_rvalue”, an ArrayBuffer.');
  if (!Array.isArray(_rshape) || !_rshape.every((size) => Number.isInteger(size)))
    throw new TypeError('An array of ImJoy has its shape in “_rshape”, a list of whole numbers.');
  if (typeof _rdtype !== 'string' || !(DTYPES as readonly string[]).includes(_rdtype))
    throw new TypeError(`An array of the dtype ${String(_rdtype)} can't be read; there are ${DTYPES.join(', ')}.`);
  const dtype = _rdtype as DType;
  const buffer = bytes instanceof ArrayBuffer ? bytes : wholeBuffer(bytes);
  return new NDArray(buffer, _rshape as number[], dtype);
}

/** The bytes of a view as a buffer that holds nothing else. */
export function wholeBuffer(view: ArrayBufferView): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = view;
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}

function joined(parts: readonly unknown[]): ArrayBuffer {
  const bytes = parts.map((part) => new Uint8Array(part as ArrayBuffer));
  const whole = new Uint8Array(bytes.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole.buffer;
}

function deeper(value: unknown, depth: number, change: (value: unknown, depth: number) => unknown): unknown {
  if (depth >= DEEPEST) return value;
  if (Array.isArray(value)) return value.map((each) => change(each, depth + 1));
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, change(each, depth + 1)]));
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each, depth + 1)]));
  return value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Lets arrays be read in ImJoy's form, too, where a plugin's code runs: `array._rshape` beside `array.shape`. */
export function readableAsImJoy(): void {
  Object.defineProperties(NDArray.prototype, {
    _rtype: { get: () => 'ndarray' },
    _rdtype: { get: array<string>(({ dtype }) => dtype) },
    _rshape: { get: array<number[]>(({ shape }) => [...shape]) },
    _rvalue: { get: array<ArrayBuffer>(({ data }) => wholeBuffer(data)) },
  });
}

function array<T>(read: (array: NDArray) => T): (this: NDArray) => T {
  return function (this: NDArray) {
    return read(this);
  };
}
