import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LARGE, Uploads } from '../../../pwa/src/engine/uploads.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';

const LINK = { url: 'http://127.0.0.1:9527', token: 'secret' };
const SIZE = 20 * 2 ** 20;
const bytes = new Uint8Array(SIZE).map((_, at) => at % 251);
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** An engine that keeps what comes, and breaks a connection where it is told to. */
function engine(cuts: number[] = []) {
  const kept = new Map<string, Uint8Array>();
  const log: string[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const name = url.split('/').at(-1) ?? '';
    const headers = new Headers(init.headers);
    expect(headers.get('authorization')).toBe('Bearer secret');
    const before = kept.get(name) ?? new Uint8Array();
    const [first, , total] = (headers.get('content-range') ?? '').match(/\d+/g)?.map(Number) ?? [];
    if (init.method === 'PUT') {
      log.push(headers.get('content-range') ?? '');
      if (first !== before.length) return Response.json({ received: before.length, error: {} }, { status: 409 });
      const part = new Uint8Array(await (init.body as Blob).arrayBuffer());
      const cut = cuts.shift();
      const came = cut === undefined ? part : part.subarray(0, cut);
      kept.set(name, joined(before, came));
      if (cut !== undefined) throw new TypeError('Failed to fetch');
    }
    const received = kept.get(name)?.length ?? 0;
    return Response.json({
      received,
      whole: received > 0 && (total === undefined ? received === SIZE : received === total),
    });
  };
  return { fetch, kept, log };
}

function joined(one: Uint8Array, two: Uint8Array): Uint8Array {
  const out = new Uint8Array(one.length + two.length);
  out.set(one);
  out.set(two, one.length);
  return out;
}

describe('what is large', () => {
  it('goes to the engine in parts, on from where it was cut, and only once', async () => {
    const { fetch, kept, log } = engine([1000, 0]);
    const uploads = new Uploads(LINK, fetch, 1);
    const told: unknown[] = [];
    const file = new File([bytes], 'stack.tif', { type: 'image/tiff' });
    const placed = await uploads.placed({ files: [file, 'small'] }, { onProgress: (each) => told.push(each) });
    const named = { $artifact: sha256, name: 'stack.tif', mime: 'image/tiff' };
    expect(placed).toEqual({ files: [named, 'small'] });
    expect(Buffer.compare(kept.get(sha256) ?? new Uint8Array(), bytes)).toBe(0);
    expect(log[1]).toBe(`bytes 1000-${1000 + 8 * 2 ** 20 - 1}/${SIZE}`);
    expect(told[0]).toEqual({ fraction: 0, text: 'Sending stack.tif to the engine' });
    const sent = log.length;
    await uploads.placed([file], {});
    expect(log.length).toBe(sent);
  });

  it('may be an array, whose bytes are named with what they are', async () => {
    const { fetch, kept } = engine();
    const array = new NDArray(new Uint16Array(bytes.buffer), [SIZE / 2 / 1024, 1024], 'uint16', {
      axes: 'YX',
      unit: 'µm',
    });
    const placed = await new Uploads(LINK, fetch).placed([array], {});
    const meta = { dtype: 'uint16', shape: [SIZE / 2 / 1024, 1024], axes: 'YX', unit: 'µm' };
    expect(placed).toEqual([{ $artifact: sha256, array: meta }]);
    expect(kept.get(sha256)?.length).toBe(SIZE);
  });

  it('is refused in the words of the engine, and given up when the person stops', async () => {
    const refuse = async () => Response.json({ error: { message: 'The disk is full.' } }, { status: 507 });
    const file = new Blob([bytes]);
    await expect(new Uploads(LINK, refuse).placed(file, {})).rejects.toThrow('did not take a file: The disk is full.');
    const stop = new AbortController();
    const unreachable = async () => {
      stop.abort(new Error('stopped'));
      throw new TypeError('Failed to fetch');
    };
    const { signal } = stop;
    await expect(new Uploads(LINK, unreachable).placed(file, { signal })).rejects.toThrow('stopped');
  });
});

describe('what is small', () => {
  it('stays as it is', async () => {
    const never = async () => Promise.reject(new Error('asked'));
    const value = {
      image: new NDArray(new Float32Array(4), [2, 2]),
      file: new Blob(['x']),
      n: 3,
      none: null,
      list: [1],
    };
    expect(await new Uploads(LINK, never).placed(value, {})).toEqual(value);
    expect(LARGE).toBeGreaterThan(2 ** 20);
  });
});
