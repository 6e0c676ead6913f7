/** Where an op is run: in this browser or on an engine, at once or as a job. */
import { html, nothing } from 'lit';
import type { Actions } from '../../workspace/actions.js';
import type { Place } from '../../workspace/engine_item.js';
import type { WorkspaceState } from '../../workspace/model.js';
import { engineStrings as words } from './strings.js';

/** A labelled choice; nothing as long as there is only this browser. */
export function placeChoice({ engines, place }: WorkspaceState, actions: Actions) {
  if (engines.length === 0) return nothing;
  const places: readonly (readonly [Place, string])[] = [
    ['auto', words.places.auto],
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
