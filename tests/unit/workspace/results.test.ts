import { describe, expect, test } from 'vitest';
import type { OpDescription } from '../../../pwa/src/contracts/plugin.js';
import { ClockTime, Duration, Markup, NDArray, RemoteFile, Table } from '../../../pwa/src/rpc/index.js';
import { Images } from '../../../pwa/src/workspace/images.js';
import { Results } from '../../../pwa/src/workspace/results.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const op: OpDescription = {
  name: 'count',
  title: 'Count',
  doc: '',
  params: [],
  results: [
    { kind: 'labels', title: 'Nuclei' },
    { kind: 'table', title: 'Measurements' },
  ],
};
const labels = (...shape: [number, number]) =>
  new NDArray(new Int32Array(shape[0] * shape[1]), shape, 'int32', { kind: 'labels', axes: 'YX' });

function setUp() {
  const workspace = new Workspace({} as never);
  const images = new Images(workspace, {} as never, {} as never);
  const windowId = images.show(
    [new NDArray(new Uint8Array(18), [2, 3, 3], 'uint8', { kind: 'image', axes: 'YXS', name: 'a.png' })],
    'a.png',
  );
  const input = workspace.layers[0];
  if (input === undefined) throw new Error('no layer');
  return { workspace, results: new Results(workspace, images), windowId, input };
}

describe('results', () => {
  test('labels lie over the image they came from, which stays in sight; a table gets a window', () => {
    const { workspace, results, windowId, input } = setUp();
    const made = results.show(op, [labels(2, 3), new Table(['a'], [[1]])], input);
    expect(workspace.layers.map(({ name, kind }) => [name, kind])).toEqual([
      ['a.png', 'image'],
      ['Nuclei', 'labels'],
    ]);
    expect(workspace.windows.map(({ title }) => title)).toEqual(['a.png', 'Measurements – a.png']);
    expect(workspace.state.activeWindow).toBe(windowId);
    expect(made).toEqual([workspace.layers[1]?.id, workspace.windows[1]?.id]);
  });

  test('labels of a second run hide those of the first and get a name of their own', () => {
    const { workspace, results, input } = setUp();
    results.show(op, [labels(2, 3), new Table(['a'], [])], input);
    results.show(op, [labels(2, 3), new Table(['a'], [])], input);
    expect(workspace.windows.map(({ title }) => title)).toEqual([
      'a.png',
      'Measurements – a.png',
      'Measurements – a.png 2',
    ]);
    expect(workspace.layers.map(({ name, visible }) => [name, visible])).toEqual([
      ['a.png', true],
      ['Nuclei', false],
      ['Nuclei 2', true],
    ]);
  });

  test('a map that is to lie over the image does so half transparent, the newest alone', () => {
    const { workspace, results, windowId, input } = setUp();
    const looks = { ...op, results: [{ kind: 'image', title: 'Map', overlay: '#ff5a1f' } as const] };
    const map = (height: number) => new NDArray(new Float32Array(height * 3), [height, 3], 'float32', { axes: 'YX' });
    results.show(looks, map(2), input);
    results.show(looks, map(2), input);
    const shown = workspace.layers.map((layer) => layer.kind === 'image' && [layer.name, layer.visible, layer.opacity]);
    expect(shown).toEqual([
      ['a.png', true, 1],
      ['Map', false, 0.5],
      ['Map 2', true, 0.5],
    ]);
    expect(workspace.layers.at(-1)).toMatchObject({ windowId, channels: [{ color: '#ff5a1f' }] });
    results.show(looks, map(5), input);
    expect(workspace.windows.map(({ title }) => title)).toEqual(['a.png', 'Map – a.png']);
  });

  test('labels of another size get a window of their own', () => {
    const { workspace, results, input } = setUp();
    results.show(op, [labels(5, 5)], input);
    expect(workspace.windows).toHaveLength(2);
  });

  test('dates and lengths of time are shown as they are written', () => {
    const { workspace, results, input } = setUp();
    results.show({ ...op, results: [] }, new ClockTime('2026-01-02'), input);
    results.show({ ...op, results: [] }, new Duration(0, 90, 0), input);
    expect(workspace.windows.slice(1)).toMatchObject([{ text: '2026-01-02' }, { text: 'PT90S' }]);
  });

  test('a file that can not be read any more says so in a window', async () => {
    const { workspace, results, input } = setUp();
    const source = { read: () => Promise.reject(new Error('the plugin is gone')) };
    results.show({ ...op, results: [] }, new RemoteFile(source, 'a.bin', '', 3), input);
    await expect
      .poll(() => workspace.windows.at(-1))
      .toMatchObject({
        kind: 'text',
        text: 'The file could not be read: Error: the plugin is gone',
      });
  });

  test('other values are shown as what they are, and nothing as nothing', () => {
    const { workspace, results } = setUp();
    const one = { ...op, results: [] };
    for (const value of [
      3,
      null,
      { n: 3 },
      [{ a: 1 }, { a: 2 }],
      'words',
      new Markup('html', '<b>x</b>'),
      new File(['x'], 'x.txt'),
    ])
      results.show(one, value, null);
    expect(workspace.windows.slice(1)).toMatchObject([
      { kind: 'text', text: '3' },
      { kind: 'tree', data: { n: 3 } },
      { kind: 'table', table: { columns: ['a'], rows: [[1], [2]] } },
      { kind: 'text', text: 'words' },
      { kind: 'panel', html: '<b>x</b>' },
      { kind: 'file', title: 'x.txt' },
    ]);
  });

  test('what is said of a value decides before what it looks like', () => {
    const { workspace, results } = setUp();
    const said = (kind: 'tree' | 'table' | 'markdown') => ({ ...op, results: [{ kind, title: 'It' }] });
    results.show(said('tree'), { a: [1, 2] }, null);
    results.show(said('table'), { columns: ['a'], rows: [[1]] }, null);
    results.show(said('markdown'), '# Title', null);
    expect(workspace.windows.slice(1).map(({ kind }) => kind)).toEqual(['tree', 'table', 'markdown']);
  });

  test('a table tells of the labels that came with it, else of those that the op worked on', () => {
    const { workspace, results, input } = setUp();
    const table = () => new Table(['label'], [[1]]);
    results.show(op, [labels(2, 3), table()], input);
    const made = workspace.layers.at(-1);
    const linked = () => workspace.windows.findLast((window) => window.kind === 'table')?.labelsLayer;
    expect(linked()).toBe(made?.id);
    results.show({ ...op, results: [] }, table(), input, made ?? null);
    expect(linked()).toBe(made?.id);
    results.show({ ...op, results: [] }, table(), input);
    expect(linked()).toBeNull();
    results.show({ ...op, results: [] }, new Table(['area'], [[1]]), input, made ?? null);
    expect(linked()).toBeNull();
    results.show({ ...op, results: [] }, new Table(['label'], [[1]], { labels: 'Nuclei' }), input);
    expect(linked()).toBe(made?.id);
  });
});
