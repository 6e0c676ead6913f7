import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../pwa/src/rpc/decode.js';
import { storageOf } from '../../../pwa/src/rpc/dtype.js';
import { parseMessage } from '../../../pwa/src/rpc/frame.js';
import { Codecs, Complex, DTYPES, NDArray, Table } from '../../../pwa/src/rpc/index.js';
import refused from '../../vectors/refused.json' with { type: 'json' };
import values from '../../vectors/values.json' with { type: 'json' };
import { readFrame, writeFrame } from './frames.js';

const array = fc
  .record({ dtype: fc.constantFrom(...DTYPES), shape: fc.array(fc.nat(4), { maxLength: 4 }), seed: fc.nat(255) })
  .map(({ dtype, shape, seed }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const bytes = Uint8Array.from({ length: size * storageOf(dtype).bytes }, (_, n) => (n * 31 + seed) % 256);
    return new NDArray(
      bytes.buffer,
      shape,
      dtype,
      seed % 2 ? { kind: 'labels', scale: shape.map(() => seed / 3) } : {},
    );
  });

const key = fc.string({ unit: 'binary' }).filter((each) => each !== '__proto__' && each !== '$');

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, undefined, true, false, -0, Number.NaN, Number.NEGATIVE_INFINITY),
    fc.double(),
    fc.maxSafeInteger(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    array,
    fc.tuple(fc.double(), fc.double()).map(([real, imaginary]) => new Complex(real, imaginary)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
    fc.array(tie('value'), { maxLength: 4 }).map((each) => new Set(each)),
    fc.array(tie('value'), { maxLength: 3 }).map(
      (cells) =>
        new Table(
          cells.map((_, n) => `column ${n}`),
          [cells],
        ),
    ),
  ),
}));

function through(sent: unknown): unknown {
  const written = writeFrame({ message: { t: 'ok', id: 1, v: null }, value: sent, buffers: [] });
  return readFrame({ name: '', ...written }).value;
}

/** Anything that JSON can be, with the words of the contract sown in. */
const words = [
  '$',
  'b',
  'v',
  'id',
  'shape',
  'dtype',
  'order',
  'kind',
  'name',
  'methods',
  'columns',
  'rows',
  'units',
  'cause',
];
const tags = [
  'ndarray',
  'bytes',
  'map',
  'set',
  'ref',
  'own',
  'error',
  'table',
  'float',
  'int',
  'complex',
  'date',
  'figure',
  'plot',
  'markup',
  'blob',
  'peer',
];
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...words, ...tags, 'C', 'uint8', 'image', '', null, true, 0, 1, -1, 0.5, 2 ** 53),
    fc.string(),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...words, '__proto__', 'constructor'), tie('json'), {
      maxKeys: 6,
      noNullPrototype: true,
    }),
    fc.record({ $: fc.constantFrom(...tags), b: fc.nat(2), v: tie('json'), id: fc.nat(3) }, { requiredKeys: ['$'] }),
  ),
}));

describe('any value', () => {
  it('is read as what was written', () => {
    fc.assert(
      fc.property(value, (sent) => {
        expect(through(sent)).toEqual(sent);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);
});

describe('any header', () => {
  const home = {
    codecs: new Codecs(),
    imported: () => 'far',
    own: () => undefined,
    adopted: () => 'port',
    received: () => undefined,
  };

  function read(header: string): void {
    const message = parseMessage(header, 100_000);
    const decoder = new Decoder([new ArrayBuffer(4), new ArrayBuffer(0)], home, 16);
    if (message.t === 'call') decoder.value(message.args);
    else if (message.t === 'err') decoder.error(message.v);
    else if (message.t === 'ok' || message.t === 'progress') decoder.value(message.v);
    decoder.finish();
  }

  function readsOrRefuses(header: string): void {
    try {
      read(header);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'FormatError') throw error;
    }
  }

  it('is read or refused with a FormatError, never anything else', () => {
    const answer = json.map((v) => JSON.stringify({ t: 'ok', id: 1, v }));
    fc.assert(
      fc.property(
        fc.oneof(
          answer,
          json.map((each) => JSON.stringify(each)),
          fc.string(),
        ),
        readsOrRefuses,
      ),
      { numRuns: 20_000 },
    );
  }, 60_000);

  it('that was damaged on its way is read or refused, too', () => {
    const headers = [...values, ...refused].map(({ header }) => header).filter((header) => header.length < 2000);
    const damaged = fc
      .record({
        header: fc.constantFrom(...headers),
        at: fc.nat(2000),
        char: fc.constantFrom('"', '{', '}', '[', '0', '-', ',', '$', '\\'),
        cut: fc.nat(3),
      })
      .map(
        ({ header, at, char, cut }) =>
          header.slice(0, at % header.length) + char + header.slice((at % header.length) + cut),
      );
    fc.assert(fc.property(damaged, readsOrRefuses), { numRuns: 20_000 });
  }, 60_000);
});
