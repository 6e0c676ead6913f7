import { describe, expect, test } from 'vitest';
import type { Feature } from '../../../pwa/src/images/layers.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';
import { ofCaller, watchDrawing } from '../../../pwa/src/workspace/drawn_events.js';
import { labelsLayer, pointsLayer } from '../../../pwa/src/workspace/new_layers.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const point = (id: string, x: number): Feature => ({
  id,
  geometry: { type: 'Point', coordinates: [x, 0] },
  plane: {},
  properties: { name: '', classification: null, color: null },
});
const told = async (): Promise<void> => {
  await Promise.resolve();
};

async function setUp() {
  const workspace = new Workspace({} as never);
  const data = new NDArray(new Int32Array(4), [2, 2], 'int32', { kind: 'labels' });
  const place = { windowId: 'w' };
  workspace.addWindow({
    kind: 'image',
    id: 'w',
    title: 'w',
    address: null,
    layers: [
      labelsLayer({ ...place, id: 'l', name: 'nuclei' }, data),
      pointsLayer({ ...place, id: 'p', name: 'seeds' }, [point('a', 1), point('b', 2)]),
    ],
  });
  const events: [string, { layer: string; box?: unknown; features?: { features: { id: string }[] } }][] = [];
  watchDrawing(workspace, (_, event, data) => events.push([event, data as never]));
  workspace.update({});
  await told();
  return { workspace, events };
}

describe('what the person draws', () => {
  test('is told as what was drawn, moved and removed', async () => {
    const { workspace, events } = await setUp();
    workspace.setLayer('p', { features: [point('a', 5), point('c', 3)] });
    await told();
    expect(
      events.map(([event, { layer, features }]) => [event, layer, features?.features.map(({ id }) => id)]),
    ).toEqual([
      ['drawn', 'seeds', ['c']],
      ['moved', 'seeds', ['a']],
      ['removed', 'seeds', ['b']],
    ]);
  });

  test('on labels is told with the place', async () => {
    const { workspace, events } = await setUp();
    const dirty = { x: [0, 1], y: [0, 1] } as const;
    workspace.setLayer('l', { revision: 1, dirty });
    await told();
    expect(events).toEqual([['drawn', { layer: 'nuclei', box: dirty }]]);
  });

  test('is not what a caller of the api set, or how a layer looks', async () => {
    const { workspace, events } = await setUp();
    workspace.setLayer('p', { features: ofCaller([point('a', 9)]) });
    workspace.setLayer('l', { opacity: 0.2 });
    await told();
    expect(events).toEqual([]);
  });
});
