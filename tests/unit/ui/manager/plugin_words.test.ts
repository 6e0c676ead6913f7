import { describe, expect, it } from 'vitest';
import { sourceName } from '../../../../pwa/src/ui/manager/plugin_words.js';

describe('where a plugin is from, in short', () => {
  it('is the app, a file, or a host', () => {
    expect(sourceName({ shipped: true, id: 'invert', source: 'https://here/invert.py' })).toBe('Comes with the app');
    expect(sourceName({ shipped: false, id: 'file:a.py', source: 'a.py' })).toBe('A file of yours');
    const source = 'https://example.org:8443/a.py';
    expect(sourceName({ shipped: false, id: source, source })).toBe('example.org:8443');
  });
});
