/** What was typed into forms. */
import type { OpDescription } from '../contracts/plugin.js';
import { type Draft, formValues, initialDraft } from './form_values.js';

/** Drafts outlive their forms, so that going to another op and back keeps what was typed. Keyed by {@link draftKey}. */
export const formDrafts = new Map<string, Draft>();

export function draftKey(pluginId: string, op: string): string {
  return `${pluginId}\n${op}`;
}

/** The values of a form that differ from their defaults and can be written into a link. */
export function linkValues(pluginId: string, op: OpDescription): { readonly [param: string]: unknown } {
  const draft = formDrafts.get(draftKey(pluginId, op.name));
  if (draft === undefined) return {};
  const nothingOpen = { windows: [], fronts: [] };
  const given = formValues(op, draft, nothingOpen);
  const defaults = formValues(op, initialDraft(op, {}), nothingOpen);
  const values: { [param: string]: unknown } = {};
  for (const [name, value] of Object.entries(given)) {
    const usual = defaults[name];
    const isUsual = value.kind === 'json' && usual?.kind === 'json' && usual.value === value.value;
    if (value.kind === 'json' && value.value !== null && !isUsual) values[name] = value.value;
  }
  return values;
}
