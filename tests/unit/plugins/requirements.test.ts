import { describe, expect, test } from 'vitest';
import { EMPTY_HEADER, type PluginHeader } from '../../../pwa/src/contracts/plugin.js';
import type { PackageEntry, SiteManifest } from '../../../pwa/src/contracts/site.js';
import { arrayPackages, requiredNames, requiredPackages } from '../../../pwa/src/plugins/requirements.js';

const entry = (name: string, version: string, depends: string[] = []): PackageEntry => ({
  name,
  version,
  depends,
  imports: [name],
  origin: 'pypi',
  licence: 'MIT',
  archive: { path: `assets/${name}`, sha256: name, size: 1, transfer: 1, encoding: 'identity' },
});

const part = entry('ort', '1.30.0').archive;
const build = { ort: part, glue: part, wasm: part };

const site: SiteManifest = {
  version: '1',
  inference: { version: '1.30.0', builds: { cpu: build, webgpu: build } },
  runtime: { pyodide: '314.0.3', python: '3.14', files: {} },
  packages: {
    numpy: entry('numpy', '2.4.3'),
    scipy: entry('scipy', '1.18.0', ['numpy']),
    'scikit-image': entry('scikit-image', '0.26.0', ['numpy', 'scipy', 'lazy-loader']),
    'lazy-loader': entry('lazy-loader', '0.5', ['scikit-image']),
  },
  plugins: [],
  samples: [],
};

const bare: PluginHeader = { ...EMPTY_HEADER, kind: 'python', name: 'P' };

const names = (dependencies: string[], requiresPython = '') =>
  requiredPackages({ ...bare, dependencies, requiresPython }, site).map(({ name }) => name);

test('an op that takes or gives an image brings numpy', () => {
  const op = { name: 'f', title: 'F', doc: '', params: [], results: [] };
  expect(arrayPackages([op], site)).toEqual([]);
  const made = arrayPackages([{ ...op, results: [{ kind: 'labels', title: '' }] }], site);
  expect(made.map(({ name }) => name)).toEqual(['numpy']);
});

describe('the packages of a plugin', () => {
  test('come with what they need, each once, even where two need each other', () => {
    expect(names(['Scikit_Image', 'numpy']).sort()).toEqual(['lazy-loader', 'numpy', 'scikit-image', 'scipy']);
    expect(names(['scipy'])).toEqual(['numpy', 'scipy']);
  });

  test('leave out what every sandbox has and what is not for the browser', () => {
    expect(names(['coverslip', "numpy; sys_platform == 'linux'", 'scipy ; sys_platform != "linux"'])).toEqual([
      'numpy',
      'scipy',
    ]);
  });

  test('are named whether or not the site carries them', () => {
    const header = { dependencies: ['Scikit_Image>=1', "torch==2.13.0 ; sys_platform != 'emscripten'", 'rare'] };
    expect(requiredNames({ ...bare, ...header })).toEqual(['scikit-image', 'rare']);
  });

  test('fit the versions that are asked for', () => {
    expect(names(['numpy>=2,<3', 'scipy (~=1.18)', 'numpy[extra]==2.4.*'])).toEqual(['numpy', 'scipy']);
    expect(() => names(['numpy<2'])).toThrow(/requires “numpy<2”, and this site carries numpy 2\.4\.3/);
  });

  test('that are not here are named, with what was probably meant', () => {
    expect(() => names(['torch'])).toThrow(/package “torch”, which this site does not carry/);
    expect(() => names(['nunpy'])).toThrow(/Did you mean “numpy”\?/);
    expect(() => names(['constructor'])).toThrow(/does not carry/);
    expect(() => names(['x @ https://example.org/x.whl'])).toThrow(/by address/);
  });

  test('need a Python that this site runs', () => {
    expect(names(['numpy'], '>=3.11')).toEqual(['numpy']);
    expect(() => names([], '<3.12')).toThrow(/requires Python “<3\.12”; this site runs Python 3\.14/);
    expect(() => names([], 'three')).toThrow(/requires Python “three”/);
  });
});
