/** What the shell remembers in this browser: theme and sizes. Broken or missing storage gives the defaults. */

export type ThemeChoice = 'auto' | 'light' | 'dark';

export interface Preferences {
  readonly theme: ThemeChoice;
  readonly panelOpen: boolean;
  /** CSS pixels. */
  readonly panelWidth: number;
  readonly drawer: 'log' | 'runs' | null;
  /** CSS pixels. */
  readonly drawerHeight: number;
}

export const defaultPreferences: Preferences = {
  theme: 'auto',
  panelOpen: true,
  panelWidth: 320,
  drawer: null,
  drawerHeight: 220,
};

const KEY = 'coverslip.shell';

/** Reads what was remembered; each field that can't be read gets its default. */
export function parsePreferences(text: string | null): Preferences {
  let raw: unknown = null;
  try {
    raw = text === null ? null : JSON.parse(text);
  } catch {
    raw = null;
  }
  if (typeof raw !== 'object' || raw === null) return defaultPreferences;
  const given = raw as { readonly [key: string]: unknown };
  const pick = <T>(key: string, accept: (value: unknown) => value is T, fallback: T): T => {
    const value = given[key];
    return accept(value) ? value : fallback;
  };
  const size =
    (low: number, high: number) =>
    (value: unknown): value is number =>
      typeof value === 'number' && value >= low && value <= high;
  return {
    theme: pick(
      'theme',
      (value): value is ThemeChoice => value === 'auto' || value === 'light' || value === 'dark',
      defaultPreferences.theme,
    ),
    panelOpen: pick('panelOpen', (value): value is boolean => typeof value === 'boolean', defaultPreferences.panelOpen),
    panelWidth: pick('panelWidth', size(220, 640), defaultPreferences.panelWidth),
    drawer: pick(
      'drawer',
      (value): value is Preferences['drawer'] => value === 'log' || value === 'runs' || value === null,
      null,
    ),
    drawerHeight: pick('drawerHeight', size(100, 800), defaultPreferences.drawerHeight),
  };
}

export function loadPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    return defaultPreferences;
  }
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Private windows may have no storage; the choice then lasts as long as the page.
  }
}
