import { describe, expect, test } from 'vitest';
import type { AssetStore } from '../../../pwa/src/assets/index.js';
import type { PluginHeader } from '../../../pwa/src/contracts/plugin.js';
import type { AssetRef, SiteManifest } from '../../../pwa/src/contracts/site.js';
import { type NeedyPlugin, OfflineNeeds } from '../../../pwa/src/plugins/offline_needs.js';

const file = (sha256: string, transfer = 1): AssetRef => ({
  path: `assets/${sha256}`,
  sha256,
  size: 1,
  transfer,
  encoding: 'gzip',
});
const entry = (name: string, depends: string[] = []) => ({
  name,
  version: '1.0',
  archive: file(name, 3),
  depends,
  imports: [name],
  origin: 'pypi',
  licence: '',
});
const site = {
  packages: { numpy: entry('numpy'), scipy: entry('scipy', ['numpy']) },
  plugins: [{ file: file('shipped.py') }],
  runtime: { python: '3.14' },
} as unknown as SiteManifest;

function plugin(sha256: string, dependencies: string[], shipped = false): NeedyPlugin {
  const header = { name: sha256, kind: 'python', dependencies, requiresPython: '' } as unknown as PluginHeader;
  return { header, sha256, shipped };
}

/** A store that keeps what it fetches. */
function store(...kept: string[]) {
  const has = new Set(kept);
  const fetched: string[] = [];
  const made = {
    missing: async (refs: readonly AssetRef[]) => refs.filter(({ sha256 }) => !has.has(sha256)),
    get: async ({ sha256 }: AssetRef, { onProgress }: { onProgress?: (fraction: number) => void } = {}) => {
      if (sha256 === 'gone') throw new Error('gone');
      onProgress?.(1);
      has.add(sha256);
      fetched.push(sha256);
      return new ArrayBuffer(0);
    },
  } as unknown as AssetStore;
  return { made, fetched };
}

describe('what a plugin needs with no network', () => {
  test('is its packages with their needs, and its file where the site ships it', async () => {
    const { made, fetched } = store();
    const needs = new OfflineNeeds(site, made);
    const both = [plugin('shipped.py', ['numpy'], true), plugin('mine.py', ['scipy'])];
    expect(await Promise.all(both.map((each) => needs.has(each)))).toEqual([false, false]);
    await needs.save(both, []);
    expect(fetched.sort()).toEqual(['numpy', 'scipy', 'shipped.py']);
    expect(await Promise.all(both.map((each) => needs.has(each)))).toEqual([true, true]);
  });

  test('is nothing for a plugin without packages that the person installed', async () => {
    expect(await new OfflineNeeds(site, store().made).has(plugin('mine.py', []))).toBe(true);
  });

  test('is fetched once, with what else is wanted, and the share of all bytes is told', async () => {
    const { made, fetched } = store('numpy');
    const told: number[] = [];
    const more = [file('sample.tif', 1), file('numpy', 3)];
    await new OfflineNeeds(site, made).save([plugin('mine.py', ['scipy'])], more, {
      onFraction: (fraction) => told.push(fraction),
    });
    expect(fetched).toEqual(['scipy', 'sample.tif']);
    expect(told).toEqual([3 / 4, 1]);
  });

  test('that can not be had is told', async () => {
    const needs = new OfflineNeeds(site, store().made);
    await expect(needs.save([], [file('gone')])).rejects.toThrow('gone');
  });
});
