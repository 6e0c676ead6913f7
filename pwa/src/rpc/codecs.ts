/** Codecs of one's own: how objects of a class travel that the wire knows nothing of. */

/** How objects of one class travel. Both sides register a codec of the same name. */
export interface Codec<T = never, Wire = unknown> {
  /** What the other side knows it by. */
  readonly name: string;
  /** The class whose objects are encoded; absent for a codec that only decodes. */
  readonly type?: (abstract new (...args: never[]) => T) | undefined;
  /** @returns what is sent in the object's place: anything that can be sent, or a promise of it. */
  readonly encoder?: ((value: T) => Wire | PromiseLike<Wire>) | undefined;
  /** @returns the object, from what was sent in its place. */
  readonly decoder?: ((wire: Wire) => unknown) | undefined;
}

type AnyCodec = Codec<object>;

/** A value whose codec this side has not: it can be kept, and sent on as it came. */
export class Coded {
  constructor(
    readonly name: string,
    readonly value: unknown,
  ) {}
}

/** A value that came in order, and of which this side can make nothing. The call that it belongs to fails. */
export class NotReadable extends TypeError {
  override readonly name = 'NotReadable';
}

/** The codecs of one or several peers. The one that was registered last is asked first. */
export class Codecs {
  readonly #codecs = new Map<string, AnyCodec>();

  /**
   * Registers a codec; it takes the place of another one of its name.
   *
   * @throws TypeError when it is none.
   */
  register<T extends object, Wire>(codec: Codec<T, Wire>): void {
    const { name, type, encoder, decoder } = codec;
    if (typeof name !== 'string' || name === '') throw new TypeError('A codec needs a name.');
    for (const [part, given] of Object.entries({ type, encoder, decoder })) {
      if (given !== undefined && given !== null && typeof given !== 'function') {
        throw new TypeError(`${part} of the codec ${JSON.stringify(name)} is ${String(given)}, not a function.`);
      }
    }
    if (!encoder && !decoder) throw new TypeError(`The codec ${JSON.stringify(name)} needs an encoder or a decoder.`);
    if (encoder && !type) throw new TypeError(`The codec ${JSON.stringify(name)} needs the type that it encodes.`);
    this.#codecs.delete(name);
    this.#codecs.set(name, codec as unknown as AnyCodec);
  }

  unregister(name: string): void {
    this.#codecs.delete(name);
  }

  /** @returns what is sent in an object's place; undefined when it has no codec. */
  encode(value: object): Coded | undefined {
    if (this.#codecs.size === 0) return undefined;
    const codec = [...this.#codecs.values()].findLast(({ type, encoder }) => encoder && type && value instanceof type);
    const encoder = codec?.encoder as ((value: object) => unknown) | undefined;
    return codec && encoder && new Coded(codec.name, encoder(value));
  }

  /** @returns the object that was sent as `wire` under the name of a codec. @throws NotReadable when its decoder fails. */
  decode(name: string, wire: unknown): unknown {
    const decoder = this.#codecs.get(name)?.decoder as ((wire: unknown) => unknown) | undefined;
    if (!decoder) return new Coded(name, wire);
    try {
      return decoder(wire);
    } catch (cause) {
      throw new NotReadable(`The codec ${JSON.stringify(name)} could not read a value: ${String(cause)}`, { cause });
    }
  }
}

/** The page's (or worker's) own codecs, which all its peers share unless they are given others. */
export const sharedCodecs = new Codecs();
