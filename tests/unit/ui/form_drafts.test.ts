import { describe, expect, it } from 'vitest';
import type { OpDescription, ParamDescription, ParamType } from '../../../pwa/src/contracts/plugin.js';
import { draftKey, formDrafts, linkValues } from '../../../pwa/src/ui/form_drafts.js';

const number: ParamType = {
  kind: 'number',
  integer: false,
  min: null,
  max: null,
  step: null,
  unit: '',
  widget: 'field',
};
const param = (name: string, type: ParamType, fallback: unknown): ParamDescription => ({
  name,
  title: name,
  doc: '',
  required: false,
  optional: false,
  default: fallback,
  type,
});
const choices = ['otsu', 'li'].map((value) => ({ value, label: value }));
const op: OpDescription = {
  name: 'count',
  title: 'Count',
  doc: '',
  results: [],
  params: [
    param('sigma', number, 1),
    param('method', { kind: 'choice', choices }, 'otsu'),
    param('image', { kind: 'image' }, null),
  ],
};

describe('the settings that a link carries', () => {
  it('are none of a form that was never opened', () => {
    expect(linkValues('never', op)).toEqual({});
  });

  it('are those that differ from their defaults and can be written', () => {
    formDrafts.set(draftKey('p', 'count'), { sigma: '2.5', method: '0', image: 'layer-1' });
    expect(linkValues('p', op)).toEqual({ sigma: 2.5 });
    formDrafts.set(draftKey('p', 'count'), { sigma: '1', method: '1', image: '' });
    expect(linkValues('p', op)).toEqual({ method: 'li' });
  });
});
