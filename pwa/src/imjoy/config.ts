/** The `<config>` of an ImJoy plugin, for one of its tags. */
import { suggest } from '../plugins/index.js';
import type { Fields } from './fields.js';
import { type ImJoyRequirement, readRequirement } from './requirement.js';

const TYPES = [
  'web-worker',
  'window',
  'iframe',
  'rpc-window',
  'rpc-worker',
  'collection',
  'web-python',
  'web-python-window',
  'native-python',
] as const;
export type ImJoyType = (typeof TYPES)[number];

const OLDER_TYPES: ReadonlyMap<string, ImJoyType> = new Map([
  ['webworker', 'web-worker'],
  ['pyworker', 'native-python'],
  ['webpython', 'web-python'],
]);

export interface ImJoyConfig {
  readonly name: string;
  readonly type: ImJoyType;
  readonly version: string;
  readonly apiVersion: string;
  readonly description: string;
  readonly icon: string;
  readonly cover: readonly string[];
  readonly labels: readonly string[];
  readonly authors: readonly string[];
  readonly licence: string;
  readonly repository: string;
  readonly website: string;
  readonly tags: readonly string[];
  readonly flags: readonly string[];
  /** A text, or a list of texts and objects: see {@link readJoy}. */
  readonly ui: unknown;
  /** JSON Schema. */
  readonly inputs: unknown;
  readonly outputs: unknown;
  readonly runnable: boolean;
  /** A window without an api. */
  readonly passive: boolean;
  readonly requirements: readonly ImJoyRequirement[];
  /** Other plugins, as `user/repo:Name`, an address or a name. */
  readonly dependencies: readonly string[];
  readonly permissions: readonly string[];
  /** Size and place of windows. */
  readonly defaults: { readonly [name: string]: unknown };
  readonly baseFrame: string;
  readonly baseWorker: string;
  /** All fields as they were written, for `api.getConfig('_field')`. */
  readonly fields: { readonly [name: string]: unknown };
}

export function isPythonType(type: ImJoyType): boolean {
  return type === 'web-python' || type === 'native-python' || type === 'web-python-window';
}

/** @throws FormatError naming line and field. */
export function readConfig(
  fields: Fields,
  raw: { readonly [name: string]: unknown },
  tags: readonly string[],
): ImJoyConfig {
  const name = fields.text('name');
  if (name === '')
    throw fields.fail('name', '<config> has no “name”. Give the plugin one, such as "name": "My plugin".');
  if (name.includes('/')) throw fields.fail('name', `“name” may not hold a slash, as “${name}” does.`);
  const type = readType(fields);
  const flags = fields.texts('flags');
  return {
    name,
    type,
    version: fields.text('version'),
    apiVersion: fields.text('api_version'),
    description: fields.text('description'),
    icon: fields.text('icon'),
    cover: fields.texts('cover'),
    labels: fields.texts('labels'),
    authors: [...fields.texts('authors'), ...fields.texts('author')],
    licence: fields.text('license'),
    repository: fields.text('repository'),
    website: fields.text('website'),
    tags,
    flags,
    ui: fields.get('ui'),
    inputs: fields.get('inputs'),
    outputs: fields.get('outputs'),
    runnable: fields.flag('runnable', true),
    passive: fields.flag('passive', flags.includes('passive')),
    requirements: fields.texts('requirements').flatMap((text) => requirement(fields, text, type)),
    dependencies: fields.texts('dependencies'),
    permissions: fields.texts('permissions'),
    defaults: fields.map('defaults'),
    baseFrame: fields.text('base_frame'),
    baseWorker: fields.text('base_worker'),
    fields: raw,
  };
}

/** What a plugin runs on. @throws FormatError when it is none of ImJoy's types. */
export function readType(fields: Fields): ImJoyType {
  // Before version 0.1.2 the field was called “mode”, and some of its values had other names.
  const written = fields.text('type') || fields.text('mode');
  const text = OLDER_TYPES.get(written) ?? written;
  // Files without a type are window-less JavaScript, as ImJoy's own template is.
  if (text === '') return 'web-worker';
  const type = TYPES.find((each) => each === text);
  if (type === undefined)
    throw fields.fail(
      'type',
      `the plugin's “type” is “${text}”, which is none that ImJoy has. ${suggest(text, TYPES)}`,
    );
  return type;
}

function requirement(fields: Fields, text: string, type: ImJoyType): readonly ImJoyRequirement[] {
  const read = readRequirement(text, isPythonType(type));
  if (read === null)
    throw fields.fail(
      'requirements',
      `the requirement “${text}” is no address; write it like https://example.org/lib.js.`,
    );
  const command = read.find(({ kind }) => kind === 'command');
  if (command !== undefined && type !== 'native-python')
    throw fields.fail(
      'requirements',
      `the requirement “${text}” is a command, which no browser can run; only native-python plugins may have it.`,
    );
  return read;
}
