import { describe, expect, it } from 'vitest';
import { draftKey, formDrafts, linkValues } from '../../../pwa/src/ui/form_drafts.js';
import { number, op, param } from '../ops.js';

const choices = ['otsu', 'li'].map((value) => ({ value, label: value }));
const count = op(
  param('sigma', number(), { default: 1 }),
  param('method', { kind: 'choice', choices }, { default: 'otsu' }),
  param('image', { kind: 'image' }),
);

describe('the settings that a link carries', () => {
  it('are none of a form that was never opened', () => {
    expect(linkValues('never', count)).toEqual({});
  });

  it('are those that differ from their defaults and can be written', () => {
    formDrafts.set(draftKey('p', count.name), { sigma: '2.5', method: '0', image: 'layer-1' });
    expect(linkValues('p', count)).toEqual({ sigma: 2.5 });
    formDrafts.set(draftKey('p', count.name), { sigma: '1', method: '1', image: '' });
    expect(linkValues('p', count)).toEqual({ method: 'li' });
  });
});
