/** From an op's description to a draft that a form edits, and from the draft to the values of a run. Pure. */
import type { OpDescription, ParamDescription } from '../contracts/plugin.js';
import { lettersOf } from '../images/axes.js';
import { describedBy } from '../images/layer_pixels.js';
import type { FormValue } from '../workspace/actions.js';
import { type AxisMapping, axisMapping, type MapMode } from '../workspace/axis_mapping.js';
import type { Layer } from '../workspace/model.js';
import { type FormState, type Source, sourcesFor, TO_DRAW } from './form_sources.js';
import { strings } from './strings.js';

/**
 * What a field holds while it is edited: numbers and strings as typed, choices as their index, image, labels and
 * table parameters as the id that was chosen ("" is "the one in front", "none" is None). Points and shapes may also be
 * `TO_DRAW`. A list of layers is the ids that were ticked, as JSON.
 */
export type DraftValue = string | boolean | File | null;
export type Draft = { readonly [param: string]: DraftValue };

/** The source that a parameter takes now: the chosen one as long as it is open, else the one in front. */
export function chosenSource(param: ParamDescription, draft: Draft, sources: readonly Source[]): Source | null {
  const id = draft[param.name];
  if (id === 'none' && param.optional) return null;
  return (
    sources.find((source) => source.id === id) ??
    (param.optional && !param.required && id !== '' ? null : (sources[0] ?? null))
  );
}

/** The ids of the layers that were ticked for a list of them, in the order of the sources, as far as they are open. */
export function chosenLayers(param: ParamDescription, draft: Draft, sources: readonly Source[]): readonly string[] {
  const ticked: unknown = JSON.parse(String(draft[param.name] || '[]'));
  return sources.map(({ id }) => id).filter((id) => Array.isArray(ticked) && ticked.includes(id));
}

/** The draft's value when a layer of a list was ticked, or was ticked no more. */
export function withLayer(chosen: readonly string[], id: string, isTicked: boolean): string {
  const others = chosen.filter((each) => each !== id);
  return JSON.stringify(isTicked ? [...others, id] : others);
}

/** How the chosen layer is given to an image or labels parameter; null when it can't be, or for another parameter. */
export function mappingOf(param: ParamDescription, draft: Draft, state: FormState): AxisMapping | null {
  const { type } = param;
  if (type.kind !== 'image' && type.kind !== 'labels') return null;
  const source = chosenSource(param, draft, sourcesFor(param, state));
  const layer = source && layersOf(state).find(({ id }) => id === source.id);
  const described = layer && describedBy(layer);
  return described
    ? axisMapping(type.axes ?? [], { axes: lettersOf(described), shape: described.shape })
    : { modes: [], extra: [], dropped: [] };
}

/** The key of the draft that says which planes a parameter takes. */
export function planesKey(param: ParamDescription): string {
  return `${param.name} planes`;
}

/** The way that was chosen, as long as the layer offers it; else the first. */
export function chosenMode(param: ParamDescription, draft: Draft, mapping: AxisMapping): MapMode | null {
  return mapping.modes.find((mode) => mode === draft[planesKey(param)]) ?? mapping.modes[0] ?? null;
}

function layersOf({ windows }: Pick<FormState, 'windows'>): readonly Layer[] {
  return windows.flatMap((window) => (window.kind === 'image' ? window.layers : []));
}

/** The draft that a form starts with: defaults, and over them what a link preset (values of the wrong kind are ignored). */
export function initialDraft(op: OpDescription, preset: { readonly [name: string]: unknown }): Draft {
  const draft: { [name: string]: DraftValue } = {};
  for (const param of op.params) {
    const given = Object.hasOwn(preset, param.name);
    draft[param.name] = draftValue(param, given ? preset[param.name] : param.default);
  }
  return draft;
}

function draftValue(param: ParamDescription, value: unknown): DraftValue {
  const type = param.type;
  switch (type.kind) {
    case 'image':
    case 'labels':
    case 'points':
    case 'shapes':
    case 'table':
      if (typeof value === 'string' && value !== '') return value;
      return param.optional && !param.required ? 'none' : '';
    case 'file':
      return value instanceof File ? value : null;
    case 'boolean':
      return value === true || value === 'true' || value === '1';
    case 'choice': {
      const index = type.choices.findIndex(
        (choice) => choice.value === value || String(choice.value) === String(value),
      );
      return String(Math.max(0, index));
    }
    case 'number':
    case 'string':
      return value === null || value === undefined ? '' : String(value);
    case 'layers':
    case 'any':
      return '';
  }
}

/** Names in a preset that the op has no parameter for. */
export function unknownPresets(op: OpDescription, preset: { readonly [name: string]: unknown }): readonly string[] {
  return Object.keys(preset).filter((name) => !op.params.some((param) => param.name === name));
}

/** What is wrong with one field, or null. */
export function fieldError(param: ParamDescription, draft: Draft, sources: readonly Source[]): string | null {
  const value = draft[param.name];
  const type = param.type;
  switch (type.kind) {
    case 'image':
    case 'labels':
    case 'points':
    case 'shapes':
    case 'table': {
      if (!param.required || param.optional || sources.length > 0) return null;
      const { noImage, noLabels, noTable } = strings.form;
      return { image: noImage, labels: noLabels, points: noImage, shapes: noImage, table: noTable }[type.kind];
    }
    case 'layers': {
      if (!param.required || param.optional || chosenLayers(param, draft, sources).length > 0) return null;
      if (sources.length > 0) return strings.form.required(param.title);
      return type.of === 'image' ? strings.form.noImage : strings.form.noLabels;
    }
    case 'file':
      return param.required && !param.optional && !(value instanceof File)
        ? strings.form.fileNeeded(param.title)
        : null;
    case 'number': {
      const text = String(value ?? '').trim();
      if (text === '') return param.required && !param.optional ? strings.form.required(param.title) : null;
      const number = Number(text);
      if (!Number.isFinite(number)) return strings.form.notANumber(param.title);
      if (type.integer && !Number.isInteger(number)) return strings.form.notWhole(param.title);
      const unit = type.unit ? ` ${type.unit}` : '';
      if (type.min !== null && number < type.min) return strings.form.tooSmall(param.title, `${type.min}${unit}`);
      if (type.max !== null && number > type.max) return strings.form.tooLarge(param.title, `${type.max}${unit}`);
      return null;
    }
    case 'string':
    case 'boolean':
    case 'choice':
      return null;
    case 'any':
      return param.required ? strings.form.unmakeable(param.title) : null;
  }
}

/** The values of a run. Fields left empty, and parameters that no form can give, are left out so that their default holds. */
export function formValues(op: OpDescription, draft: Draft, state: FormState): { readonly [param: string]: FormValue } {
  const values: { [param: string]: FormValue } = {};
  for (const param of op.params) {
    const value = formValue(param, draft, state);
    if (value !== null) values[param.name] = value;
  }
  return values;
}

function formValue(param: ParamDescription, draft: Draft, state: FormState): FormValue | null {
  const value = draft[param.name];
  const type = param.type;
  const none: FormValue | null = param.optional && param.required ? { kind: 'json', value: null } : null;
  switch (type.kind) {
    case 'image':
    case 'labels':
    case 'points':
    case 'shapes':
    case 'table': {
      const source = chosenSource(param, draft, sourcesFor(param, state));
      if (!source) return none;
      if ((type.kind === 'points' || type.kind === 'shapes') && source.id === TO_DRAW)
        return { kind: 'draw', draws: type.kind, ask: type.ask || param.title };
      if (type.kind === 'table') return { kind: 'window', id: source.id };
      const mapping = mappingOf(param, draft, state);
      const planes = mapping && chosenMode(param, draft, mapping);
      return { kind: 'layer', id: source.id, ...(planes && { planes }) };
    }
    case 'layers': {
      const ids = chosenLayers(param, draft, sourcesFor(param, state));
      return ids.length > 0 ? { kind: 'layers', ids } : none;
    }
    case 'file':
      return value instanceof File ? { kind: 'file', file: value } : none;
    case 'number': {
      const text = String(value ?? '').trim();
      return text === '' ? none : { kind: 'json', value: Number(text) };
    }
    case 'string':
      return value === '' && param.default === null
        ? (none ?? (param.required ? { kind: 'json', value: '' } : null))
        : { kind: 'json', value };
    case 'boolean':
      return { kind: 'json', value: value === true };
    case 'choice':
      return { kind: 'json', value: type.choices[Number(value)]?.value ?? null };
    case 'any':
      return null;
  }
}
