import { describe, expect, it } from 'vitest';
import { EMPTY_HEADER, type PluginHeader } from '../../../pwa/src/contracts/plugin.js';
import type { SiteManifest } from '../../../pwa/src/contracts/site.js';
import { forEngine } from '../../../pwa/src/plugins/engine_only.js';

const site = {
  packages: { numpy: { name: 'numpy', version: '2.4.3', depends: [] } },
  runtime: { python: '3.14' },
} as unknown as SiteManifest;
const header = (fields: Partial<PluginHeader>): PluginHeader => ({
  ...EMPTY_HEADER,
  kind: 'python',
  name: 'Segment',
  ...fields,
});

describe('a plugin that needs what no sandbox of the site has', () => {
  const needy = [
    header({ dependencies: ['numpy', 'cellpose'] }),
    header({ dependencies: ['numpy==1.26'] }),
    header({ dependencies: ['it @ https://example.org/it.whl'] }),
    header({ requiresPython: '>=3.9,<3.13' }),
  ];

  it('is for an engine where one is connected, and asks for leave to use it', async () => {
    for (const each of needy) {
      const { native, permissions, dependencies } = await forEngine(each, site, true);
      expect([native, permissions.engine, dependencies]).toEqual([true, true, each.dependencies]);
    }
  });

  it('is refused where none is connected, with what it lacks and how to have it', async () => {
    for (const each of needy)
      await expect(forEngine(each, site, false)).rejects.toThrow(/Segment.*connect one under Engines and jobs/s);
  });

  it('stays as it is where the site has all of it, engine or not', async () => {
    const light = header({ dependencies: ['numpy>=2'] });
    expect(await forEngine(light, site, true)).toBe(light);
  });
});
