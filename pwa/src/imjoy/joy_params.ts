/** The fields of ImJoy's forms as parameters, from which the app makes its own form. */
import type { Choice, ParamDescription, ParamType } from '../contracts/plugin.js';
import { isMap } from './fields.js';
import type { JoyField } from './joy.js';

/** @returns null for what is only text: instructions, comments, buttons. */
export function paramOf(field: JoyField): ParamDescription | null {
  const { options } = field;
  const type = typeOf(field);
  if (type === null) return null;
  const given = options.placeholder ?? options.value ?? options.default ?? null;
  return {
    name: field.id,
    title: field.label,
    doc: typeof options.description === 'string' ? options.description : '',
    required: false,
    optional: type.kind === 'file' || type.kind === 'image',
    default: defaultOf(type, given),
    type,
  };
}

function typeOf({ type, options }: JoyField): ParamType | null {
  switch (type.toLowerCase()) {
    case 'choose':
    case 'select':
    case 'choice':
    case 'radio':
      return { kind: 'choice', choices: choices(options.options ?? options.choices) };
    case 'number':
    case 'float':
      return number(options, 'field', false);
    case 'integer':
    case 'int':
      return number(options, 'field', true);
    case 'range':
    case 'slider':
      return number({ min: 0, max: 100, ...options }, 'slider', false);
    case 'boolean':
    case 'bool':
    case 'checkbox':
    case 'toggle':
    case 'switch':
      return { kind: 'boolean' };
    case 'text':
    case 'textarea':
      return { kind: 'string', multiline: true, placeholder: '' };
    case 'string':
    case 'color':
    case 'variablename':
    case 'password':
    case 'url':
    case 'date':
    case 'time':
    case 'dir':
      return { kind: 'string', multiline: false, placeholder: '' };
    case 'file':
      return { kind: 'file', accept: accept(options.accept ?? options.ext) };
    case 'image':
    case 'ndarray':
      return { kind: 'image' };
    case 'instructions':
    case 'instructions/comment':
    case 'comment':
    case 'label':
    case 'save':
    case 'button':
      return null;
    default:
      return { kind: 'any', annotation: type };
  }
}

function number(options: JoyField['options'], widget: 'field' | 'slider', integer: boolean): ParamType {
  const bound = (name: string) => (numeric(options[name]) ? Number(options[name]) : null);
  return { kind: 'number', integer, min: bound('min'), max: bound('max'), step: bound('step'), unit: '', widget };
}

/** Texts, numbers, `{label, value}` or a map of labels to values. */
export function choices(given: unknown): Choice[] {
  const list = Array.isArray(given)
    ? given
    : isMap(given)
      ? Object.entries(given).map(([label, value]) => ({ label, value }))
      : [];
  return list.map((item: unknown) => {
    const value = isMap(item) ? (item.value ?? item.label ?? item.text) : item;
    const label = isMap(item) ? (item.label ?? item.text ?? value) : item;
    const plain = ['string', 'number', 'boolean'].includes(typeof value) ? (value as string | number | boolean) : null;
    return { value: plain, label: String(label) };
  });
}

/** “png”, “.png”, “image/png”, one or several, as a file's parameter takes them. */
export function accept(given: unknown): string[] {
  const list = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [];
  return list.flatMap((item: unknown) => {
    const text = typeof item === 'string' ? item.trim() : '';
    return text === '' ? [] : [text.includes('/') || text.startsWith('.') ? text : `.${text}`];
  });
}

function numeric(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && Number.isFinite(Number(value));
}

/** The default that is written, in the form that its type takes; forms of ImJoy always have a value. */
function defaultOf(type: ParamType, given: unknown): unknown {
  switch (type.kind) {
    case 'number':
      return numeric(given) ? Number(given) : (type.min ?? 0);
    case 'boolean':
      return given === true || given === 'true';
    case 'choice':
      return (
        (type.choices.find(({ value, label }) => value === given || label === given) ?? type.choices[0])?.value ?? null
      );
    case 'string':
      return given === null ? '' : String(given);
    default:
      return null;
  }
}
