import { describe, expect, it } from 'vitest';
import { Engines } from '../../../pwa/src/workspace/engines.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

describe('the engine of a native-python plugin', () => {
  const engines = new Engines({ workspace: new Workspace({} as never) } as never);

  it('is asked for where none is connected, with what to do', async () => {
    await expect(engines.native('Segment', true)).rejects.toThrow(
      /“Segment” .* none is connected\. Start one there with coverslip-engine, and paste the link/,
    );
  });

  it('is only for plugins that may use it', async () => {
    await expect(engines.native('Segment', false)).rejects.toThrow(/“Segment” .* Allow “Run work on your engine”/);
  });
});
