import { describe, expect, it } from 'vitest';
import { readJoy } from '../../../pwa/src/imjoy/joy.js';
import { paramOf } from '../../../pwa/src/imjoy/joy_params.js';
import { Operation } from '../../../pwa/src/imjoy/operation.js';
import { schemaParams, schemaResults } from '../../../pwa/src/imjoy/schema_params.js';
import { shownOf } from '../../../pwa/src/imjoy/shown.js';
import { NDArray } from '../../../pwa/src/rpc/index.js';

const params = (ui: unknown) => readJoy(ui).fields.map((field) => paramOf(field));

describe('A form of ImJoy', () => {
  it('holds fields between the words of a text', () => {
    const joy = readJoy(
      "<b>Smooth</b> an image.<br>sigma: {id: 'sigma', type:'number', min:0, max:10, placeholder:2}<br>mode {id:'mode', type:'choose', options:['cat','dog'], placeholder:'dog'}",
    );
    expect(joy.text).toBe('Smooth an image.');
    expect(joy.fields.map(({ id, label }) => [id, label])).toEqual([
      ['sigma', 'sigma'],
      ['mode', 'mode'],
    ]);
    expect(params("sigma: {id: 'sigma', type: 'number', min: 0, max: 10, placeholder: 2}")[0]).toMatchObject({
      title: 'sigma',
      default: 2,
      type: { kind: 'number', min: 0, max: 10, widget: 'field' },
    });
  });

  it('may be a list of texts, of labels with fields, and of labels with texts', () => {
    const ui = [
      "option1: {id: 'a', type: 'choose', options: ['x', 'y'], placeholder: 'y'}",
      { option2: "{id: 'b', type: 'string', placeholder: 'text'}" },
      { option3: { id: 'c', type: 'checkbox', placeholder: true } },
      { id: 'd', type: 'range', min: 1, max: 5 },
    ];
    expect(params(ui).map((param) => [param?.name, param?.title, param?.default])).toEqual([
      ['a', 'option1', 'y'],
      ['b', 'option2', 'text'],
      ['c', 'option3', true],
      ['d', 'd', 1],
    ]);
  });

  it('may be a mere description, with braces of its own', () => {
    expect(readJoy('uses {curly} words and <a href="https://a.org">a link</a>')).toEqual({
      text: 'uses {curly} words and a link',
      fields: [],
    });
    expect(readJoy(null)).toEqual({ text: '', fields: [] });
  });

  it('names a field that can’t be read, and an id that stands twice', () => {
    expect(() => readJoy("{id: 'a', type: 'number', min: }")).toThrow('the field {id:');
    expect(() => readJoy(["{id: 'a', type: 'number'}", "{id: 'a', type: 'string'}"])).toThrow('two fields have the id');
  });
});

describe('A schema', () => {
  it('makes parameters of arrays, files and plain values', () => {
    const schema = {
      type: 'object',
      required: ['image'],
      properties: {
        image: { ndarray: { ndim: 2, dtype: 'uint8' } },
        table: { file: { ext: ['csv'], mime: 'text/csv' } },
        sigma: { type: 'number', minimum: 0, maximum: 9, default: 1 },
        method: { enum: ['a', 'b'] },
      },
    };
    expect(schemaParams(schema).map(({ name, required, type }) => [name, required, type.kind])).toEqual([
      ['image', true, 'image'],
      ['table', false, 'file'],
      ['sigma', false, 'number'],
      ['method', false, 'choice'],
    ]);
    expect(schemaParams({ image: { type: 'ndarray' } })[0]?.type.kind).toBe('image');
    expect(schemaParams({ ndarray: { ndim: 2 } })[0]?.name).toBe('data');
    expect(schemaResults({ mask: { ndarray: {} }, note: { type: 'string' } }).map(({ kind }) => kind)).toEqual([
      'image',
      'text',
    ]);
    expect(schemaParams(null)).toEqual([]);
  });
});

describe('An operation', () => {
  const operation = new Operation({
    name: 'run',
    type: 'Plugin',
    title: 'Plugin',
    description: 'Does it.',
    ui: "sigma: {id: 'sigma', type: 'number', placeholder: 2}",
    inputs: { properties: { image: { ndarray: {} } } },
    outputs: null,
  });

  it('puts the values of its form where ImJoy’s plugins look for them', () => {
    const image = new NDArray(new Uint8Array(4), [2, 2], 'uint8', { kind: 'image', axes: 'YX' });
    const [context] = operation.arguments([], { sigma: 3, image }) as [{ config: object; data: { image: NDArray } }];
    expect(context).toMatchObject({ config: { sigma: 3, type: 'Plugin' }, name: 'Plugin', type: 'Plugin' });
    expect(context.data.image.kind).toBeUndefined();
    expect(context.data.image.data).toBe(image.data);
  });

  it('completes a context that a caller made, and leaves other arguments alone', () => {
    expect(operation.arguments([{ config: { other: 1 } }], {})).toEqual([
      { config: { sigma: 2, type: 'Plugin', other: 1 }, data: {}, name: 'Plugin', type: 'Plugin' },
    ]);
    expect(operation.arguments([], {})).toMatchObject([{ config: { sigma: 2 }, data: {} }]);
    expect(operation.arguments([1, 2], {})).toEqual([1, 2]);
    expect(operation.arguments(['a'], { b: 1 })).toEqual(['a', { b: 1 }]);
  });

  it('shows the data of a context that comes back', () => {
    expect(shownOf({ config: {}, data: { a: 1 }, name: '' })).toEqual({ a: 1 });
    expect(shownOf({ config: {}, data: {} })).toBeNull();
    expect(shownOf({ data: 1 })).toEqual({ data: 1 });
  });
});
