/** Kinds of values that JavaScript has no like of: records, texts of fixed length, times that are no instants. */
import { describe, expect, it } from 'vitest';
import { ClockTime, Duration, fromBrain, NDArray, RecordArray, toBrain } from '../../../pwa/src/rpc/index.js';
import { pair } from './pair.js';

describe('arrays of texts', () => {
  it('are made of lists, and give their texts back', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const names = new NDArray(['µm', '🔬🔬', ''], [3]);
    expect(names).toMatchObject({ dtype: 'U2', data: { length: 6 } });
    const back = (await near.root.echo(names)) as NDArray;
    expect(back.texts()).toEqual(['µm', '🔬🔬', '']);
    expect(new NDArray(['ab', 'é'], [2], 'S3').texts()).toEqual(['ab', 'é']);
  });

  it('refuse what does not fit, and others have none', () => {
    expect(() => new NDArray(['abc'], [1], 'U2')).toThrow('does not fit U2');
    expect(() => new NDArray(['µ細'], [1], 'S4')).toThrow('does not fit S4');
    expect(() => new NDArray(['1'], [1], 'int8')).toThrow('is a text, which int8 does not hold');
    expect(() => new NDArray([1], [1]).texts()).toThrow('has no texts');
    expect(() => new NDArray(new ArrayBuffer(0), [0], 'U0' as never)).toThrow('no dtype "U0"');
  });
});

describe('arrays of moments', () => {
  it('are of 64-bit integers', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const moments = new NDArray([0n, -(2n ** 63n)], [2], 'datetime64[ms]');
    expect(await near.root.echo(moments)).toEqual(moments);
    expect(moments.data).toBeInstanceOf(BigInt64Array);
    expect(() => new NDArray([1n], [1], 'datetime64[parsec]')).toThrow('no dtype');
  });
});

describe('arrays of records', () => {
  const fields = [
    { name: 'x', dtype: 'float32', shape: [] },
    { name: 'at', dtype: 'int16', shape: [2] },
    { name: 'in', dtype: [{ name: 'on', dtype: 'bool', shape: [] }], shape: [] },
  ] as const;

  it('give each of their fields as an array', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const bytes = new DataView(new ArrayBuffer(18));
    bytes.setFloat32(9, 1.5, true);
    bytes.setInt16(13, 7, true);
    bytes.setInt16(15, -8, true);
    bytes.setUint8(17, 1);
    const records = new RecordArray(new Uint8Array(bytes.buffer), [2], fields);
    const back = (await near.root.echo(records)) as RecordArray;
    expect(back).toEqual(records);
    expect(back.field('x')).toEqual(new NDArray(new Float32Array([0, 1.5]), [2]));
    expect(back.field('at')).toEqual(new NDArray(new Int16Array([0, 0, 7, -8]), [2, 2]));
    expect((back.field('in') as RecordArray).field('on')).toEqual(new NDArray([false, true], [2]));
    expect(() => back.field('y')).toThrow('no field "y"; there are x, at, in');
  });

  it('refuse parts that do not fit one another', () => {
    expect(() => new RecordArray(new Uint8Array(8), [1], fields)).toThrow('do not fit 8 bytes');
    expect(() => new RecordArray(new Uint8Array(0), [0], [])).toThrow('at least one field');
  });
});

describe('bfloat16', () => {
  it.each([
    [1, 0x3f80],
    [-2, 0xc000],
    [0, 0],
    [Number.POSITIVE_INFINITY, 0x7f80],
    [1.00390625, 0x3f80],
    [1.01171875, 0x3f82],
  ])('of %d has the bits 0x%x', (value, bits) => {
    expect(toBrain(value)).toBe(bits);
    expect(Math.abs(fromBrain(bits) - value) || 0).toBeLessThanOrEqual(Number.isFinite(value) ? 0.004 : 0);
  });

  it('keeps what is no number, and is made of lists', () => {
    expect(fromBrain(toBrain(Number.NaN))).toBeNaN();
    expect(new NDArray([1, -2], [2], 'bfloat16').data).toEqual(new Uint16Array([0x3f80, 0xc000]));
  });
});

describe('times that are no instants', () => {
  it('keep their text', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    for (const [text, kind] of [
      ['2026-01-02', 'date'],
      ['03:04:05.000006', 'time'],
      ['03:04:05+02:00', 'time'],
      ['2026-01-02T03:04:05', 'datetime'],
    ] as const) {
      const back = (await near.root.echo(new ClockTime(text))) as ClockTime;
      expect(back).toBeInstanceOf(ClockTime);
      expect([String(back), back.kind, JSON.stringify(back)]).toEqual([text, kind, JSON.stringify(text)]);
    }
  });

  it.each(['2026-1-2', '2026-02-30', '25:00:00', 'yesterday', ''])('are refused when there is none: %s', (text) => {
    expect(() => new ClockTime(text)).toThrow('is no date or time of day');
  });

  it('that are lengths are written in ISO 8601', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const length = new Duration(-1, 86_399, 500_000);
    expect(await near.root.echo(length)).toEqual(length);
    expect([length.milliseconds, String(length)]).toEqual([-500, '-PT0.5S']);
    expect([String(new Duration(1, 7384, 0)), String(new Duration(2, 0, 0)), String(new Duration(0, 0, 0))]).toEqual([
      'P1DT7384S',
      'P2D',
      'PT0S',
    ]);
    expect(() => new Duration(0, 86_400, 0)).toThrow('no length of time');
  });
});
