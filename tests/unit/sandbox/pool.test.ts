import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { BootSource } from '../../../pwa/src/sandbox/boot_source.js';
import { SandboxPool } from '../../../pwa/src/sandbox/pool.js';
import type { Provision, ReadySandbox } from '../../../pwa/src/sandbox/ready_sandbox.js';

const made = vi.hoisted(() => ({
  startSandbox: vi.fn(),
  makeQuick: vi.fn(),
}));
vi.mock('../../../pwa/src/sandbox/ready_sandbox.js', () => made);

interface Made extends ReadySandbox {
  readonly number: number;
  readonly modules: readonly string[];
  readonly end: () => void;
}

let count: number;
let ended: string[];
beforeEach(() => {
  count = 0;
  ended = [];
  made.startSandbox.mockImplementation(async () => ready(++count, [], []));
  made.makeQuick.mockImplementation(async (base: Made, provision: Provision | null) =>
    ready(base.number, provision?.packages ?? [], provision?.modules ?? []),
  );
});

function ready(number: number, packages: readonly string[], modules: readonly string[]): Made {
  let end = () => {};
  const whenEnded = new Promise<string>((resolve) => {
    end = () => resolve('it broke');
  });
  const sandbox = { ended: whenEnded, terminate: (reason: string) => ended.push(`${number}: ${reason}`) };
  return { number, modules, end, packages: new Set(packages), sandbox, port: {} } as unknown as Made;
}

function provision(...packages: string[]): Provision {
  return { packages, modules: packages, load: async () => [] };
}

function newPool(deviceMemory: number | undefined, foreseen: () => Provision | null): SandboxPool {
  return new SandboxPool({
    files: {} as BootSource,
    onTaken: () => {},
    foresee: async () => foreseen(),
    deviceMemory,
  });
}

const take = async (pool: SandboxPool, ...needs: string[]) => (await pool.take(needs)) as Made;

describe('the pool', () => {
  test('keeps one sandbox that is bare and one with what is foreseen', async () => {
    const pool = newPool(8, () => provision('numpy'));
    await pool.prepare();
    await pool.prepare();
    expect(count).toBe(2);
    expect([...(await take(pool, 'numpy', 'scipy')).packages]).toEqual(['numpy']);
    expect([...(await take(pool)).packages]).toEqual([]);
  });

  test('gives no plugin a package that it does not ask for', async () => {
    const pool = newPool(8, () => provision('numpy'));
    await pool.prepare();
    expect((await take(pool, 'pillow')).packages.size).toBe(0);
    expect((await take(pool, 'pillow')).packages.size, 'a fresh one').toBe(0);
    expect(count).toBe(3);
  });

  test('brings more packages into the sandbox that it has when a plugin is expected', async () => {
    let foreseen = provision('numpy');
    const pool = newPool(8, () => foreseen);
    await pool.prepare();
    foreseen = provision('numpy', 'scipy');
    await pool.prepare();
    const given = await take(pool, 'numpy', 'scipy', 'pillow');
    expect([...given.packages]).toEqual(['numpy', 'scipy']);
    expect(count).toBe(2);
    expect(ended).toEqual([]);
  });

  test('ends a sandbox with packages that the expected plugin does not ask for', async () => {
    let foreseen = provision('numpy', 'scipy');
    const pool = newPool(8, () => foreseen);
    await pool.prepare();
    foreseen = provision('numpy', 'pandas');
    await pool.prepare();
    expect(ended).toEqual(['2: another was needed']);
    expect([...(await take(pool, 'numpy', 'pandas')).packages]).toEqual(['numpy', 'pandas']);
  });

  test.each([
    [2, 0],
    [4, 1],
    [undefined, 1],
    [8, 2],
  ])('keeps, with %s GB of memory, %s', async (memory, expected) => {
    const pool = newPool(memory, () => provision('numpy'));
    await pool.prepare();
    expect(count).toBe(expected);
  });

  test('makes another in place of one that broke', async () => {
    const pool = newPool(4, () => null);
    await pool.prepare();
    const begun = (await made.makeQuick.mock.results.at(-1)?.value) as Made;
    begun.end();
    await pool.prepare();
    expect((await take(pool)).number).toBe(2);
  });

  test('starts a fresh one for whoever asks when the one being made ready fails', async () => {
    made.makeQuick.mockRejectedValue(new Error('offline'));
    const pool = newPool(8, () => provision('numpy'));
    await pool.prepare();
    expect((await take(pool)).number).toBe(2);
  });
});
