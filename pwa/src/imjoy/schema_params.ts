/** `inputs` and `outputs` of an ImJoy plugin: JSON Schema with `file{}` and `ndarray{}`, as parameters and results. */
import type { ParamDescription, ParamType, ResultDescription } from '../contracts/plugin.js';
import { isMap } from './fields.js';
import { accept, choices } from './joy_params.js';

type Schema = { readonly [keyword: string]: unknown };

/** The parameters that an object with this schema is made of; its properties may also be written without `properties`. */
export function schemaParams(schema: unknown): ParamDescription[] {
  const required = isMap(schema) && Array.isArray(schema.required) ? schema.required : [];
  return properties(schema).map(([name, property]) => {
    const type = typeOf(property);
    const isRequired = required.includes(name);
    return {
      name,
      title: typeof property.title === 'string' ? property.title : titleOf(name),
      doc: typeof property.description === 'string' ? property.description : '',
      required: isRequired,
      optional: !isRequired,
      default: property.default ?? null,
      type,
    };
  });
}

/** What a plugin with these `outputs` gives; without a schema it is a value. */
export function schemaResults(schema: unknown): ResultDescription[] {
  return properties(schema).map(([name, property]) => ({
    kind: resultKind(typeOf(property)),
    title: typeof property.title === 'string' ? property.title : titleOf(name),
  }));
}

function properties(schema: unknown): [string, Schema][] {
  if (!isMap(schema)) return [];
  const found = isMap(schema.properties)
    ? schema.properties
    : // A bare `{"type": "ndarray"}` or `{"ndarray": {}}` says what `data` itself is.
      isProperty(schema)
      ? { data: schema }
      : schema;
  return Object.entries(found).flatMap(([name, property]) =>
    isMap(property) ? [[name, property] as [string, Schema]] : [],
  );
}

/** Keywords say something of a value; a property that is only called like one describes itself with a type of its own. */
function isProperty(schema: Schema): boolean {
  return ['type', 'file', 'ndarray', 'enum'].some((keyword) => {
    const value = schema[keyword];
    return value !== undefined && !(isMap(value) && (keyword === 'type' || typeof value.type === 'string'));
  });
}

function typeOf(property: Schema): ParamType {
  const options = property.enum;
  if (Array.isArray(options)) return { kind: 'choice', choices: choices(options) };
  if ('ndarray' in property) return { kind: 'image' };
  if ('file' in property) {
    const { mime, ext } = isMap(property.file) ? property.file : {};
    return { kind: 'file', accept: [...accept(mime), ...accept(ext)] };
  }
  const type = Array.isArray(property.type) ? property.type.find((each) => each !== 'null') : property.type;
  switch (type) {
    case 'number':
    case 'integer': {
      const bound = (...names: string[]) => {
        const value = names.map((name) => property[name]).find((each) => typeof each === 'number');
        return typeof value === 'number' ? value : null;
      };
      const [min, max] = [bound('minimum', 'exclusiveMinimum'), bound('maximum', 'exclusiveMaximum')];
      const widget = min !== null && max !== null ? 'slider' : 'field';
      return { kind: 'number', integer: type === 'integer', min, max, step: bound('multipleOf'), unit: '', widget };
    }
    case 'boolean':
      return { kind: 'boolean' };
    case 'string':
      return { kind: 'string', multiline: false, placeholder: '' };
    case 'ndarray':
    case 'image':
      return { kind: 'image' };
    case 'file':
      return { kind: 'file', accept: accept(property.ext ?? property.mime) };
    default:
      return { kind: 'any', annotation: typeof type === 'string' ? type : 'any' };
  }
}

function resultKind({ kind }: ParamType): ResultDescription['kind'] {
  switch (kind) {
    case 'image':
    case 'labels':
    case 'table':
    case 'file':
      return kind;
    case 'string':
      return 'text';
    default:
      return 'value';
  }
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
