import { describe, expect, test, vi } from 'vitest';
import type { AssetStore } from '../../../pwa/src/assets/index.js';
import type { PluginHeader } from '../../../pwa/src/contracts/plugin.js';
import type { AssetRef, PackageEntry, SiteManifest } from '../../../pwa/src/contracts/site.js';
import { type Expected, foresee, importsOf } from '../../../pwa/src/plugins/foresight.js';

function entry(name: string, imports: string[], depends: string[] = []): PackageEntry {
  const archive = { path: `assets/${name}`, sha256: name, size: 1, transfer: 1, encoding: 'gzip' } as const;
  return { name, version: '1.0', archive, depends, imports, origin: 'pypi', licence: '' };
}

const packages = {
  numpy: entry('numpy', ['numpy']),
  scipy: entry('scipy', ['scipy'], ['numpy']),
  'scikit-image': entry('scikit-image', ['skimage'], ['numpy', 'scipy']),
};
const site = { packages, runtime: { python: '3.14' } } as unknown as SiteManifest;
const expected = (dependencies: string[], text = '', kind = 'python'): Expected => ({
  header: { name: 'A plugin', kind, dependencies, requiresPython: '' } as unknown as PluginHeader,
  text,
});

function storeWithout(...lost: string[]): AssetStore {
  return {
    missing: async (refs: readonly AssetRef[]) => refs.filter(({ sha256 }) => lost.includes(sha256)),
    blob: vi.fn(async ({ sha256 }: AssetRef) => new Blob([sha256])),
  } as unknown as AssetStore;
}

describe('what the next plugin will need', () => {
  test('is numpy, when nobody knows which plugin it is', async () => {
    const provision = await foresee(null, site, storeWithout('scipy'));
    expect(provision?.packages).toEqual(['numpy']);
    expect(provision?.modules).toEqual(['numpy']);
  });

  test('is what the plugin requires, and what it imports at its start', async () => {
    const text = 'import numpy as np\nfrom skimage.filters import gaussian\n';
    const provision = await foresee(expected(['scikit-image'], text), site, storeWithout());
    expect(provision?.packages).toEqual(['numpy', 'scipy', 'scikit-image']);
    expect(provision?.modules).toEqual(['numpy', 'skimage.filters:gaussian']);
    const archives = await provision?.load(['scipy', 'scikit-image']);
    expect(await Promise.all((archives ?? []).map((each) => each.text()))).toEqual(['scipy', 'scikit-image']);
  });

  test.each([
    ['some of it would have to be fetched', expected(['scikit-image']), storeWithout('scipy')],
    ['nothing of numpy is kept', null, storeWithout('numpy')],
    ['the plugin requires nothing', expected([]), storeWithout()],
    ['the plugin requires what the site does not carry', expected(['torch']), storeWithout()],
    ['the plugin runs in no Python', expected([], '', 'javascript'), storeWithout()],
  ])('is nothing when %s', async (_, plugin, store) => {
    expect(await foresee(plugin, site, store)).toBeNull();
  });
});

describe('the imports of a source', () => {
  const all = Object.values(packages);

  test('are those of known packages that stand at the beginning of a line', () => {
    const text = [
      'import os, numpy as np, scipy.ndimage  # why',
      'from skimage.measure import label, regionprops_table as table',
      'from skimage.feature import (',
      '    peak_local_max,  # of the distances',
      '    canny as edges,',
      ')',
      'from . import numpy',
      'from coverslip import op',
      'def run():',
      '    import scipy.signal',
      'from scipy import *',
    ].join('\n');
    expect(importsOf(text, all)).toEqual([
      'skimage.measure:label',
      'skimage.measure:regionprops_table',
      'skimage.feature:peak_local_max',
      'skimage.feature:canny',
      'numpy',
      'scipy.ndimage',
    ]);
  });

  test('hold nothing that is no name of a module', () => {
    expect(importsOf("import numpy;__import__('os')\nfrom numpy import a b, é\nimport numpyish\n", all)).toEqual([
      'numpy',
    ]);
  });
});
