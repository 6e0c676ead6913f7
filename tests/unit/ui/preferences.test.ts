import { describe, expect, it } from 'vitest';
import { defaultPreferences, parsePreferences } from '../../../pwa/src/ui/preferences.js';

describe('what the shell remembers', () => {
  it('comes back as it was', () => {
    const mine = { ...defaultPreferences, theme: 'dark', drawer: 'runs', panelWidth: 400 };
    expect(parsePreferences(JSON.stringify(mine))).toEqual(mine);
  });

  it.each([null, '', 'not json', '[]', '3', '{"theme":"pink","panelWidth":1e9,"drawer":5,"panelOpen":"yes"}'])(
    'is the default where %j was kept',
    (text) => {
      expect(parsePreferences(text)).toEqual(defaultPreferences);
    },
  );
});
