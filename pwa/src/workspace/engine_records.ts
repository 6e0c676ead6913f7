/** The links of the engines that a person connected, kept for the next visit. */
import { type EngineLink, parseEngineLink } from '../engine/index.js';
import { ENGINES_KEY } from './engines_kept.js';

export function keptLinks(): readonly EngineLink[] {
  try {
    const texts: unknown = JSON.parse(localStorage.getItem(ENGINES_KEY) ?? '[]');
    return Array.isArray(texts) ? texts.map((text) => parseEngineLink(String(text))) : [];
  } catch {
    // What is not in the form of this version is worth no more than a new link.
    return [];
  }
}

export function keepLinks(links: readonly EngineLink[]): void {
  if (links.length === 0) localStorage.removeItem(ENGINES_KEY);
  else localStorage.setItem(ENGINES_KEY, JSON.stringify(links.map(textOf)));
}

function textOf({ url, token }: EngineLink): string {
  return `${url}/#/app?${new URLSearchParams({ engine: url, token })}`;
}
