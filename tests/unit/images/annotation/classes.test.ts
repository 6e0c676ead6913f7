import { describe, expect, it } from 'vitest';
import {
  FIRST_CLASSES,
  freeColour,
  reclassified,
  withClassesOf,
} from '../../../../pwa/src/images/annotation/classes.js';
import { newFeature } from '../../../../pwa/src/images/annotation/geojson.js';

const TUMOUR = { name: 'Tumour', color: '#c80000' };
const feature = newFeature({ type: 'Point', coordinates: [1, 1] }, TUMOUR);

describe('classes', () => {
  it('get colours that the others do not have, as long as there are some', () => {
    const classes = [...FIRST_CLASSES];
    for (let i = 0; i < 4; i++) classes.push({ name: `Class ${i}`, color: freeColour(classes) });
    expect(new Set(classes.map(({ color }) => color)).size).toBe(7);
    expect(freeColour(classes)).toMatch(/^#[0-9a-f]{6}$/);
  });

  it('are those of the picture, too', () => {
    expect(withClassesOf(FIRST_CLASSES, [feature, feature]).map(({ name }) => name)).toEqual([
      'Cell',
      'Nucleus',
      'Region',
      'Tumour',
    ]);
  });

  it('are renamed, recoloured and taken away on all that have them', () => {
    const other = newFeature({ type: 'Point', coordinates: [2, 2] }, FIRST_CLASSES[0] ?? null);
    const renamed = reclassified([feature, other], 'Tumour', { name: 'Tumor', color: '#112233' });
    expect(renamed.map(({ properties }) => properties.classification)).toEqual([
      { name: 'Tumor', color: '#112233' },
      FIRST_CLASSES[0],
    ]);
    expect(reclassified(renamed, 'Tumor', null)[0]?.properties.classification).toBeNull();
  });
});
