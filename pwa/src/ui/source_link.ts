/** A text whose places in plugins' files can be pressed, to see the line. */
import { css, html } from 'lit';
import type { ManagerPlace } from './element.js';
import { strings } from './strings.js';
import { type PluginFile, sourcePlaces } from './traceback.js';

export const linkStyles = css`
  .place { display: inline; padding: 0; border: 0; background: none; font: inherit; color: inherit; text-decoration: underline; text-underline-offset: 2px; text-align: start; cursor: pointer; }
  .place:hover { text-decoration-thickness: 2px; }
`;

/** @param own the plugin that said it, or null. */
export function linkedText(
  text: string,
  plugins: readonly PluginFile[],
  own: string | null,
  show: (place: ManagerPlace) => void,
) {
  return sourcePlaces(text, plugins, own).map(({ text: part, place }) =>
    place === null
      ? part
      : html`<button class="place" title=${strings.log.place} @click=${() => show({ pluginId: place.pluginId, tab: 'source', line: place.line })}>${part}</button>`,
  );
}
