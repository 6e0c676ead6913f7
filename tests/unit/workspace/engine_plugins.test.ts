import { describe, expect, it, vi } from 'vitest';
import type { EngineClient } from '../../../pwa/src/engine/index.js';
import { EnginePlugins } from '../../../pwa/src/workspace/engine_plugins.js';
import type { Library } from '../../../pwa/src/workspace/library.js';
import type { Questions } from '../../../pwa/src/workspace/questions.js';

function setUp({ scopes = ['run', 'install'], there = [] as string[], shipped = false, answer = true }) {
  const install = vi.fn(async () => ({ id: 'f00', name: 'Smooth', version: '1', ops: [], exports: [] }));
  const client = {
    link: { url: 'http://lab:9527', token: 'secret' },
    info: { scopes },
    plugins: async () => there.map((id) => ({ id, name: 'Smooth', version: '1', ops: [], exports: [] })),
    install,
  };
  const library = {
    file: async () => new Blob(['source']),
    record: () => ({ sha256: 'f00', fileName: 'smooth.py', shipped }),
    name: () => 'Smooth',
  };
  const ask = vi.fn(async () => answer);
  const plugins = new EnginePlugins(library as unknown as Library, { ask } as unknown as Questions);
  const installed = () => plugins.installed(client as unknown as EngineClient, 'file:smooth.py');
  return { install, ask, installed };
}

describe('a plugin that is run on an engine', () => {
  it('is installed there once the person has agreed, who is told that it is not sealed there', async () => {
    const { install, ask, installed } = setUp({});
    expect((await installed()).id).toBe('f00');
    expect(ask).toHaveBeenCalledWith(
      expect.objectContaining({
        title: 'Install “Smooth” on the engine at lab:9527?',
        text: expect.stringContaining('not sealed off'),
      }),
    );
    expect(install).toHaveBeenCalledWith({ text: 'source', name: 'smooth.py', sha256: 'f00' }, {});
  });

  it('is not installed when the person declines', async () => {
    const { install, installed } = setUp({ answer: false });
    await expect(installed()).rejects.toThrow('“Smooth” was not installed on the engine.');
    expect(install).not.toHaveBeenCalled();
  });

  it('is asked for once: what is there, and what ships with the app, is used as it is', async () => {
    for (const given of [{ there: ['f00'], scopes: ['run'] }, { shipped: true }]) {
      const { ask, installed } = setUp(given);
      expect((await installed()).id).toBe('f00');
      expect(ask).not.toHaveBeenCalled();
    }
  });

  it('is refused to a token that may not install, with what to do', async () => {
    const { install, ask, installed } = setUp({ scopes: ['run'] });
    await expect(installed()).rejects.toThrow(/has no “Smooth”, and your token does not let you .* scope “install”/);
    expect([ask.mock.calls, install.mock.calls]).toEqual([[], []]);
  });
});
