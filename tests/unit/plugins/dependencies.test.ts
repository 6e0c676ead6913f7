import { describe, expect, test } from 'vitest';
import { FetchError } from '../../../pwa/src/contracts/errors.js';
import { NO_PERMISSIONS } from '../../../pwa/src/contracts/permissions.js';
import { EMPTY_HEADER } from '../../../pwa/src/contracts/plugin.js';
import type { Candidate } from '../../../pwa/src/plugins/candidate.js';
import { gatherDependencies } from '../../../pwa/src/plugins/dependencies.js';

const candidate = (name: string, plugins: readonly string[]): Candidate => {
  const address = `https://x/${name}.py`;
  const header = {
    ...EMPTY_HEADER,
    kind: 'python' as const,
    name,
    permissions: { ...NO_PERMISSIONS, plugins },
  };
  return {
    id: address,
    source: address,
    address,
    fileName: `${name}.py`,
    tag: null,
    sha256: name,
    size: 1,
    text: '',
    header,
  };
};

/** Gathers for the first of the plugins; `here` are names of installed ones. */
async function gather(plugins: { readonly [name: string]: readonly string[] }, here: readonly string[] = []) {
  const asked: string[] = [];
  const all = Object.entries(plugins).map(([name, needs]) => candidate(name, needs));
  const { candidates, remarks } = await gatherDependencies(all.slice(0, 1), {
    find: (source) => (here.includes(source) ? source : null),
    fetch: async (source) => {
      asked.push(source);
      const found = all.find(({ address }) => address === source);
      if (found === undefined) throw new FetchError(`${source} is gone.`, source, 404);
      return found;
    },
  });
  return { names: candidates.map(({ header }) => header.name), remarks, asked };
}

describe('the dependencies of a plugin', () => {
  test('are found over one another, each once, also beside their own files', async () => {
    const { names, remarks, asked } = await gather({ a: ['./b.py', 'https://x/c.py'], b: ['https://x/c.py'], c: [] });
    expect(names).toEqual(['b', 'c']);
    expect(remarks).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  test('that are installed are left as they are', async () => {
    expect(await gather({ a: ['Here', 'https://x/b.py'], b: [] }, ['Here'])).toMatchObject({
      names: ['b'],
      remarks: [],
    });
  });

  test("that can't be had are named, and the others are still found", async () => {
    const { names, remarks } = await gather({ a: ['https://x/gone.py', 'https://x/b.py'], b: [] });
    expect(names).toEqual(['b']);
    expect(remarks).toEqual(["“a” depends on “https://x/gone.py”, which can't be had: https://x/gone.py is gone."]);
  });

  test('in a ring are found once, and the ring is named', async () => {
    const { names, remarks } = await gather({ a: ['./b.py'], b: ['./c.py'], c: ['./a.py'] });
    expect(names).toEqual(['b', 'c']);
    expect(remarks[0]).toContain('a → b → c → a');
    expect((await gather({ a: ['./a.py'] })).remarks[0]).toContain('a → a');
  });

  test('without end are cut off', async () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`p${i}`, [`./p${i + 1}.py`]]));
    const { names, remarks } = await gather(many);
    expect(names).toHaveLength(50);
    expect(remarks[0]).toMatch(/More than 50/);
  });
});
