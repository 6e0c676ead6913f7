/** What the decoder and the encoder need of the peer: its objects. */
import type { ObjectId } from '../contracts/wire.js';
import type { Codecs } from './codecs.js';
import type { NDArray } from './ndarray.js';

export interface RefDescription {
  readonly id: ObjectId;
  readonly kind: 'function' | 'object' | 'iterator';
  readonly name: string;
  readonly methods: readonly string[];
  /** Its properties as they are when it is sent, before they are encoded or after they were decoded. */
  readonly props?: { readonly [name: string]: unknown } | undefined;
}

/** Where references of a frame that is read lead. */
export interface ImportHome {
  readonly codecs: Codecs;
  /** An object of the other side. */
  imported(ref: RefDescription): unknown;
  /** Our own object that comes back. @returns undefined when it was never sent, or was dropped. */
  own(id: ObjectId): object | undefined;
  /** The root of the peer behind a port. */
  adopted(port: MessagePort, name: string, methods: readonly string[]): unknown;
  /** Told of every array that arrived in memory of its own. */
  received(array: NDArray, buffer: ArrayBuffer): void;
}

/** Where references of a frame that is written come from. */
export interface ExportHome {
  readonly codecs: Codecs;
  /**
   * Counts one more sending of this object.
   *
   * @param self the object that it is a method of.
   * @returns null when it can't be sent as a reference.
   */
  exported(target: object, self?: object): RefDescription | null;
  /** Takes back what {@link exported} counted, when the frame could not be written. */
  unexported(id: ObjectId): void;
  /** @returns the number that the other side gave this object, when it is one of its own. @throws TypeError when it was released. */
  foreign(target: object): ObjectId | undefined;
  /** @returns memory of exactly this size. */
  take(byteLength: number): ArrayBuffer;
}
