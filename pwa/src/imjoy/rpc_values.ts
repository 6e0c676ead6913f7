/** Values of imjoy-rpc's wire (API version 0.2.3): a structured clone in which `_rtype` tells what an object stands for. */
import { type Exportable, exportableOf, isPlain } from '../rpc/exportable.js';
import { Complex, DTYPES, type DType, Figure, Markup, NDArray, Plot, Table } from '../rpc/index.js';
import { arrayOf, wholeBuffer } from '../sandbox/imjoy_values.js';

/** What the values refer to: this side's functions and objects, and how the other side's are called. */
export interface RpcReferences {
  readonly peerId: string;
  /** @returns the number by which the other side calls the function. */
  keepFunction(fn: (...args: unknown[]) => unknown): number;
  /** @returns the id by which the other side calls the object's methods. */
  keepObject(object: Exportable): string;
  callback(id: number, args: readonly unknown[]): Promise<unknown>;
  method(objectId: string, name: string, args: readonly unknown[]): Promise<unknown>;
}

type Method = (...args: unknown[]) => unknown;
const DEEPEST = 64;

/** @throws TypeError for what the protocol has no form for. */
export function encodeRpc(value: unknown, refs: RpcReferences, depth = 0): unknown {
  if (depth > DEEPEST) throw new TypeError('The value is nested too deeply, or holds itself.');
  if (value === null || value === undefined || ['number', 'string', 'boolean', 'bigint'].includes(typeof value))
    return value;
  if (value instanceof ArrayBuffer || value instanceof Date) return value;
  if (value instanceof NDArray)
    return { _rtype: 'ndarray', _rvalue: wholeBuffer(value.data), _rshape: [...value.shape], _rdtype: value.dtype };
  if (value instanceof Table)
    return value.rows.map((row) =>
      Object.fromEntries(value.columns.map((key, i) => [key, encodeRpc(row[i], refs, depth + 1)])),
    );
  if (value instanceof Plot) return encodeRpc(value.table, refs, depth);
  if (value instanceof Markup) return value.text;
  if (value instanceof Figure)
    return {
      _rtype: 'blob',
      _rvalue: new Blob([new Uint8Array(value.bytes)], { type: value.mime }),
      _rmime: value.mime,
    };
  if (value instanceof Complex) return { real: value.real, imag: value.imaginary };
  if (value instanceof DataView) return { _rtype: 'memoryview', _rvalue: wholeBuffer(value) };
  if (ArrayBuffer.isView(value))
    return { _rtype: 'typedarray', _rvalue: wholeBuffer(value), _rdtype: dtypeOfView(value) };
  if (value instanceof File)
    return { _rtype: 'file', _rname: value.name, _rmime: value.type, _rvalue: value, _rpath: value.name };
  if (value instanceof Blob) return { _rtype: 'blob', _rvalue: value, _rmime: value.type };
  if (value instanceof Error) return { _rtype: 'error', _rvalue: `${value.name}: ${value.message}` };
  if (Array.isArray(value)) return value.map((each) => encodeRpc(each, refs, depth + 1));
  if (value instanceof Set)
    return { _rtype: 'set', _rvalue: [...value].map((each) => encodeRpc(each, refs, depth + 1)) };
  if (value instanceof Map)
    return {
      _rtype: 'orderedmap',
      _rvalue: [...value].map(([key, each]) => [encodeRpc(key, refs, depth + 1), encodeRpc(each, refs, depth + 1)]),
    };
  const target = value as object;
  const exportable = exportableOf(target);
  if (exportable?.kind === 'function') {
    const fn: Method = (...args) => exportable.invoke('', args, {}, NO_CONTEXT);
    return { _rtype: 'callback', _rtarget_id: refs.peerId, _rname: exportable.name, _rvalue: refs.keepFunction(fn) };
  }
  if (exportable !== null) return encodeInterface(exportable, exportable.props?.() ?? {}, refs, depth);
  if (!isPlain(target))
    throw new TypeError(`${target.constructor?.name ?? 'An object'} can't be sent to a page of ImJoy.`);
  return Object.fromEntries(Object.entries(target).map(([key, each]) => [key, encodeRpc(each, refs, depth + 1)]));
}

/** The api: functions by name, where a dot stands for a namespace. */
export function encodeApi(api: { readonly [name: string]: unknown }, refs: RpcReferences): object {
  const methods = Object.keys(api).filter((name) => typeof api[name] === 'function');
  const target: Exportable = {
    kind: 'object',
    name: 'api',
    methods,
    invoke: (name, args, _kw, context) => {
      const fn = Object.hasOwn(api, name) ? api[name] : undefined;
      if (typeof fn !== 'function') throw new TypeError(`The api has no function “${name}”.`);
      return exportableOf(fn)?.invoke('', args, {}, context);
    },
  };
  return encodeInterface(target, {}, refs, 0);
}

/** @param refs calls what the other side sent. @throws TypeError for what can't be read. */
export function decodeRpc(value: unknown, refs: RpcReferences, depth = 0): unknown {
  if (depth > DEEPEST) throw new TypeError('The page sent a value that is nested too deeply.');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => decodeRpc(each, refs, depth + 1));
  if (!isPlain(value)) return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? bytesOf(value) : value;
  const wire = value as { readonly [key: string]: unknown };
  const inner = (each: unknown) => decodeRpc(each, refs, depth + 1);
  switch (wire._rtype) {
    case undefined:
      return decodeObject(wire, refs, depth);
    case 'callback': {
      const id = wire._rvalue;
      if (typeof id !== 'number') throw new TypeError('The page sent a callback without a number.');
      return (...args: unknown[]) => refs.callback(id, args);
    }
    case 'interface': {
      const { _rintf, _rvalue } = wire;
      if (typeof _rintf !== 'string' || typeof _rvalue !== 'string')
        throw new TypeError('The page sent a method without a name.');
      return (...args: unknown[]) => refs.method(_rintf, _rvalue, args);
    }
    case 'ndarray':
      return arrayOf(wire);
    case 'typedarray':
      return typedArray(wire);
    case 'memoryview':
    case 'bytes':
      return bytesOf(wire._rvalue);
    case 'error':
      return new Error(typeof wire._rvalue === 'string' ? wire._rvalue : 'an error without a message');
    case 'blob':
      return wire._rvalue instanceof Blob
        ? wire._rvalue
        : new Blob([wire._rvalue as BlobPart], typeOption(wire._rmime));
    case 'file':
      return wire._rvalue instanceof File
        ? wire._rvalue
        : new File(
            [wire._rvalue as BlobPart],
            typeof wire._rname === 'string' ? wire._rname : 'file',
            typeOption(wire._rmime),
          );
    case 'set':
      return new Set(inner(wire._rvalue) as Iterable<unknown>);
    case 'orderedmap':
      return new Map(inner(wire._rvalue) as Iterable<readonly [unknown, unknown]>);
    default:
      // A codec's own type: its name stays on it, for who knows it.
      return { ...(decodeObject({ ...wire, _rtype: undefined }, refs, depth) as object), _rtype: wire._rtype };
  }
}

const NO_CONTEXT = { signal: new AbortController().signal, progress: () => undefined };

function encodeInterface(target: Exportable, fields: object, refs: RpcReferences, depth: number): object {
  const id = refs.keepObject(target);
  const made: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(fields)) made[key] = encodeRpc(each, refs, depth + 1);
  for (const name of target.methods) {
    const parts = name.split('.');
    const last = parts.pop() ?? name;
    let at = made;
    for (const part of parts) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[last] = { _rtype: 'interface', _rtarget_id: refs.peerId, _rintf: id, _rvalue: name };
  }
  return { ...made, _rintf: id };
}

function decodeObject(wire: { readonly [key: string]: unknown }, refs: RpcReferences, depth: number): unknown {
  const entries = Object.entries(wire).filter(
    ([key, each]) => key !== '_rintf' && key !== '__proto__' && each !== undefined,
  );
  return Object.fromEntries(entries.map(([key, each]) => [key, decodeRpc(each, refs, depth + 1)]));
}

function typedArray({ _rvalue, _rdtype }: { readonly [key: string]: unknown }): unknown {
  const bytes = bytesOf(_rvalue);
  if (_rdtype === 'uint8' || _rdtype === 'uint8c') return bytes;
  if (typeof _rdtype !== 'string' || !(DTYPES as readonly string[]).includes(_rdtype)) return bytes;
  const size = new NDArray(new ArrayBuffer(0), [0], _rdtype as DType).data.BYTES_PER_ELEMENT;
  return new NDArray(bytes.buffer, [bytes.byteLength / size], _rdtype as DType).data;
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(wholeBuffer(value));
  throw new TypeError('The page sent bytes that are none.');
}

function dtypeOfView(view: ArrayBufferView): string {
  const name = view.constructor.name.replace(/Array$/, '').toLowerCase();
  return name === 'uint8clamped' ? 'uint8' : name.replace(/^big/, '');
}

function typeOption(type: unknown): BlobPropertyBag {
  return typeof type === 'string' ? { type } : {};
}
