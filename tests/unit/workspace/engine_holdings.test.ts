import { describe, expect, it, vi } from 'vitest';
import type { EngineClient } from '../../../pwa/src/engine/index.js';
import { EngineHoldingsDesk } from '../../../pwa/src/workspace/engine_holdings.js';

function setUp(scopes: string[], answer = true) {
  const client = {
    link: { url: 'http://lab:9527' },
    info: { scopes },
    plugins: vi.fn(async () => [{ id: 'f00', name: 'Smooth', version: '1', owner: 'ann', ops: ['much'], exports: [] }]),
    processes: vi.fn(async () => []),
    environments: vi.fn(async () => []),
    endProcesses: vi.fn(async () => undefined),
    removeEnvironment: vi.fn(async () => {
      throw new Error('A job runs in it.');
    }),
    remove: vi.fn(async () => undefined),
  };
  const shown: unknown[] = [];
  const told: string[] = [];
  const confirm = vi.fn(async () => answer);
  const desk = new EngineHoldingsDesk({
    client: () => client as unknown as EngineClient,
    show: (_engine, holdings) => void shown.push(holdings),
    act: (what, work) => work().catch((error: Error) => void told.push(`${what}: ${error.message}`)),
    confirm,
  });
  return { client, desk, shown, told, confirm };
}

const plugins = [{ id: 'f00', name: 'Smooth', version: '1', owner: 'ann' }];

describe('what an engine holds', () => {
  it('is seen as far as the token allows', async () => {
    const owner = setUp(['run', 'install', 'admin']);
    await owner.desk.look('http://lab:9527');
    expect(owner.shown).toEqual([{ plugins, processes: [], environments: [] }]);
    const guest = setUp(['run']);
    await guest.desk.look('http://lab:9527');
    expect(guest.shown).toEqual([{ plugins, processes: null, environments: null }]);
    expect(guest.client.processes).not.toHaveBeenCalled();
  });

  it('is looked at again after something was ended, and after it could not be', async () => {
    const { client, desk, shown, told } = setUp(['admin']);
    await desk.endProcesses('http://lab:9527', 'f00', 'ann');
    await desk.removeEnvironment('http://lab:9527', 'e1');
    expect(client.endProcesses).toHaveBeenCalledWith('f00', 'ann');
    expect(told).toEqual(['Removing the environment: A job runs in it.']);
    expect(shown).toHaveLength(2);
  });

  it('loses a plugin only when the person agrees', async () => {
    for (const answer of [true, false]) {
      const { client, desk, confirm } = setUp(['install'], answer);
      await desk.removePlugin('http://lab:9527', 'f00');
      expect(confirm).toHaveBeenCalledWith(expect.stringContaining('Remove “Smooth” from the engine'));
      expect(client.remove).toHaveBeenCalledTimes(answer ? 1 : 0);
    }
  });
});
