/** Light, dark, or as the system has it. */
import type { ThemeChoice } from './preferences.js';

const query = matchMedia('(prefers-color-scheme: dark)');
let chosen: ThemeChoice = 'auto';

function apply(): void {
  const dark = chosen === 'dark' || (chosen === 'auto' && query.matches);
  document.documentElement.classList.toggle('wa-dark', dark);
  document.documentElement.classList.toggle('wa-light', !dark);
  // The colour of the browser's own bar follows the choice, not only the system.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = dark ? '#1c2025' : '#f7f8f8';
}
query.addEventListener('change', apply);

/** Shows the app in this theme, and follows the system as long as it is "auto". */
export function setTheme(choice: ThemeChoice): void {
  chosen = choice;
  apply();
}

/** The theme that the toggle goes to next. */
export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return choice === 'auto' ? 'light' : choice === 'light' ? 'dark' : 'auto';
}
