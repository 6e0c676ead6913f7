import { expect, it } from 'vitest';
import { OwnHasher, type StreamHasher } from '../../../pwa/src/assets/stream_hasher.js';
import { type WritableFile, Writing } from '../../../pwa/src/assets/writing.js';
import { bytes, sha256 } from '../service_worker/fakes.js';

/** A file of which only the length is kept. */
function fileOf(content: Uint8Array): WritableFile {
  let size = content.length;
  return {
    getSize: () => size,
    read: (buffer, { at }) => {
      buffer.set(content.subarray(at, at + buffer.length));
      return buffer.length;
    },
    write: (buffer, { at }) => {
      size = Math.max(size, at + buffer.length);
      return buffer.length;
    },
    truncate: (length) => {
      size = length;
    },
    flush: () => undefined,
    close: () => undefined,
  };
}

/** Hashes when it is told to. */
class SlowHasher implements StreamHasher {
  readonly asked: number[] = [];
  readonly waiting: (() => void)[] = [];

  async update(pieces: readonly Uint8Array[]): Promise<void> {
    this.asked.push(pieces.reduce((sum, { length }) => sum + length, 0));
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
  async restart(): Promise<void> {}
  async digest(): Promise<string> {
    return 'slow';
  }
}

it('goes on to write while what was written is hashed, and waits when that falls behind', async () => {
  const hasher = new SlowHasher();
  const writing = await Writing.open(fileOf(new Uint8Array()), hasher);
  for (let i = 0; i < 4; i++) await writing.write([new Uint8Array(4_000_000)]);
  expect(hasher.asked).toEqual([4e6, 4e6, 4e6, 4e6]);
  let written = false;
  const fifth = writing.write([new Uint8Array(4_000_000)]).then(() => {
    written = true;
  });
  await Promise.resolve();
  expect([written, writing.size]).toEqual([false, 20e6]);
  for (const go of hasher.waiting) go();
  await fifth;
  expect(written).toBe(true);
});

it('has hashed everything when it is finished, and what an earlier visit left comes first', async () => {
  const content = bytes(9_000_000);
  const writing = await Writing.open(fileOf(content.slice(0, 5_000_000)), await OwnHasher.create());
  expect(writing.size).toBe(5_000_000);
  await writing.write([content.slice(5_000_000, 6_000_000), content.slice(6_000_000)]);
  expect(await writing.finish()).toEqual({ sha256: sha256(content), size: content.length });
});

it('hashes anew what begins anew', async () => {
  const writing = await Writing.open(fileOf(bytes(100)), await OwnHasher.create());
  await writing.restart();
  await writing.write([bytes(10, 3)]);
  expect(await writing.finish()).toEqual({ sha256: sha256(bytes(10, 3)), size: 10 });
});
