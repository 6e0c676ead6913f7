import { describe, expect, test } from 'vitest';
import type { OpDescription } from '../../../pwa/src/contracts/plugin.js';
import { chooseOp, presetValues } from '../../../pwa/src/plugins/preset.js';
import { number, op, param } from '../ops.js';

const sigma = number({ min: 0, max: 10, unit: 'px', widget: 'slider' });
const steps = number({ min: 0, max: 10, integer: true });
const count: OpDescription = {
  ...op(
    param('image', { kind: 'image' }),
    param('sigma', sigma),
    param('steps', steps),
    param('invert', { kind: 'boolean' }),
    param('mode', { kind: 'choice', choices: [{ value: 3, label: 'three' }] }),
    param('note', { kind: 'string', multiline: false, placeholder: '' }),
  ),
  name: 'count',
  title: 'Count nuclei',
};

describe('the values of a link', () => {
  test('become the parameters of the op', () => {
    const values = presetValues(
      count,
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
    expect(() => presetValues(count, new Map([[name, text]]))).toThrow(message);
  });

  test('name an op of the plugin, or none for its first', () => {
    expect(chooseOp([count], null, 'P')).toBe(count);
    expect(chooseOp([count], 'count', 'P')).toBe(count);
    expect(() => chooseOp([count], 'cuont', 'P')).toThrow(
      /“cuont”, which the plugin “P” does not have. Did you mean “count”\?/,
    );
    expect(() => chooseOp([], null, 'P')).toThrow(/nothing to run/);
  });
});
