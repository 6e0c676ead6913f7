import { describe, expect, it } from 'vitest';
import values from '../../vectors/values.json' with { type: 'json' };
import { readFrame, type Vector, writeFrame } from './frames.js';

const vectors: readonly (Vector & { readonly rewritten?: string; readonly js?: string; readonly same?: string })[] =
  values;

describe('the frames that both languages share', () => {
  it.each(vectors.filter(({ same }) => !same))('is read and written byte for byte: $name', (vector) => {
    const written = writeFrame(readFrame(vector));
    expect(written.header).toBe(vector.js ?? vector.rewritten ?? vector.header);
    expect(written.attachments).toEqual(vector.attachments);
  });

  it.each(vectors.filter(({ same }) => same))('is read as the same value in another form: $name', (vector) => {
    const twin = vectors.find(({ name }) => name === vector.same);
    if (!twin) throw new Error(`There is no vector ${vector.same}.`);
    expect(readFrame(vector).value).toEqual(readFrame(twin).value);
  });

  it('covers every message and every tag of the contract', () => {
    const all = vectors.map(({ header }) => header).join('\n');
    const messages = ['hello', 'call', 'ok', 'err', 'progress', 'cancel', 'drop', 'pool', 'bye'];
    expect(messages.filter((type) => !all.includes(`{"t":"${type}"`))).toEqual([]);
    const tags = [
      'undefined',
      'float',
      'int',
      'complex',
      'bytes',
      'ndarray',
      'date',
      'clock',
      'duration',
      'custom',
      'file',
      'map',
      'set',
      'table',
      'figure',
      'plot',
      'markup',
      'error',
      'ref',
    ];
    expect(tags.filter((tag) => !all.includes(`"$":"${tag}"`))).toEqual([]);
  });
});
