/** What stands in the app's place where it can't start: why, and what to do. */
import { strings } from './strings.js';

/** @param error what was thrown; a sentence of our own is told as it is. */
export function showStartFailure(error: unknown): void {
  const { failed, insecure, storage } = strings.start;
  const isDenied = error instanceof DOMException && error.name === 'SecurityError';
  const said = error instanceof Error ? error.message : String(error);
  const title = document.createElement('h1');
  title.textContent = failed;
  const reason = document.createElement('p');
  // Without a secure context a browser has nothing to verify, keep or isolate files with, and any of it may fail first.
  reason.textContent = !isSecureContext ? insecure(location.origin) : isDenied ? storage(said) : said;
  const place = document.createElement('main');
  place.className = 'start-failure';
  place.setAttribute('role', 'alert');
  place.append(title, reason);
  document.body.replaceChildren(place);
}
