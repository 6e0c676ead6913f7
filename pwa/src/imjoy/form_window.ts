/** The forms of `imjoy/joy` and `imjoy/schema-io` windows, as the app's own. */

import { FormatError } from '../contracts/errors.js';
import type { OpDescription, ParamDescription } from '../contracts/plugin.js';
import { isMap } from './fields.js';
import { Operation } from './operation.js';

type Callback = (values: unknown) => unknown;

export interface FormInWindow {
  readonly op: OpDescription;
  /** Functions that are given what was entered. */
  readonly callbacks: readonly Callback[];
  /** What the fields mean: numbers for numbers, the default where nothing was entered. */
  values(draft: { readonly [field: string]: unknown }): { readonly [name: string]: unknown };
}

const CALLBACKS = ['callback', 'onsubmit', 'onSubmit', 'onchange', 'onChange', 'onupdate', 'onexecute'] as const;

/**
 * @param ui ImJoy's `ui`; a JSON Schema; or `{schema: {fields: [...]}, model: {...}}` as vue-form-generator has it.
 * @throws FormatError when there is no field in it.
 */
export function readFormWindow(title: string, ui: unknown, data: unknown, config: unknown): FormInWindow {
  const source = isMap(data) && isMap(data.schema) ? data : isMap(ui) && isMap(ui.schema) ? ui : null;
  const model = source !== null && isMap(source.model) ? source.model : {};
  const schema = source === null ? (isMap(ui) && isMap(ui.properties) ? ui : null) : (source.schema as object);
  const joy = schema === null ? ui : isMap(schema) && Array.isArray(schema.fields) ? schema.fields.map(fieldOf) : null;
  const { description } = new Operation({
    name: 'form',
    type: 'form',
    title,
    description: '',
    ui: joy,
    inputs: joy === null ? schema : null,
    outputs: null,
  });
  const params = description.params.map((param) => withDefault(param, model));
  if (params.length === 0)
    throw new FormatError(
      'createWindow: the form has no fields. Give “ui” as ImJoy writes it, or a JSON Schema with “properties”.',
      'ui',
    );
  const callbacks = [data, config, ui]
    .filter(isMap)
    .flatMap((each) => CALLBACKS.map((name) => each[name]))
    .filter((each): each is Callback => typeof each === 'function');
  return {
    op: { ...description, params },
    callbacks: [...new Set(callbacks)],
    values: (draft) => Object.fromEntries(params.map((param) => [param.name, valueFor(param, draft[param.name])])),
  };
}

/** A field of vue-form-generator, as ImJoy's joy has it. */
function fieldOf(field: unknown): unknown {
  if (!isMap(field)) return field;
  const { model, label, type, inputType, values, min, max, step, placeholder } = field;
  const kinds: { readonly [type: string]: string } = { select: 'choose', checkbox: 'checkbox', switch: 'checkbox' };
  const kind = kinds[String(type)] ?? (inputType === 'number' || type === 'range' ? 'number' : 'string');
  const options = { id: String(model ?? label), type: kind, label, options: values, min, max, step, placeholder };
  return Object.fromEntries(Object.entries(options).filter(([, each]) => each !== undefined));
}

function withDefault(param: ParamDescription, model: { readonly [name: string]: unknown }): ParamDescription {
  return Object.hasOwn(model, param.name) ? { ...param, default: model[param.name], required: false } : param;
}

function valueFor({ type, default: otherwise }: ParamDescription, entered: unknown): unknown {
  if (entered === undefined) return otherwise;
  if (type.kind === 'number') {
    if (entered === '' || entered === null) return null;
    const number = Number(entered);
    return Number.isFinite(number) ? number : otherwise;
  }
  if (type.kind === 'choice') {
    const index = type.choices.findIndex((choice, i) => entered === String(i) || entered === choice.value);
    return type.choices[index]?.value ?? otherwise;
  }
  return entered;
}
