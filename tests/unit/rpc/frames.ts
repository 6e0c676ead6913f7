/** Reads and writes whole frames, as a peer does, with a home that gives every reference a stand-in. */
import type { Message } from '../../../pwa/src/contracts/wire.js';
import { Codecs } from '../../../pwa/src/rpc/codecs.js';
import { Decoder } from '../../../pwa/src/rpc/decode.js';
import { Encoder } from '../../../pwa/src/rpc/encode.js';
import { type ParsedMessage, parseMessage, writeMessage } from '../../../pwa/src/rpc/frame.js';
import type { ExportHome, ImportHome, RefDescription } from '../../../pwa/src/rpc/home.js';
import { LIMITS } from '../../../pwa/src/rpc/limits.js';
import { writeError } from '../../../pwa/src/rpc/write_error.js';

export interface Vector {
  readonly name: string;
  readonly header: string;
  readonly attachments: readonly string[];
}

/** What a reference reads as. */
export class StandIn {
  constructor(readonly ref: RefDescription) {}
}

class Home implements ImportHome, ExportHome {
  readonly codecs = new Codecs();
  imported(ref: RefDescription): unknown {
    return new StandIn(ref);
  }
  own(): undefined {
    return undefined;
  }
  adopted(): unknown {
    throw new Error('There are no ports in vectors.');
  }
  received(): void {}
  exported(): null {
    return null;
  }
  unexported(): void {}
  foreign(target: object): number | undefined {
    return target instanceof StandIn ? target.ref.id : undefined;
  }
  take(byteLength: number): ArrayBuffer {
    return new ArrayBuffer(byteLength);
  }
}

export interface ReadFrame {
  readonly message: ParsedMessage;
  /** The value of an answer or a progress; arguments and keywords of a call. */
  readonly value: unknown;
  readonly buffers: readonly ArrayBuffer[];
}

export function readFrame({ header, attachments }: Vector): ReadFrame {
  const buffers = attachments.map(fromBase64);
  const message = parseMessage(header, LIMITS.header);
  const decoder = new Decoder(message.t === 'pool' ? [] : buffers, new Home(), LIMITS.depth);
  let value: unknown;
  if (message.t === 'call') value = [message.args.map((each) => decoder.value(each)), decoder.plain(message.kw)];
  else if (message.t === 'err') value = decoder.error(message.v);
  else if (message.t === 'ok' || message.t === 'progress') value = decoder.value(message.v);
  const unreadable = decoder.finish();
  if (unreadable) throw unreadable;
  return { message, value, buffers };
}

export function writeFrame({ message, value, buffers }: ReadFrame): { header: string; attachments: string[] } {
  const encoder = new Encoder(new Home(), LIMITS.depth);
  let written: Message;
  if (message.t === 'call') {
    const [args, kw] = value as [unknown[], object];
    const wireArgs = args.map((each) => encoder.value(each, 'argument'));
    written = { ...message, args: wireArgs, kw: encoder.plain(kw, 'keywords') };
  } else if (message.t === 'err') {
    written = { t: 'err', id: message.id, v: writeError(value) };
  } else if (message.t === 'ok' || message.t === 'progress') {
    written = { ...message, v: encoder.value(value, 'value') };
  } else {
    written = message as Message;
  }
  const attachments = message.t === 'pool' ? buffers : encoder.attachments;
  return { header: writeMessage(written), attachments: attachments.map((each) => toBase64(each as ArrayBuffer)) };
}

export function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
}

function toBase64(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}
