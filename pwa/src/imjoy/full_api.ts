/**
 * The whole api of a plugin: the host's functions, and those of ImJoy. One object for plugins in both languages, for
 * windows and for the page. Names with a dot stand in a namespace at their callers: `utils.sleep`.
 */
import { type Api, type Caller, isRecord, type PageApi, pictureOf, text } from '../host/index.js';
import { type RemoteFunction, withContext } from '../rpc/index.js';
import type { ImJoyServices } from './api_services.js';
import {
  type AnyFunction,
  type Fields,
  fractionOf,
  knownOnly,
  named,
  pluginNamed,
  sourceWithTag,
  textOf,
} from './arguments.js';
import { addressOf, choose, fileHandle, fileItem, savingHandle } from './chosen_files.js';
import { dialogsOf } from './dialogs.js';
import { LazyPluginFiles } from './lazy_plugin_files.js';
import { olderNames } from './older_names.js';
import type { Operators } from './operators.js';
import type { ServiceRegistry } from './service_registry.js';

export type FullApi = Api & { readonly [name: string]: AnyFunction };

export interface FullApiParts {
  readonly services: ImJoyServices;
  readonly registry: ServiceRegistry;
  /** The operations of the calling plugin; null for the page. */
  readonly operators: Operators | null;
  /** Whether the caller was written for ImJoy, which overlooks arguments that it doesn't know. */
  readonly isImJoy: boolean;
}

const SNACKBAR_SECONDS = 10;
export function makeFullApi(base: Api, caller: Caller, parts: FullApiParts): FullApi {
  const { services, registry, operators, isImJoy } = parts;
  const owner = caller.kind === 'page' ? '' : caller.id;
  const files = new LazyPluginFiles();
  const createWindow = async (config: unknown, more?: unknown) =>
    isImJoy ? base.createWindow(knownOnly(config), knownOnly(more)) : base.createWindow(config, more);
  const dialogs = dialogsOf(createWindow, caller, services);
  let registering: Promise<void> = Promise.resolve();
  const registerService = async (given: unknown, more?: unknown) => {
    const fields = named('registerService', given, more);
    if (typeof fields.type !== 'string') throw new TypeError('registerService: expected “type”, a text.');
    if (fields.type === 'operator') {
      // One after the other: they are listed in the order in which they were registered.
      const added = registering.then(() => addOperator(fields, caller, operators));
      registering = added.catch(() => undefined);
      await added;
    }
    return registry.add(owner, fields);
  };
  const unregisterService = async (given: unknown) => {
    const id = isRecord(given) ? given.id : given;
    const { fields } = registry.remove(owner, text('unregisterService', id, 'the id of a service'));
    if (fields.type === 'operator') operators?.delete(operatorName(fields, caller));
  };
  const tell = async (message: unknown, seconds?: unknown) => {
    const fields = isRecord(message) ? message : { message, seconds };
    const words = text('showMessage', fields.message ?? fields.content ?? fields.text);
    const time = fields.seconds ?? fields.duration;
    services.tell(caller, words, typeof time === 'number' && time > 0 ? time : SNACKBAR_SECONDS);
  };
  const report = async (given: unknown) => services.report(caller, { fraction: fractionOf(given) });
  const full: { [name: string]: AnyFunction } = {
    ...(base as unknown as { readonly [name: string]: AnyFunction }),
    ...dialogs,
    log: async (...values: unknown[]) => {
      const [first] = values;
      if (!isRecord(first) || first.type !== 'image') return base.log(...values);
      return services.logPicture(caller, pictureOf('log', first.value ?? first.src));
    },
    showMessage: tell,
    showSnackbar: tell,
    showStatus: async (given: unknown) =>
      services.report(caller, { text: text('showStatus', isRecord(given) ? (given.status ?? given.message) : given) }),
    showProgress: report,
    progress: report,
    registerService,
    unregisterService,
    ...olderNames({ registerService, unregisterService, getWindow: base.getWindow }, registry, owner),
    getServices: async (given: unknown) => {
      const query = isRecord(given) ? given : {};
      const own = new Set(registry.find(query, owner).map(({ id }) => id));
      return registry.find(query).map((fields) => (own.has(fields.id) ? answeredLater(fields) : fields));
    },
    createWindow,
    getPlugin: async (given: unknown, more?: unknown) => {
      const request = pluginNamed(given, more);
      if (request === FILE_SYSTEM && !services.hasPlugin(request)) return fileSystem(files);
      const text = textOf(request);
      return text === null ? base.getPlugin(request) : services.loadPlugin(caller, text);
    },
    installPlugin: async (given: unknown, more?: unknown) => {
      const request = pluginNamed(given, more);
      const text = textOf(request);
      return text === null ? base.installPlugin(request) : services.installSource(caller, text);
    },
    loadPlugin: async (given: unknown, more?: unknown) => services.loadPlugin(caller, sourceWithTag(given, more)),
    uninstallPlugin: async (given: unknown) =>
      services.uninstallPlugin(
        caller,
        text('uninstallPlugin', isRecord(given) ? given.name : given, 'the name of a plugin'),
      ),
    setConfig: async (given: unknown, more?: unknown) => {
      const fields: Fields = isRecord(given) ? given : { name: given, value: more };
      const { value } = fields;
      const kept = value === null || value === undefined ? null : text('setConfig', value, '“value”, a text or number');
      services.setConfig(caller, text('setConfig', fields.name, '“name”, a text'), kept);
    },
    getConfig: async (given: unknown) => {
      const name = text('getConfig', isRecord(given) ? given.name : given, 'the name of a value');
      return name.startsWith('_')
        ? ((await configOf(caller, services))[name.slice(1)] ?? null)
        : services.getConfig(caller, name);
    },
    getAttachment: async (given: unknown) => {
      const name = text('getAttachment', isRecord(given) ? given.name : given, 'the name of an attachment');
      const file = await fileOf(caller, services);
      const content = file?.attachments.get(name);
      if (content === undefined) {
        const names = [...(file?.attachments.keys() ?? [])].join(', ') || 'none';
        throw new Error(`getAttachment: the plugin's file has no <attachment name="${name}">; it has ${names}.`);
      }
      return content;
    },
    getFileUrl: async (given: unknown) => {
      const path = text('getFileUrl', isRecord(given) ? given.path : given, '“path”, a text');
      return addressOf(new Blob([new Uint8Array(bytesOf(await files.content(path)))]));
    },
    requestUploadUrl: missing('requestUploadUrl', 'a file manager of an engine'),
    getFileManager: missing('getFileManager', 'a file manager of an engine'),
    getEngine: missing('getEngine', 'an engine'),
    getEngineFactory: missing('getEngineFactory', 'an engine'),
    // A plugin has these on its own side; the page has nothing that it could export or end.
    ...(caller.kind === 'page' ? pageOnly() : {}),
    'utils.sleep': withContext(({ signal }, seconds: unknown) => sleep(Number(seconds), signal)),
    'utils.openUrl': async (given: unknown) => {
      const address = text('utils.openUrl', isRecord(given) ? given.url : given, 'an address');
      if (!/^https?:/i.test(address) || !URL.canParse(address))
        throw new TypeError(`utils.openUrl: expected an address that begins with https:, got “${address}”.`);
      return services.openUrl(caller, new URL(address));
    },
    // Windows of ImJoy's own page were drawn anew by this; ours draw themselves.
    'utils.$forceUpdate': async () => undefined,
    'utils.showOpenFilePicker': async (given?: unknown) => {
      const multiple = isRecord(given) && given.multiple === true;
      const chosen = await choose(caller, services, { title: 'Choose a file', multiple, accept: [] });
      return chosen.map(fileHandle);
    },
    'utils.showSaveFilePicker': async (given?: unknown) => {
      const name = isRecord(given) && typeof given.suggestedName === 'string' ? given.suggestedName : 'file';
      return savingHandle(base, name);
    },
    'utils.showDirectoryPicker': async () => {
      throw new Error(
        'utils.showDirectoryPicker: folders can’t be handed to plugins; let the person choose files by showFileDialog.',
      );
    },
    showFileDialog: async (given?: unknown) => {
      const fields = isRecord(given) ? given : {};
      if (fields.type === 'directory')
        throw new Error('showFileDialog: folders can’t be handed to plugins; let the person choose files.');
      const chosen = await choose(caller, services, {
        title: typeof fields.title === 'string' ? fields.title : 'Choose a file',
        multiple: typeof fields.mode !== 'string' || fields.mode.includes('multiple'),
        accept: [],
      });
      return Promise.all(chosen.map(fileItem));
    },
  };
  for (const [name, fn] of Object.entries(files.functions)) full[`fs.${name}`] = fn as AnyFunction;
  return full as unknown as FullApi;
}

async function addOperator(fields: Fields, caller: Caller, operators: Operators | null): Promise<void> {
  if (caller.kind === 'page' || operators === null)
    throw new Error('registerService: an operator belongs to a plugin; the page has none.');
  const { Operation } = await import('./operation.js');
  const name = operatorName(fields, caller);
  const title = name === 'run' ? caller.name : name;
  const isTold = typeof fields.update === 'function';
  const operation = new Operation({
    name,
    type: name === 'run' ? caller.name : `${caller.name}/${name}`,
    title,
    description: typeof fields.description === 'string' ? fields.description : '',
    ui: fields.ui,
    inputs: fields.inputs,
    outputs: fields.outputs,
    update: isTold ? `update of ${name}` : undefined,
  });
  operators.set({
    description: operation.description,
    run: typeof fields.run === 'function' ? (fields.run as RemoteFunction) : null,
    update: isTold ? (fields.update as RemoteFunction) : null,
    arguments: (args, kwargs) => operation.arguments(args, kwargs),
  });
}

/** Without a name, or with the plugin's own, it takes the place of the plugin's own entry. */
function operatorName(fields: Fields, caller: Caller): string {
  const { name } = fields;
  if (name === undefined || name === null || name === '' || (caller.kind === 'plugin' && name === caller.name))
    return 'run';
  return text('registerService', name, '“name”, a text');
}

/**
 * A plugin's own service for itself: its functions would come back as they are, and who calls a service awaits what it
 * answers, whoever offers it.
 */
function answeredLater(fields: Fields): Fields {
  const later = (value: unknown) =>
    typeof value === 'function'
      ? withContext(({ signal, progress }, ...args: unknown[]) =>
          (value as RemoteFunction)(...args, { signal, onProgress: progress }),
        )
      : value;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, later(value)]));
}

/** ImJoy's internal plugin that holds a file system. */
const FILE_SYSTEM = 'BrowserFS';

function fileSystem(files: LazyPluginFiles): object {
  const functions = files.functions;
  return { name: FILE_SYSTEM, ...functions, fs: functions };
}

function missing(fn: string, what: string): AnyFunction {
  return async () => {
    throw new Error(`${fn}: this needs ${what}, and none is connected. Plugins run in the browser here.`);
  };
}

function pageOnly(): { [name: string]: AnyFunction } {
  const absent = (fn: string) => async () => {
    throw new Error(`${fn}: the page exports nothing; this belongs into a plugin.`);
  };
  return Object.fromEntries(['export', 'init', 'dispose'].map((fn) => [fn, absent(fn)]));
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  if (!Number.isFinite(seconds) || seconds < 0) throw new TypeError('utils.sleep: expected a number of seconds.');
  await new Promise<void>((resolve, reject) => {
    const clock = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(clock);
      reject(signal.reason);
    });
  });
}

async function fileOf(caller: Caller, services: ImJoyServices) {
  const source = await services.sourceOf(caller);
  if (source === null || !/<config[\s>]/i.test(source.text)) return null;
  const { readImJoyFile } = await import('./file.js');
  return readImJoyFile(source.text, source.fileName, source.tag);
}

async function configOf(caller: Caller, services: ImJoyServices): Promise<Fields> {
  const file = await fileOf(caller, services);
  return file === null ? {} : { ...file.config.fields, type: file.config.type, tag: file.tag };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** The functions as the page has them: those with a dot in an object of their own. */
export function nested(api: FullApi): PageApi {
  const out: Record<string, unknown> = {};
  for (const [path, fn] of Object.entries(api)) {
    const [first = '', second] = path.split('.');
    if (second === undefined) out[first] = fn;
    else out[first] = { ...((out[first] as object | undefined) ?? {}), [second]: fn };
  }
  return out as unknown as PageApi;
}
