import { describe, expect, it } from 'vitest';
import { BufferPool, Complex, DTYPES, Figure, handOver, NDArray, Table } from '../../../pwa/src/rpc/index.js';
import { pair } from './pair.js';

const ELEMENT_BYTES: { readonly [dtype in (typeof DTYPES)[number]]: number } = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  complex64: 8,
  complex128: 16,
};
const LARGE = 256 * 1024;

describe('arrays on their way', () => {
  it.each(DTYPES)('arrive as they left, with all that describes them: %s', async (dtype) => {
    const { near } = pair({ echo: (value: unknown) => value });
    const bytes = Uint8Array.from({ length: 6 * ELEMENT_BYTES[dtype] }, (_, n) => (dtype === 'bool' ? n % 2 : n * 7));
    const meta = { kind: 'image', axes: 'YX', scale: [0.5, 0.25], unit: 'µm', name: 'cells' } as const;
    const array = new NDArray(bytes.buffer, [2, 3], dtype, meta);
    const back = (await near.root.echo(array)) as NDArray;
    expect(back).toBeInstanceOf(NDArray);
    expect(back).toMatchObject({ dtype, shape: [2, 3], ...meta });
    expect(new Uint8Array(back.data.buffer)).toEqual(bytes);
  });

  it('are copied: the sender still has its own', async () => {
    const { near } = pair({ clear: (array: NDArray) => void array.data.fill(0 as never) });
    const array = new NDArray(new Float32Array([1, 2]), [2]);
    await near.root.clear(array);
    expect(array.data).toEqual(new Float32Array([1, 2]));
  });

  it('that are part of a larger buffer send only their part', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const part = new Uint16Array([9, 1, 2, 9]).subarray(1, 3);
    const back = (await near.root.echo(new NDArray(part, [2]))) as NDArray;
    expect(back.data).toEqual(new Uint16Array([1, 2]));
    expect(back.data.buffer.byteLength).toBe(4);
  });

  it('that are bare typed arrays arrive as arrays of one axis, bytes as bytes', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    expect(await near.root.echo(new Int16Array([1, -1]))).toEqual(new NDArray(new Int16Array([1, -1]), [2]));
    expect(await near.root.echo(new Uint8Array([1, 2]))).toEqual(new Uint8Array([1, 2]));
    expect(await near.root.echo(new Uint8Array([1, 2]).buffer)).toEqual(new Uint8Array([1, 2]));
    expect(await near.root.echo(new DataView(new Uint8Array([1, 2]).buffer, 1))).toEqual(new Uint8Array([2]));
    expect(await near.root.echo(new Float32Array(new SharedArrayBuffer(4)))).toEqual(
      new NDArray(new Float32Array(1), [1]),
    );
  });

  it('are handed over without a copy when the caller says so', async () => {
    const { near } = pair({ sum: (array: NDArray) => (array.data as Float32Array).reduce((a, b) => a + b) });
    const listed = new NDArray(new Float32Array([1, 2]), [2]);
    const nothing = (): void => undefined;
    expect(await near.root.sum(listed, { transfer: [listed.data.buffer], onProgress: nothing })).toBe(3);
    expect(listed.data.length).toBe(0);
    const marked = new NDArray(new Float32Array([3, 4]), [2]);
    expect(await near.root.sum(handOver(marked))).toBe(7);
    expect(marked.data.length).toBe(0);
    await expect(near.root.sum(marked)).rejects.toThrow('handed over or released');
  });

  it('may be handed over by the one who answers', async () => {
    const made = new NDArray(new Float32Array([5]), [1]);
    const { near } = pair({ make: () => handOver(made) });
    expect(((await near.root.make()) as unknown as NDArray).data).toEqual(new Float32Array([5]));
    expect(made.data.length).toBe(0);
  });

  it('keep their other half when only a part was handed over, or it is sent twice', async () => {
    const { near } = pair({ echo: (...given: unknown[]) => given });
    const whole = new Float32Array([1, 2, 3, 4]);
    await near.root.echo(handOver(new NDArray(whole.subarray(0, 2), [2])));
    expect(whole).toEqual(new Float32Array([1, 2, 3, 4]));
    const twice = handOver(new NDArray(new Float32Array([1]), [1]));
    expect(await near.root.echo(twice, twice)).toEqual([
      new NDArray(new Float32Array([1]), [1]),
      new NDArray(new Float32Array([1]), [1]),
    ]);
  });

  it('give their memory back for the next one of their size', async () => {
    const pool = new BufferPool();
    const take = (array: NDArray): number => {
      array.release();
      return array.data.length;
    };
    const { near } = pair({ take, ping: () => 'pong' }, { pool });
    const array = new NDArray(new Uint8Array(LARGE).fill(7), [LARGE]);
    expect(await near.root.take(array)).toBe(0);
    expect(pool.bytes).toBe(LARGE);
    const second = near.root.take(array);
    expect(pool.bytes).toBe(0);
    await second;
    expect(pool.bytes).toBe(LARGE);
  });
});

describe('an array that makes a round', () => {
  it('comes home in memory for the next one', async () => {
    const [mine, theirs] = [new BufferPool(), new BufferPool()];
    const { near } = pair({ echo: (array: NDArray) => handOver(array) }, { pool: mine }, { pool: theirs });
    const array = new NDArray(new Uint8Array(LARGE).fill(7), [LARGE]);
    for (let round = 0; round < 3; round++) {
      const back = (await near.root.echo(array)) as NDArray;
      expect(mine.bytes).toBe(0);
      back.release();
      expect([mine.bytes, theirs.bytes]).toEqual([LARGE, 0]);
    }
  });

  it('that was made over there goes back to where it was made', async () => {
    const [mine, theirs] = [new BufferPool(), new BufferPool()];
    const make = (): NDArray => new NDArray(new Uint8Array(LARGE), [LARGE]);
    const { near } = pair({ make, ping: () => 'pong' }, { pool: mine }, { pool: theirs });
    ((await near.root.make()) as NDArray).release();
    await near.root.ping();
    expect([mine.bytes, theirs.bytes]).toEqual([0, LARGE]);
  });
});

describe('other values on their way', () => {
  it('arrive as what they were', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const values = [
      null,
      undefined,
      true,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      1e-7,
      2n ** 70n,
      5n,
      'größe 🔬',
      '\ud800',
      new Date(1e12),
      new Map<unknown, unknown>([
        [1, 'a'],
        ['b', [2]],
      ]),
      new Set([1, 'x']),
      new Complex(1, Number.NaN),
      { nested: { list: [undefined] } },
      new Figure(new Uint8Array([1]), 'image/png', 'Plot'),
      new Table(
        ['a', 'b'],
        [
          [1, null],
          [new Date(5), 'x'],
        ],
        { units: { a: 's' }, name: 't' },
      ),
    ];
    for (const value of values) expect(await near.root.echo(value)).toEqual(value);
    expect(await near.root.echo({ $: 'float', v: 'nan' })).toEqual(
      new Map([
        ['$', 'float'],
        ['v', 'nan'],
      ]),
    );
  });

  it('are files with their names, and blobs', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const file = (await near.root.echo(new File(['abc'], 'cells.tif', { type: 'image/tiff' }))) as File;
    expect([file.name, file.type, await file.text()]).toEqual(['cells.tif', 'image/tiff', 'abc']);
    const blob = (await near.root.echo(new Blob(['x']))) as Blob;
    expect(await blob.text()).toBe('x');
  });

  it('keep a key __proto__ as what it is: a key', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    const back = await near.root.echo(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(back).toEqual(new Map([['__proto__', { polluted: true }]]));
  });

  it('are errors that were not thrown', async () => {
    const { near } = pair({ echo: (value: unknown) => value });
    expect(await near.root.echo(new RangeError('kept'))).toMatchObject({ type: 'RangeError', message: 'kept' });
  });
});

describe('the pool', () => {
  it('keeps no more than it may, oldest first', () => {
    const pool = new BufferPool(3 * LARGE);
    for (const size of [LARGE, LARGE + 8, LARGE + 16]) pool.give(new ArrayBuffer(size));
    expect(pool.bytes).toBe(2 * LARGE + 24);
    const newest = pool.take(LARGE + 16);
    expect(newest.byteLength).toBe(LARGE + 16);
    expect(pool.bytes).toBe(LARGE + 8);
  });

  it('keeps nothing that is small, too large, or given twice', () => {
    const pool = new BufferPool(LARGE);
    pool.give(new ArrayBuffer(10));
    pool.give(new ArrayBuffer(LARGE + 1));
    expect(pool.bytes).toBe(0);
    const buffer = new ArrayBuffer(LARGE);
    pool.give(buffer);
    pool.give(buffer);
    expect(pool.bytes).toBe(LARGE);
  });

  it('lets all go after a while', async () => {
    const pool = new BufferPool(LARGE, 1);
    pool.give(new ArrayBuffer(LARGE));
    while (pool.bytes > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(pool.take(LARGE).byteLength).toBe(LARGE);
  });
});
