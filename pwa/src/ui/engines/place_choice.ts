/** Where an op is run: in this browser or on an engine, at once or as a job. */
import { html, nothing } from 'lit';
import type { PluginHeader } from '../../contracts/plugin.js';
import type { Actions } from '../../workspace/actions.js';
import type { Place } from '../../workspace/engine_item.js';
import type { WorkspaceState } from '../../workspace/model.js';
import { ablest, isNative, wantsEngine } from '../../workspace/where_to_run.js';
import { engineStrings as words } from './strings.js';

/** A labelled choice, where there is one; what runs on engines only says so. */
export function placeChoice(
  { engines, place }: WorkspaceState,
  actions: Actions,
  header: PluginHeader,
  /** Shows where an engine is connected. */
  connect: () => void,
) {
  const wants = wantsEngine(header);
  const best = ablest(engines);
  if (wants && best === null)
    return html`<p class="note" role="status">${isNative(header) ? words.needsEngine : words.wantsEngine}
      <button type="button" class="text-button" @click=${connect}>${words.connectOne}</button></p>`;
  if (isNative(header) && header.imjoy !== undefined)
    return html`<p class="planes">${words.runsOn(best?.id ?? '')}</p>`;
  if (engines.length === 0 || header.imjoy !== undefined) return nothing;
  const places: readonly (readonly [Place, string])[] = [
    ['auto', words.places.auto(wants ? (best?.id ?? null) : null, header.job === true)],
    ...(isNative(header) ? [] : [['browser', words.places.browser] as const]),
    ...engines.flatMap(({ id }): [Place, string][] => [
      [`now:${id}`, words.places.now(id)],
      [`job:${id}`, words.places.job(id)],
    ]),
  ];
  return html`<label class="planes"><span>${words.where}</span>
    <select @change=${(event: Event) => {
      const chosen = places[(event.target as HTMLSelectElement).selectedIndex];
      if (chosen) actions.engines.choosePlace(chosen[0]);
    }}>${places.map(([value, title]) => html`<option value=${value} ?selected=${value === place}>${title}</option>`)}</select></label>`;
}
