import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBare, writeBareAnswer, writeBareCall } from '../../../pwa/src/rpc/bare.js';
import { parseMessage } from '../../../pwa/src/rpc/frame.js';
import { LIMITS } from '../../../pwa/src/rpc/index.js';
import { writeFrame } from './frames.js';

const text = fc.string({ unit: 'binary' });
const bare = fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer(), fc.double().filter(isBare));

describe('a call that holds nothing but JSON', () => {
  it('is written as with an encoder, byte for byte', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), text, fc.array(bare), (id, obj, fn, args) => {
        const written = writeBareCall(id, obj, fn, args, {});
        const message = { t: 'call', id, obj, fn, args: [], kw: {} } as const;
        expect(written).toBe(writeFrame({ message, value: [args, {}], buffers: [] }).header);
        expect(parseMessage(written ?? '', LIMITS.header)).toMatchObject({ t: 'call', id, obj, fn });
      }),
    );
  });

  it('is answered as with an encoder, byte for byte', () => {
    fc.assert(
      fc.property(fc.nat(), bare, (id, value) => {
        const message = { t: 'ok', id, v: null } as const;
        expect(writeBareAnswer(id, value)).toBe(writeFrame({ message, value, buffers: [] }).header);
      }),
    );
  });

  it.each([-0, Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, {}, [], new Date(0), () => 0])(
    'has none of what needs an encoder: %s',
    (value) => {
      expect(isBare(value)).toBe(false);
      expect(writeBareCall(1, 0, 'f', [1, value], {})).toBeNull();
      expect(writeBareCall(1, 0, 'f', [], { a: 1 })).toBeNull();
    },
  );
});
