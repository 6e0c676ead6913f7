import { expect, test } from 'vitest';
import { withLinkValues } from '../../../pwa/src/imjoy/link_values.js';
import { Operation } from '../../../pwa/src/imjoy/operation.js';

const operation = new Operation({
  name: 'run',
  type: 'Calc',
  title: 'Calc',
  description: '',
  ui: "Times: {id: 'times', type: 'number', placeholder: 2}",
  inputs: { type: 'object', properties: { text: { type: 'string' } } },
  outputs: null,
});

test('the values of a link reach the context below those of the form, whatever their names are', () => {
  const link = { times: '9', colour: 'red', data: 'https://example.org/x.tif', type: 'other' };
  const [context] = operation.arguments([], withLinkValues({ times: 3, text: 'a' }, link));
  expect(context).toEqual({
    name: 'Calc',
    type: 'Calc',
    config: { ...link, times: 3, type: 'Calc' },
    data: { ...link, text: 'a' },
  });
});

test('a run without a link has the values of its form only', () => {
  expect(operation.arguments([], withLinkValues({ times: 3 }, {}))).toEqual([
    { name: 'Calc', type: 'Calc', config: { times: 3, type: 'Calc' }, data: {} },
  ]);
});
