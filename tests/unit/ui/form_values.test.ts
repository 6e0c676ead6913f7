import { describe, expect, it } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { NDArray } from '../../../pwa/src/rpc/ndarray.js';
import { Table } from '../../../pwa/src/rpc/table.js';
import { laidOver, madeBy, samplesFor, sourcesFor, TO_DRAW } from '../../../pwa/src/ui/form_sources.js';
import {
  chosenLayers,
  chosenSource,
  fieldError,
  formValues,
  initialDraft,
  unknownPresets,
  withLayer,
} from '../../../pwa/src/ui/form_values.js';
import type { RunItem, WindowItem } from '../../../pwa/src/workspace/model.js';
import { imageLayer, labelsLayer, pointsLayer, shapesLayer } from '../../../pwa/src/workspace/new_layers.js';
import { number, op, param } from '../ops.js';

const image = (id: string, ...layers: (readonly [string, 'image' | 'labels'])[]): WindowItem => ({
  kind: 'image',
  id,
  title: id,
  address: null,
  layers: layers.map(([name, kind]) => {
    const place = { id: `${id}.${name}`, windowId: id, name };
    const data = new NDArray(new Uint8Array(1), [1, 1]);
    return kind === 'labels' ? labelsLayer(place, data) : imageLayer(place, arraySource(data));
  }),
});
const table = (id: string): WindowItem => ({
  kind: 'table',
  id,
  title: id,
  table: new Table([], []),
  labelsLayer: null,
});
const nothing = { windows: [], fronts: [] };

describe('what an image parameter can take', () => {
  const state = {
    windows: [
      image('a', ['cells', 'image']),
      image('b', ['raw', 'image'], ['nuclei', 'labels'], ['smooth', 'image']),
      table('t'),
    ],
    fronts: ['a'],
  };

  it('is every image layer, those of the window in front first', () => {
    expect(sourcesFor(param('i', { kind: 'image' }), state).map(({ id }) => id)).toEqual([
      'a.cells',
      'b.smooth',
      'b.raw',
    ]);
  });

  it('is the window in front unless another was chosen', () => {
    const wanted = param('i', { kind: 'image' }, { required: true });
    const sources = sourcesFor(wanted, state);
    expect(chosenSource(wanted, { i: '' }, sources)?.id).toBe('a.cells');
    expect(chosenSource(wanted, { i: 'b.raw' }, sources)?.id).toBe('b.raw');
    expect(chosenSource(wanted, { i: 'closed' }, sources)?.id).toBe('a.cells');
  });

  it('comes in the order in which the images were in front', () => {
    const wanted = param('i', { kind: 'image' }, { required: true });
    const three = { ...state, windows: [...state.windows, image('c', ['new', 'image'])], fronts: ['t', 'b', 'a'] };
    expect(sourcesFor(wanted, three).map(({ id }) => id)).toEqual(['b.smooth', 'b.raw', 'a.cells', 'c.new']);
  });

  it('is what was in front before the op showed its result, which has to be chosen', () => {
    const wanted = param('i', { kind: 'image' }, { required: true });
    const shown = { windows: state.windows, fronts: ['b', 'a'] };
    const made = new Set(['b']);
    const sources = sourcesFor(wanted, { ...shown, made });
    expect(sources.map(({ id }) => id)).toEqual(['a.cells', 'b.smooth', 'b.raw']);
    expect(chosenSource(wanted, { i: 'b.raw' }, sources)?.id).toBe('b.raw');
    expect(
      chosenSource(wanted, { i: '' }, sourcesFor(wanted, { windows: state.windows.slice(1), fronts: ['b'], made }))?.id,
    ).toBe('b.smooth');
    const labels = {
      windows: [image('a', ['mine', 'labels'], ['grown', 'labels'])],
      fronts: ['a'],
      made: new Set(['a.grown']),
    };
    expect(sourcesFor(param('l', { kind: 'labels' }), labels).map(({ id }) => id)).toEqual(['a.mine', 'a.grown']);
    const tables = { windows: [table('t'), table('u')], fronts: ['u', 't'], made: new Set(['u']) };
    expect(sourcesFor(param('t', { kind: 'table' }), tables).map(({ id }) => id)).toEqual(['t', 'u']);
  });

  it('counts as made by an op what came of its runs alone, also of those that were stopped', () => {
    const run = (pluginId: string, opName: string, outputs: string[]) =>
      ({ pluginId, op: opName, outputs }) as unknown as RunItem;
    const runs = [run('p', 'op', ['a']), run('p', 'op', ['b', 'c']), run('p', 'other', ['d']), run('q', 'op', ['e'])];
    expect([...madeBy(runs, 'p', 'op')]).toEqual(['a', 'b', 'c']);
  });

  it('is rather the image than what a run has laid over it', () => {
    const run = (outputs: string[]) => ({ pluginId: 'p', op: 'other', outputs }) as unknown as RunItem;
    const windows = [image('a', ['cells', 'image'], ['map', 'image']), image('b', ['made', 'image'])];
    const made = laidOver([run(['a.map']), run(['b', 'b.made'])], windows);
    expect([...made]).toEqual(['a.map']);
    const ids = sourcesFor(param('i', { kind: 'image' }), { windows, fronts: ['a', 'b'], made }).map(({ id }) => id);
    expect(ids).toEqual(['a.cells', 'b.made', 'a.map']);
  });

  it('is only labels for labels, and only tables for a table', () => {
    expect(sourcesFor(param('l', { kind: 'labels' }), state).map(({ id }) => id)).toEqual(['b.nuclei']);
    expect(sourcesFor(param('t', { kind: 'table' }), state).map(({ id }) => id)).toEqual(['t']);
  });

  it('is missing with a sentence when nothing is open', () => {
    const wanted = param('i', { kind: 'image' }, { required: true });
    expect(fieldError(wanted, { i: '' }, [])).toBe('Open an image first.');
  });
});

it('asks for a file that is needed', () => {
  const model = param('Model', { kind: 'file', accept: ['.onnx'] }, { required: true });
  expect(fieldError(model, { Model: null }, [])).toBe('Model is needed: choose a file.');
  expect(fieldError(model, { Model: new File([], 'a.onnx') }, [])).toBeNull();
});

describe('a list of layers', () => {
  const state = {
    windows: [image('a', ['cells', 'image']), image('b', ['raw', 'image'], ['nuclei', 'labels'])],
    fronts: ['a'],
  };
  const more = param('more', { kind: 'layers', of: 'image' });

  it('offers every image, and has those that were ticked in the order in which they are shown', () => {
    const sources = sourcesFor(more, state);
    expect(sources.map(({ id }) => id)).toEqual(['a.cells', 'b.raw']);
    expect(sourcesFor(param('m', { kind: 'layers', of: 'labels' }), state).map(({ id }) => id)).toEqual(['b.nuclei']);
    let draft = initialDraft(op(more), {});
    expect(chosenLayers(more, draft, sources)).toEqual([]);
    expect(formValues(op(more), draft, state)).toEqual({});
    for (const id of ['b.raw', 'a.cells']) draft = { more: withLayer(chosenLayers(more, draft, sources), id, true) };
    expect(formValues(op(more), draft, state)).toEqual({ more: { kind: 'layers', ids: ['a.cells', 'b.raw'] } });
    draft = { more: withLayer(chosenLayers(more, draft, sources), 'a.cells', false) };
    expect(chosenLayers(more, draft, sources)).toEqual(['b.raw']);
  });

  it('knows no layer that was closed, and says where one is needed', () => {
    const needed = param('more', { kind: 'layers', of: 'image' }, { required: true });
    const ticked = { more: withLayer([], 'b.raw', true) };
    const left = { windows: state.windows.slice(0, 1), fronts: [] };
    expect(chosenLayers(needed, ticked, sourcesFor(needed, left))).toEqual([]);
    expect(fieldError(needed, ticked, sourcesFor(needed, left))).toContain('more');
    expect(fieldError(needed, ticked, sourcesFor(needed, state))).toBeNull();
    expect(fieldError(needed, {}, [])).toMatch(/image/i);
  });
});

describe('the values of a run', () => {
  it('are the layer in front, and the defaults as JSON', () => {
    const count = op(
      param('image', { kind: 'image' }, { required: true }),
      param('sigma', number(), { default: 2 }),
      param('split', { kind: 'boolean' }, { default: true }),
      param(
        'method',
        {
          kind: 'choice',
          choices: [
            { value: 'otsu', label: 'Otsu' },
            { value: 7, label: 'Seven' },
          ],
        },
        { default: 7 },
      ),
      param('note', { kind: 'string', multiline: false, placeholder: '' }, { default: '' }),
    );
    const state = { windows: [image('a', ['cells', 'image'])], fronts: ['a'] };
    expect(formValues(count, initialDraft(count, {}), state)).toEqual({
      image: { kind: 'layer', id: 'a.cells' },
      sigma: { kind: 'json', value: 2 },
      split: { kind: 'json', value: true },
      method: { kind: 'json', value: 7 },
      note: { kind: 'json', value: '' },
    });
  });

  it('are preset by a link, whose values are text', () => {
    const count = op(
      param('sigma', number()),
      param('split', { kind: 'boolean' }, { default: true }),
      param('method', {
        kind: 'choice',
        choices: [
          { value: 1, label: 'a' },
          { value: 2, label: 'b' },
        ],
      }),
    );
    const draft = initialDraft(count, { sigma: '3', split: 'false', method: '2' });
    expect(formValues(count, draft, nothing)).toEqual({
      sigma: { kind: 'json', value: 3 },
      split: { kind: 'json', value: false },
      method: { kind: 'json', value: 2 },
    });
  });

  it('leave out what was left empty, so that its default holds', () => {
    const some = op(
      param('a', number()),
      param('f', { kind: 'file', accept: [] }, { optional: true }),
      param('x', { kind: 'any', annotation: 'dict' }),
    );
    expect(formValues(some, initialDraft(some, {}), nothing)).toEqual({});
  });

  it('say None for what is needed but may be None', () => {
    const some = op(
      param('t', { kind: 'table' }, { required: true, optional: true }),
      param('a', number(), { required: true, optional: true }),
    );
    const state = { windows: [table('t')], fronts: ['t'] };
    expect(formValues(some, { t: 'none', a: '' }, state)).toEqual({
      t: { kind: 'json', value: null },
      a: { kind: 'json', value: null },
    });
  });

  it('keep None for an optional image with a default until one is chosen', () => {
    const some = op(param('mask', { kind: 'image' }, { optional: true }));
    const state = { windows: [image('a', ['cells', 'image'])], fronts: ['a'] };
    expect(formValues(some, initialDraft(some, {}), state)).toEqual({});
    expect(formValues(some, { mask: 'a.cells' }, state)).toEqual({ mask: { kind: 'layer', id: 'a.cells' } });
  });
});

describe('a number', () => {
  const sigma = param('Sigma', number({ min: 0, max: 10, unit: 'px' }));
  it.each([
    ['x', 'Sigma has to be a number.'],
    ['-1', 'Sigma has to be at least 0 px.'],
    ['11', 'Sigma can be at most 10 px.'],
    ['3.5', null],
    ['', null],
  ])('typed as %j is answered by %j', (text, message) => {
    expect(fieldError(sigma, { Sigma: text }, [])).toBe(message);
  });

  it('has to be whole where the op wants a whole one', () => {
    expect(fieldError(param('n', number({ integer: true })), { n: '1.5' }, [])).toBe('n has to be a whole number.');
  });
});

it('names what a link sets that the op does not have', () => {
  expect(unknownPresets(op(param('sigma', number())), { sigma: 1, gamma: 2 })).toEqual(['gamma']);
});

describe('samples for a field', () => {
  const samples = ['cells.tif', 'Nuclei.CZSEG'].map((name) => ({
    name,
    title: name,
    size: 1,
    licence: '',
    origin: '',
  }));

  it('are those with one of the endings that it names', () => {
    const model = param('model', { kind: 'file', accept: ['.zip', '.czseg'] });
    expect(samplesFor(model, samples).map(({ name }) => name)).toEqual(['Nuclei.CZSEG']);
  });

  it('are none where any file will do, or none is taken', () => {
    expect(samplesFor(param('any', { kind: 'file', accept: [] }), samples)).toEqual([]);
    expect(samplesFor(param('size', number()), samples)).toEqual([]);
  });
});

describe('what is drawn', () => {
  const asked = param('spots', { kind: 'points', ask: 'Click' }, { required: true });
  const silent = param('region', { kind: 'shapes', ask: '' }, { required: true });
  const drawn = (windows: readonly WindowItem[]): { windows: readonly WindowItem[]; fronts: readonly string[] } => ({
    windows,
    fronts: ['a'],
  });
  const withShapes = (): WindowItem => {
    const window = image('a', ['cells', 'image']);
    if (window.kind !== 'image') throw new Error('no image');
    const place = { windowId: 'a', name: 'Drawn' };
    return {
      ...window,
      layers: [...window.layers, pointsLayer({ ...place, id: 'p' }), shapesLayer({ ...place, id: 's' })],
    };
  };

  it('is drawn when the op is run where it asks for that, and can be chosen of what there is', () => {
    const state = drawn([withShapes()]);
    expect(sourcesFor(asked, state).map(({ id }) => id)).toEqual([TO_DRAW, 'p']);
    expect(formValues(op(asked), { spots: '' }, state)).toEqual({
      spots: { kind: 'draw', draws: 'points', ask: 'Click' },
    });
    expect(formValues(op(asked), { spots: 'p' }, state)).toEqual({ spots: { kind: 'layer', id: 'p' } });
  });

  it('is what there is where the op does not ask, else drawn under its own name', () => {
    expect(sourcesFor(silent, drawn([withShapes()])).map(({ id }) => id)).toEqual(['s', TO_DRAW]);
    const state = drawn([image('a', ['cells', 'image'])]);
    expect(formValues(op(silent), { region: '' }, state)).toEqual({
      region: { kind: 'draw', draws: 'shapes', ask: 'region' },
    });
  });

  it('needs an image', () => {
    const sources = sourcesFor(asked, drawn([table('t')]));
    expect(sources).toEqual([]);
    expect(fieldError(asked, { spots: '' }, sources)).toBe('Open an image first.');
  });
});
