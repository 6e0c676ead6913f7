/** Whether there are engines to connect again; the code that does so is fetched only then. */
export const ENGINES_KEY = 'coverslip.engines';

export function hasKeptEngines(): boolean {
  return localStorage.getItem(ENGINES_KEY) !== null;
}
