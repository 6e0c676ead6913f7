import { describe, expect, test } from 'vitest';
import type { FoundCatalogue, Installer } from '../../../pwa/src/plugins/index.js';
import type { Library } from '../../../pwa/src/workspace/library.js';
import { entrySource, Repositories } from '../../../pwa/src/workspace/repositories.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const entry = (name: string, tag: string | null = null, disabled = false) => ({
  name,
  version: '1',
  description: '',
  icon: '',
  file: { address: `https://x/${name}.imjoy.html`, fileName: `${name}.imjoy.html`, tag },
  sha256: null,
  disabled,
});
const found: FoundCatalogue = {
  address: 'https://x/manifest.imjoy.json',
  name: '',
  description: '',
  entries: [entry('A'), entry('B', 'GPU'), entry('Off', null, true)],
  collections: [{ name: 'All', description: '', plugins: ['A', 'B', 'Off', 'Gone'] }],
};

function make() {
  const installed = new Set<string>();
  const workspace = new Workspace({} as never);
  const library = { find: (source: string) => (installed.has(source) ? { id: source } : null) } as unknown as Library;
  const installer = { catalogue: async () => found } as unknown as Installer;
  return { installed, workspace, repositories: new Repositories(workspace, installer, library) };
}

describe('a repository that is opened', () => {
  test('shows what can be installed and from where, and marks what is installed since', async () => {
    const { installed, workspace, repositories } = make();
    await repositories.open('u/r');
    expect(workspace.state.repository).toMatchObject({ source: 'u/r', name: 'u/r', description: found.address });
    const shown = () => workspace.state.repository?.entries.map(({ source, installed: id }) => [source, id]);
    expect(shown()).toEqual([
      ['https://x/A.imjoy.html', null],
      ['https://x/B.imjoy.html@GPU', null],
      ['', null],
    ]);
    expect(workspace.state.repository?.collections).toMatchObject([
      { sources: ['https://x/A.imjoy.html', 'https://x/B.imjoy.html@GPU'], missing: ['Off', 'Gone'] },
    ]);
    installed.add('https://x/A.imjoy.html');
    repositories.refresh();
    expect(shown()?.[0]).toEqual(['https://x/A.imjoy.html', 'https://x/A.imjoy.html']);
    repositories.close();
    expect(workspace.state.repository).toBeNull();
  });

  test('gives the plugin that a link names, without being shown', async () => {
    const { workspace, repositories } = make();
    const repository = await repositories.look('u/r');
    expect(entrySource(repository, 'B')).toBe('https://x/B.imjoy.html@GPU');
    expect(() => entrySource(repository, 'Off')).toThrow(/has disabled its plugin “Off”/);
    expect(() => entrySource(repository, 'C')).toThrow(
      /has no plugin “C”. Did you mean|has no plugin “C”. There is: A, B/,
    );
    expect(workspace.state.repository).toBeNull();
  });
});
