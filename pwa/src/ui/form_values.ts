/** From an op's description to a draft that a form edits, and from the draft to the values of a run. Pure. */
import type { OpDescription, ParamDescription } from '../contracts/plugin.js';
import { lettersOf } from '../images/axes.js';
import { describedBy } from '../images/layer_pixels.js';
import type { FormValue } from '../workspace/actions.js';
import { type AxisMapping, axisMapping, type MapMode } from '../workspace/axis_mapping.js';
import type { Layer, SampleItem, TableWindow, WindowItem, WorkspaceState } from '../workspace/model.js';
import { strings } from './strings.js';

/**
 * What a field holds while it is edited: numbers and strings as typed, choices as their index, image, labels and
 * table parameters as the id that was chosen ("" is "the one in front", "none" is None). Points and shapes may also be
 * {@link TO_DRAW}.
 */
export type DraftValue = string | boolean | File | null;
export type Draft = { readonly [param: string]: DraftValue };

/** The id of the source that stands for what the person draws once the op is run. */
export const TO_DRAW = 'draw';

/** Something that an image, labels or table parameter can take. */
export interface Source {
  readonly id: string;
  readonly name: string;
}

/** The layers or tables that fit a parameter, the one in front first; labels for labels, images for images. */
export function sourcesFor(
  param: ParamDescription,
  state: Pick<WorkspaceState, 'windows' | 'activeWindow'>,
): readonly Source[] {
  const kind = param.type.kind;
  const active = state.windows.filter((window) => window.id === state.activeWindow);
  const others = state.windows.filter((window) => window.id !== state.activeWindow).reverse();
  const ordered = [...active, ...others];
  if (kind === 'table')
    return ordered
      .filter((window): window is TableWindow => window.kind === 'table')
      .map(({ id, title }) => ({ id, name: title }));
  if (kind !== 'image' && kind !== 'labels' && kind !== 'points' && kind !== 'shapes') return [];
  const found: Source[] = [];
  for (const window of ordered) {
    if (window.kind !== 'image') continue;
    const layers = window.layers.filter((layer: Layer) => layer.kind === kind).reverse();
    for (const layer of layers)
      found.push({
        id: layer.id,
        name: layers.length > 1 || layer.name === window.title ? layer.name : `${layer.name} (${window.title})`,
      });
  }
  return kind === 'image' || kind === 'labels' ? found : withDrawing(param.type, found, ordered);
}

/** Where the op asks for it, drawing anew comes before what has been drawn. */
function withDrawing(
  type: ParamDescription['type'],
  layers: readonly Source[],
  windows: readonly WindowItem[],
): readonly Source[] {
  if (!windows.some(({ kind }) => kind === 'image')) return layers;
  const drawing = { id: TO_DRAW, name: strings.form.drawOnRun };
  return (type.kind === 'points' || type.kind === 'shapes') && type.ask !== ''
    ? [drawing, ...layers]
    : [...layers, drawing];
}

/** The source that a parameter takes now: the chosen one as long as it is open, else the one in front. */
/** The site's samples that a field takes: those with one of the endings that it names. */
export function samplesFor(param: ParamDescription, samples: readonly SampleItem[]): readonly SampleItem[] {
  const { type } = param;
  if (type.kind !== 'file') return [];
  return samples.filter(({ name }) => type.accept.some((ending) => name.toLowerCase().endsWith(ending)));
}

export function chosenSource(param: ParamDescription, draft: Draft, sources: readonly Source[]): Source | null {
  const id = draft[param.name];
  if (id === 'none' && param.optional) return null;
  return (
    sources.find((source) => source.id === id) ??
    (param.optional && !param.required && id !== '' ? null : (sources[0] ?? null))
  );
}

/** How the chosen layer is given to an image or labels parameter; null when it can't be, or for another parameter. */
export function mappingOf(
  param: ParamDescription,
  draft: Draft,
  state: Pick<WorkspaceState, 'windows' | 'activeWindow'>,
): AxisMapping | null {
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

function layersOf({ windows }: Pick<WorkspaceState, 'windows'>): readonly Layer[] {
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
      return param.optional && !param.required ? 'none' : '';
    case 'file':
      return null;
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
    case 'file':
      return param.required && !param.optional && !(value instanceof File) ? strings.form.required(param.title) : null;
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
export function formValues(
  op: OpDescription,
  draft: Draft,
  state: Pick<WorkspaceState, 'windows' | 'activeWindow'>,
): { readonly [param: string]: FormValue } {
  const values: { [param: string]: FormValue } = {};
  for (const param of op.params) {
    const value = formValue(param, draft, state);
    if (value !== null) values[param.name] = value;
  }
  return values;
}

function formValue(
  param: ParamDescription,
  draft: Draft,
  state: Pick<WorkspaceState, 'windows' | 'activeWindow'>,
): FormValue | null {
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
