/** The wire format of Protocol Buffers: the fields of one message, read one after the other, and written. */

export interface ProtobufField {
  readonly number: number;
  /** Of a number (varint, fixed32 or fixed64). */
  readonly value: bigint;
  /** Of a text, bytes or message; a view of the message's memory. */
  readonly bytes: Uint8Array;
}

/** Bytes that are no message, or end before it does. */
export class BrokenMessage extends Error {}

const NOTHING = new Uint8Array();
const text = new TextDecoder();

/** @throws BrokenMessage. */
export function* fieldsOf(message: Uint8Array): Generator<ProtobufField> {
  let at = 0;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw broken(at, 'it ends within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw broken(at, 'a number has more than ten bytes');
  };
  const skip = (length: number): number => {
    if (length < 0 || at + length > message.byteLength)
      throw broken(at, `a part of ${length} bytes goes beyond its end`);
    at += length;
    return at - length;
  };
  while (at < message.byteLength) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    if (number === 0) throw broken(at, 'a field has the number 0');
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), bytes: NOTHING };
        break;
      case 1:
        yield { number, value: view.getBigInt64(skip(8), true), bytes: NOTHING };
        break;
      case 2: {
        const length = Number(varint());
        const from = skip(length);
        yield { number, value: 0n, bytes: message.subarray(from, from + length) };
        break;
      }
      case 5:
        yield { number, value: BigInt(view.getInt32(skip(4), true)), bytes: NOTHING };
        break;
      default:
        throw broken(at, `a field is of the unknown kind ${tag % 8}`);
    }
  }
}

export function textOf({ bytes }: ProtobufField): string {
  return text.decode(bytes);
}

/** A message of these fields: numbers, or what has a length (texts, bytes and messages). */
export function messageOf(fields: readonly (readonly [number: number, content: bigint | Uint8Array])[]): Uint8Array {
  const parts = fields.flatMap(([number, content]) =>
    typeof content === 'bigint'
      ? [varintOf(BigInt(number) * 8n), varintOf(BigInt.asUintN(64, content))]
      : [varintOf(BigInt(number) * 8n + 2n), varintOf(BigInt(content.byteLength)), content],
  );
  const out = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.byteLength;
  }
  return out;
}

function varintOf(value: bigint): Uint8Array {
  const out: number[] = [];
  let rest = value;
  do {
    out.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(out);
}

function broken(at: number, why: string): BrokenMessage {
  return new BrokenMessage(`at byte ${at} ${why}`);
}
