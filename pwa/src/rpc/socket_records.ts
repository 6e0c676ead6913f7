/** Records of the WebSocket binding, to and from msgpack. What comes in may be anything. */
import { decode, encode } from '@msgpack/msgpack';
import { FormatError } from '../contracts/errors.js';
import type { SocketPart, SocketRecord } from '../contracts/socket.js';
import { list, shown, text, whole } from './frame.js';

/** Items of each record, its type included. */
const LENGTHS: { readonly [type in SocketRecord[0]]: number } = {
  open: 4,
  frame: 5,
  chunk: 2,
  ack: 2,
  ping: 1,
  pong: 1,
  close: 2,
};

export function writeRecord(record: SocketRecord): Uint8Array<ArrayBuffer> {
  return encode(record) as Uint8Array<ArrayBuffer>;
}

/** @throws FormatError when it is no record of this contract. */
export function readRecord(message: ArrayBuffer): SocketRecord {
  let found: unknown;
  try {
    found = decode(message);
  } catch (cause) {
    throw new FormatError('A record is no msgpack.', 'record', { cause });
  }
  const items = list(found, 'record');
  const [type] = items;
  if (typeof type !== 'string' || !isType(type)) throw new FormatError(`There is no record ${shown(type)}.`, 'record');
  if (items.length !== LENGTHS[type]) throw new FormatError(`${type} has ${items.length} items.`, type);
  switch (type) {
    case 'open':
      return [type, whole(items[1], type), text(items[2], type), whole(items[3], type)];
    case 'frame':
      return [
        type,
        whole(items[1], type),
        whole(items[2], type),
        items[3] === null ? null : text(items[3], type),
        list(items[4], type).map(part),
      ];
    case 'chunk':
    case 'ack':
      return [type, whole(items[1], type)];
    case 'ping':
    case 'pong':
      return [type];
    case 'close':
      return [type, text(items[1], type)];
  }
}

/** Bytes that an attachment takes. */
export function sizeOfPart(part: SocketPart): number {
  return typeof part === 'number' ? part : part[0];
}

function part(found: unknown): SocketPart {
  if (!Array.isArray(found)) return whole(found, 'parts');
  if (found.length !== 3) throw new FormatError('An attachment is not [size, name, type].', 'parts');
  return [whole(found[0], 'parts'), text(found[1], 'parts'), text(found[2], 'parts')];
}

function isType(type: string): type is SocketRecord[0] {
  return Object.hasOwn(LENGTHS, type);
}
