/**
 * The wire contract of Coverslip's calls. Types without logic; `coverslip.rpc` is its twin in Python and
 * `tests/vectors/` holds messages that both languages read and write.
 *
 * A frame is one header and its attachments. The header is a string of JSON (a {@link Message}); an attachment is
 * an ArrayBuffer, a Blob or a MessagePort. Over a MessagePort a frame travels as `[header, ...attachments]`, with buffers
 * and ports transferred, or as the bare header when it has no attachments. Over a WebSocket it travels as
 * {@link file://./socket.ts} says; a MessagePort can't go there.
 */

/** The version of this contract; two peers talk only when it is equal. */
export const WIRE_VERSION = 1;

/** What may stand beside the header of a frame. */
export type Attachment = ArrayBuffer | Blob | MessagePort;

/** The number of an exported object at its exporter. 0 is the root that each peer exports. */
export type ObjectId = number;
export type CallId = number;

/** @typeParam Value what stands for each value: the wire's own, or `unknown` until it has been checked. */
export type Message<Value = WireValue> =
  /** The first frame of each side. */
  | { readonly t: 'hello'; readonly v: number }
  /** Calls method `fn` of the receiver's object `obj`; `fn` is "" when the object itself is a function. */
  | {
      readonly t: 'call';
      readonly id: CallId;
      readonly obj: ObjectId;
      readonly fn: string;
      readonly args: readonly Value[];
      readonly kw: { readonly [name: string]: Value };
    }
  | { readonly t: 'ok'; readonly id: CallId; readonly v: Value }
  | { readonly t: 'err'; readonly id: CallId; readonly v: Value }
  /** Progress of a call that is still running, from callee to caller. */
  | { readonly t: 'progress'; readonly id: CallId; readonly v: Value }
  /** The caller no longer wants the answer; the callee stops and still answers, with an error of type "Cancelled". */
  | { readonly t: 'cancel'; readonly id: CallId }
  /** The receiver's objects that the sender no longer holds, with how often each had been sent. */
  | { readonly t: 'drop'; readonly refs: readonly (readonly [ObjectId, number])[] }
  /** The attachments are emptied buffers that go back to the receiver's pool. */
  | { readonly t: 'pool' }
  /** The sender leaves; every call in flight fails on the receiver's side. */
  | { readonly t: 'bye'; readonly reason: string };

/**
 * JSON, where an object with the key "$" is one of {@link Tagged}. `b` is the index of an attachment; each attachment of
 * a frame belongs to one value.
 */
export type WireValue =
  | null
  | boolean
  | number
  | string
  | readonly WireValue[]
  | { readonly [key: string]: WireValue | undefined; readonly $?: never }
  | Tagged;

export type Tagged =
  | { readonly $: 'undefined' }
  | { readonly $: 'float'; readonly v: 'nan' | 'inf' | '-inf' | '-0.0' }
  /** An integer beyond ±(2^53 - 1), or a BigInt, in decimal without leading zeros; at most 4300 digits. */
  | { readonly $: 'int'; readonly v: string }
  | { readonly $: 'complex'; readonly v: readonly [WireValue, WireValue] }
  | { readonly $: 'bytes'; readonly b: number }
  | WireArray
  /**
   * An instant: ISO 8601 with the zone Z and three digits of a second, as `Date.toISOString` writes it, or six, of which
   * JavaScript keeps three.
   */
  | { readonly $: 'date'; readonly v: string }
  /**
   * What a calendar or a clock on the wall shows: `2026-01-02`, `03:04:05` or `2026-01-02T03:04:05`, a time of day also
   * with `.000001` and one by itself with an offset such as `+02:00`.
   */
  | { readonly $: 'clock'; readonly v: string }
  /** A length of time: days (-999999999 to 999999999), seconds (below 86400) and microseconds (below 10^6). */
  | { readonly $: 'duration'; readonly v: readonly [number, number, number] }
  /** A mapping whose keys are not all strings, or that has a key "$" or "__proto__" (which no plain object may have). */
  | { readonly $: 'map'; readonly v: readonly (readonly [WireValue, WireValue])[] }
  | { readonly $: 'set'; readonly v: readonly WireValue[] }
  | { readonly $: 'blob'; readonly b: number; readonly name?: string }
  /**
   * A file of the sender that is read piece by piece: an object of the sender whose method `read(start, length)` gives
   * bytes, fewer at its end and none behind it. `size` is null when it is not known, and the file can be read only once.
   */
  | {
      readonly $: 'file';
      readonly id: ObjectId;
      readonly name: string;
      readonly mime: string;
      readonly size: number | null;
    }
  | WireTable
  /** A picture of a plot. `b` holds the bytes of its file; `live` is the figure itself, which can be drawn anew. */
  | {
      readonly $: 'figure';
      readonly b: number;
      readonly mime: string;
      readonly title: string;
      readonly live?: WireValue;
    }
  /** A plot of a table; `config` has the parts of a PlotConfig, `title` may be "". */
  | {
      readonly $: 'plot';
      readonly table: WireTable;
      readonly config: { readonly [part: string]: string | number | boolean | null };
      readonly title: string;
    }
  /** A text that is shown with headings, lists and tables. */
  | { readonly $: 'markup'; readonly kind: 'markdown' | 'html'; readonly v: string }
  | WireError
  /**
   * An object of the sender. `iterator` has the methods `next` (giving `{done, value}`) and `return`. `props` are its
   * properties as they were when it was sent; references among them have none of their own.
   */
  | {
      readonly $: 'ref';
      readonly id: ObjectId;
      readonly kind: 'function' | 'object' | 'iterator';
      readonly name: string;
      readonly methods: readonly string[];
      readonly props?: { readonly [name: string]: WireValue };
    }
  /** A value of a codec that plugins agreed on: `v` is what its encoder made of it. */
  | { readonly $: 'custom'; readonly name: string; readonly v: WireValue }
  /** An object of the receiver that comes home. */
  | { readonly $: 'own'; readonly id: ObjectId }
  /** A port to another peer; decodes to that peer's root object. */
  | { readonly $: 'peer'; readonly b: number; readonly name: string; readonly methods: readonly string[] };

/**
 * An n-dimensional array, little endian, contiguous. `dtype` is numpy's name: bool, (u)int8 to (u)int64, float16,
 * bfloat16, float32, float64, complex64, complex128, datetime64[unit], timedelta64[unit], S5 (bytes), U5 (code points,
 * four bytes each); or the list of the fields of a record, whose values stand one behind the other without gaps. Arrays
 * of records have no `kind` to `name`.
 */
export interface WireArray {
  readonly $: 'ndarray';
  readonly b: number;
  readonly dtype: string | readonly WireField[];
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  /** What the array shows; absent for a bare array. */
  readonly kind?: 'image' | 'labels';
  /** One letter an axis out of t, c, z, y, x, s (samples: red, green, blue, alpha), upper case. */
  readonly axes?: string;
  /** Size of one step along each axis, in `unit`. */
  readonly scale?: readonly number[];
  readonly unit?: string;
  readonly name?: string;
}

/** Name, dtype and, unless it is a single value, shape. */
export type WireField =
  | readonly [string, string | readonly WireField[]]
  | readonly [string, string | readonly WireField[], readonly number[]];

export interface WireTable {
  readonly $: 'table';
  readonly columns: readonly string[];
  readonly units: { readonly [column: string]: string };
  readonly rows: readonly (readonly WireValue[])[];
  readonly name?: string;
  /** Name of the labels whose numbers the rows tell of. */
  readonly labels?: string;
}

export interface WireError {
  readonly $: 'error';
  /** The class's name: ValueError, TypeError, Cancelled … */
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  readonly cause: WireError | null;
}
