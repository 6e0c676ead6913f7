import { describe, expect, it } from 'vitest';
import { DTYPES, type DType, fromHalf, NDArray, Table, toHalf } from '../../../pwa/src/rpc/index.js';

describe('an array', () => {
  it('takes its dtype from a typed array, and keeps that array', () => {
    const data = new Uint16Array([1, 2, 3, 4, 5, 6]);
    const array = new NDArray(data, [2, 3]);
    expect(array.dtype).toBe('uint16');
    expect(array.data).toBe(data);
    expect([array.size, array.ndim]).toEqual([6, 2]);
  });

  it.each([
    [new Int8Array(1), 'int8'],
    [new Uint8Array(1), 'uint8'],
    [new Uint8ClampedArray(1), 'uint8'],
    [new Int16Array(1), 'int16'],
    [new Uint16Array(1), 'uint16'],
    [new Int32Array(1), 'int32'],
    [new Uint32Array(1), 'uint32'],
    [new Float32Array(1), 'float32'],
    [new Float64Array(1), 'float64'],
    [new BigInt64Array(1), 'int64'],
    [new BigUint64Array(1), 'uint64'],
  ])('of %o is of dtype %s', (data, dtype) => {
    expect(new NDArray(data, [1]).dtype).toBe(dtype);
  });

  it('takes float64 for numbers, bool for booleans, int64 for bigints, complex128 for pairs', () => {
    expect(new NDArray([1, 2], [2])).toMatchObject({ dtype: 'float64', data: new Float64Array([1, 2]) });
    expect(new NDArray([true, false], [2])).toMatchObject({ dtype: 'bool', data: new Uint8Array([1, 0]) });
    expect(new NDArray([1n], [1])).toMatchObject({ dtype: 'int64', data: new BigInt64Array([1n]) });
    expect(new NDArray([[1, 2]], [1])).toMatchObject({ dtype: 'complex128', data: new Float64Array([1, 2]), size: 1 });
  });

  it.each([
    ['bool', [true, false], new Uint8Array([1, 0])],
    ['int8', [-128, 127], new Int8Array([-128, 127])],
    ['uint16', [0, 65535], new Uint16Array([0, 65535])],
    ['int64', [-1, 2n ** 62n], new BigInt64Array([-1n, 2n ** 62n])],
    ['uint64', [2n ** 64n - 1n], new BigUint64Array([2n ** 64n - 1n])],
    ['float16', [1, -2], new Uint16Array([0x3c00, 0xc000])],
    ['float32', [0.5], new Float32Array([0.5])],
    ['complex64', [[1, 2], 3], new Float32Array([1, 2, 3, 0])],
  ] as const)('of %s is made from values', (dtype, values, data) => {
    const array = new NDArray(values, [values.length], dtype);
    expect(array.data).toEqual(data);
    expect(array.size).toBe(values.length);
  });

  it.each(DTYPES)('takes the bytes of an ArrayBuffer as they are: %s', (dtype) => {
    const bytes = Number(/\d+$/.exec(dtype)?.[0] ?? 8) / 8;
    const buffer = new ArrayBuffer(3 * bytes);
    expect(new NDArray(buffer, [3], dtype).data.buffer).toBe(buffer);
    expect(new NDArray(new DataView(buffer), [3], dtype).size).toBe(3);
    expect(() => new NDArray(buffer, [4], dtype)).toThrow(`dtype ${dtype} has`);
  });

  it.each([
    [
      () => new NDArray(new Float32Array(5), [2, 3]),
      'shape (2, 3) and dtype float32 has 6 stored values, but 5 were given',
    ],
    [() => new NDArray([1, 2], [-1, -2]), '-1 is not a whole number of 0 or more'],
    [() => new NDArray([1], [1.5]), '1.5 is not a whole number'],
    [() => new NDArray([], [0, 2 ** 40, 2 ** 40]), 'too large'],
    [() => new NDArray([1], new Array<number>(33).fill(1)), 'at most 32 axes'],
    [() => new NDArray([300], [1], 'uint8'), '300, does not fit uint8 (0 to 255)'],
    [() => new NDArray([2 ** 64], [1], 'uint64'), 'does not fit uint64'],
    [() => new NDArray([1.5], [1], 'int32'), '1.5, is not a whole number, as int32 needs'],
    [() => new NDArray([[1, 2]], [1], 'float32'), 'is a pair, which only complex dtypes hold'],
    [() => new NDArray(new Uint8Array(8), [2], 'float32'), 'stored in a Float32Array, but a Uint8Array was given'],
    [() => new NDArray(new ArrayBuffer(7), [2], 'float32'), '7 bytes are no whole number of float32 values'],
    [() => new NDArray(new ArrayBuffer(4), [4]), 'Say which dtype'],
    [() => new NDArray([1], [1], 'object' as DType), 'There is no dtype "object"; there are bool, int8'],
    [() => new NDArray([1], [1], undefined, { axes: 'YX' }), 'axes "YX" do not fit an array of 1 axes'],
    [() => new NDArray([1], [1, 1], undefined, { axes: 'XX' }), 'each once'],
    [() => new NDArray([1], [1], undefined, { scale: [1, 2] }), 'scale [1, 2] does not fit'],
    [() => new NDArray([1], [1], undefined, { scale: [Number.NaN] }), 'scale [NaN] does not fit'],
    [() => new NDArray([1], [1], undefined, { kind: 'mesh' as 'image' }), 'kind is "image" or "labels", not "mesh"'],
  ])('whose parts do not fit is refused, with what, which and why: %#', (make, message) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});

describe('half precision', () => {
  it('comes back the same from its bits, every one of them', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromHalf(bits);
      const expected = Number.isNaN(value) ? 0x7e00 : bits;
      if (toHalf(value) !== expected) throw new Error(`${bits} became ${toHalf(value)}`);
    }
    expect([fromHalf(0x3c00), fromHalf(0xc000), fromHalf(0x0001), fromHalf(0x7bff)]).toEqual([1, -2, 2 ** -24, 65504]);
  });

  it('rounds to the nearest, ties to even', () => {
    expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(toHalf(2 ** -25)).toBe(0);
    expect(toHalf(3 * 2 ** -25)).toBe(2);
    expect(toHalf(65519.9)).toBe(0x7bff);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(2 ** -14 - 2 ** -26)).toBe(0x0400);
  });
});

describe('a table', () => {
  it('keeps columns, rows, units and name', () => {
    const table = new Table(['label', 'area'], [[1, 12.5]], { units: { area: 'µm²' }, name: 'nuclei' });
    expect(table).toMatchObject({
      columns: ['label', 'area'],
      rows: [[1, 12.5]],
      units: { area: 'µm²' },
      name: 'nuclei',
    });
  });

  it.each([
    [() => new Table(['a', 'a'], []), 'Column "a" is there twice'],
    [() => new Table(['a', 'b'], [[1, 2], [1]]), 'Row 1 has 1 cells, but there are 2 columns'],
    [() => new Table(['a'], [], { units: { b: 'm' } }), 'unit for "b", which is no column'],
  ])('whose parts do not fit is refused: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
