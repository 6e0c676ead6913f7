import { describe, expect, test } from 'vitest';
import type { OpDescription, ParamDescription, ParamType } from '../../../pwa/src/contracts/plugin.js';
import { chooseOp, presetValues } from '../../../pwa/src/plugins/preset.js';

const param = (name: string, type: ParamType): ParamDescription => ({
  name,
  title: name,
  doc: '',
  required: false,
  optional: false,
  default: null,
  type,
});
const number = { kind: 'number', integer: false, min: 0, max: 10, step: null, unit: 'px', widget: 'slider' } as const;

const op: OpDescription = {
  name: 'count',
  title: 'Count nuclei',
  doc: '',
  results: [],
  params: [
    param('image', { kind: 'image' }),
    param('sigma', number),
    param('steps', { ...number, integer: true }),
    param('invert', { kind: 'boolean' }),
    param('mode', { kind: 'choice', choices: [{ value: 3, label: 'three' }] }),
    param('note', { kind: 'string', multiline: false, placeholder: '' }),
  ],
};

describe('the values of a link', () => {
  test('become the parameters of the op', () => {
    const values = presetValues(
      op,
      new Map(Object.entries({ sigma: '3', steps: '4', invert: 'no', mode: '3', note: 'a b' })),
    );
    expect(values).toEqual({ sigma: 3, steps: 4, invert: false, mode: 3, note: 'a b' });
  });

  test.each([
    ['sigma', 'abc', /“sigma” to “abc”; expected a number/],
    ['sigma', '11', /at most 10/],
    ['sigma', '-1', /at least 0/],
    ['steps', '1.5', /a whole number/],
    ['invert', 'maybe', /true or false/],
    ['mode', 'four', /one of three/],
    ['sigam', '3', /“sigam”, which “Count nuclei” does not take. Did you mean “sigma”\?/],
    ['image', 'x', /given by “data=”/],
  ])('that are wrong are named: %s=%s', (name, text, message) => {
    expect(() => presetValues(op, new Map([[name, text]]))).toThrow(message);
  });

  test('name an op of the plugin, or none for its first', () => {
    expect(chooseOp([op], null, 'P')).toBe(op);
    expect(chooseOp([op], 'count', 'P')).toBe(op);
    expect(() => chooseOp([op], 'cuont', 'P')).toThrow(
      /“cuont”, which the plugin “P” does not have. Did you mean “count”\?/,
    );
    expect(() => chooseOp([], null, 'P')).toThrow(/nothing to run/);
  });
});
