import { describe, expect, it } from 'vitest';
import { shownOf, windowOf } from '../../../pwa/src/imjoy/shown.js';

const isWindow = (type: string) => type === 'Image Window';

describe('What a plugin’s function gives', () => {
  it('is a window where it names the type of one', () => {
    const context = { name: 'Table', type: 'imjoy/generic', config: { sigma: 2 }, data: { table: [1] } };
    expect(windowOf(context, isWindow)).toEqual(context);
    expect(windowOf({ type: 'Image Window', data: 1 }, isWindow)).toEqual({ type: 'Image Window', data: 1 });
  });

  it('is only shown otherwise, of a context its data', () => {
    for (const value of [null, 3, 'imjoy/image', { type: 'imjoy/image' }, { type: 'My plugin', data: {}, config: {} }])
      expect(windowOf(value, isWindow)).toBeNull();
    expect(shownOf({ type: 'My plugin', data: { a: 1 }, config: {} })).toEqual({ a: 1 });
    expect(shownOf({ type: 'My plugin', data: {}, config: {} })).toBeNull();
  });
});
