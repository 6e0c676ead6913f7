/** The api: the same functions for the page (`coverslip.api`) and for every plugin (`from coverslip import api`). */
import { isCallOptions, RemoteFile, withContext } from '../rpc/index.js';
import { describe, fileContent, isRecord, pluginRequest, text } from './arguments.js';
import { imageRequest } from './image_request.js';
import type { CallControls, Caller, HostServices } from './services.js';
import { windowName } from './window_names.js';

/** Each takes its arguments in order, or one object that names them. All are asynchronous for their callers. */
export interface Api {
  /** A plugin by its name, its address or `{src, sha256}`; its methods are its ops. Asks the person before it installs one. */
  getPlugin(plugin: unknown): Promise<unknown>;
  /** Installs a plugin from `{src, sha256}`. `confirm: false` skips the question, for the page's own code only. */
  installPlugin(plugin: unknown): Promise<string>;
  /** Runs the plugin's first op. */
  run(plugin: unknown, ...args: unknown[]): Promise<unknown>;
  /** Runs the named op. */
  call(plugin: unknown, op: unknown, ...args: unknown[]): Promise<unknown>;
  /**
   * Opens a window: `{type, src, name, data, config, …}` or one string, as {@link windowRequest} reads them. Gives its
   * handle: `id`, `name`, `close()`, `focus()`, `on()` and more, and what the window itself offers.
   */
  createWindow(config: unknown, more?: unknown): Promise<object>;
  /** The handle of an open window by its id, name or type, or `{id | window_id | name | type}`; null when there is none. */
  getWindow(window: unknown): Promise<object | null>;
  /**
   * Opens an image from a file, bytes, an address or the handle of a folder. Gives what is known of it (`name`, `format`,
   * `axes`, `shape`, `dtype`, `pixelSize`, `unit`, `channels`, `metadata`, `sha256`, `levels`) and `read(region?)`, which
   * gives an array. `options.scene` chooses among the images of a file that holds several.
   */
  openImage(source: unknown, options?: unknown): Promise<unknown>;
  /**
   * Loads a model in ONNX from a file, its bytes or an address, with the options of `LoadOptions` (contracts/model.ts).
   * Gives `{inputs, outputs, device, metadata, name, sha256, run({name: array}, {outputs}), release()}`. In the page it
   * is `coverslip.api.models.load`.
   */
  'models.load'(source: unknown, options?: unknown): Promise<object>;
  /** The models that are kept in this browser, as `{sha256, name, size}`; load one as `sha256:…`. */
  'models.list'(): Promise<readonly object[]>;
  /**
   * Connects an engine by its link, and gives `{url, info(), getPlugin({src}), submit({plugin, op, args, kwargs, options}),
   * jobs(), job(id)}`; a job has `id`, `state`, `progress`, `on(event, callback)`, `cancel()` and `result()`. A plugin
   * needs the permission `engine`, names no link, and gets the engine that the person has connected.
   */
  'engines.connect'(link?: unknown): Promise<object>;
  log(...values: unknown[]): Promise<void>;
  error(...values: unknown[]): Promise<void>;
  showMessage(message: unknown): Promise<void>;
  alert(message: unknown): Promise<void>;
  confirm(message: unknown): Promise<boolean>;
  prompt(message: unknown, value?: unknown): Promise<string | null>;
  /** Saves bytes, a text or a file under a name; the person is asked. */
  exportFile(file: unknown, name?: unknown): Promise<void>;
  /** Gives back what it is given. */
  echo(value: unknown): Promise<unknown>;
}

/** The api as the page has it: what has a dot in its name stands in an object. */
export interface PageApi extends Api {
  readonly models: { readonly load: Api['models.load']; readonly list: Api['models.list'] };
  readonly engines: { readonly connect: Api['engines.connect'] };
}

const LEVELS = ['debug', 'info', 'warning', 'error'] as const;
const LONGEST_LINE = 10_000;

export function makeApi(services: HostServices, caller: Caller): Api {
  const isPage = caller.kind === 'page';
  /** In the page a last argument `{signal, onProgress}` belongs to the call; from a plugin both come by the wire. */
  const controlled = (args: unknown[], context: CallControls): [unknown[], CallControls] => {
    const last = args.at(-1);
    return isPage && isCallOptions(last) ? [args.slice(0, -1), last] : [args, context];
  };
  const callOp = (context: CallControls, plugin: unknown, op: string | null, given: unknown[]) => {
    const [args, controls] = controlled(given, context);
    return services.callPlugin(caller, pluginRequest('call', plugin, isPage), op, args, controls);
  };
  const say = (values: unknown[], level: (typeof LEVELS)[number]) => services.log(caller, level, line(values));
  return {
    getPlugin: async (plugin) => services.getPlugin(caller, pluginRequest('getPlugin', plugin, isPage)),
    installPlugin: async (plugin) => services.installPlugin(caller, pluginRequest('installPlugin', plugin, isPage)),
    run: withContext(async ({ signal, progress }, plugin: unknown, ...args: unknown[]) =>
      callOp({ signal, onProgress: progress }, plugin, null, args),
    ),
    call: withContext(async ({ signal, progress }, plugin: unknown, op: unknown, ...args: unknown[]) =>
      callOp({ signal, onProgress: progress }, plugin, text('call', op, 'the name of an op'), args),
    ),
    createWindow: async (config, more) => {
      const { windowRequest } = await import('./window_request.js');
      return services.createWindow(caller, windowRequest(config, more));
    },
    getWindow: async (window) => services.getWindow(caller, windowName(window)),
    openImage: withContext(async ({ signal, progress }, source: unknown, ...rest: unknown[]) => {
      const [[options], controls] = controlled(rest, { signal, onProgress: progress });
      return services.openImage(caller, await imageRequest(source, options), controls);
    }),
    'models.load': withContext(async ({ signal, progress }, source: unknown, ...rest: unknown[]) => {
      const [[options], controls] = controlled(rest, { signal, onProgress: progress });
      // The caller may go on to change its bytes while this waits.
      const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
      const own = bytes instanceof Uint8Array ? new Uint8Array(bytes) : source;
      const content = own instanceof RemoteFile ? await own.file() : own;
      const { loadOptions, modelSource } = await import('./model_request.js');
      return services.loadModel(caller, modelSource(content), loadOptions(options), controls);
    }),
    'models.list': async () => services.listModels(),
    'engines.connect': async (link) =>
      services.connectEngine(caller, link == null ? null : text('engines.connect', link, 'the link of an engine')),
    log: async (...values) => {
      const last = values.at(-1);
      const level = values.length > 1 && isRecord(last) ? LEVELS.find((each) => each === last.level) : undefined;
      say(level === undefined ? values : values.slice(0, -1), level ?? 'info');
    },
    error: async (...values) => say(values, 'error'),
    showMessage: async (message) => services.showMessage(caller, text('showMessage', message)),
    alert: async (message) => services.alert(caller, content('alert', message)),
    confirm: async (message) => services.confirm(caller, content('confirm', message)),
    prompt: async (message, value) =>
      services.prompt(caller, content('prompt', message), value == null ? '' : text('prompt', value)),
    exportFile: async (file, name) => {
      const blob = fileContent('exportFile', file instanceof RemoteFile ? await file.file() : file);
      const own = blob instanceof File ? blob.name : '';
      return services.exportFile(
        caller,
        blob,
        name == null ? own || 'result' : text('exportFile', name, 'a file name'),
      );
    },
    echo: async (value) => value,
  };
}

/** A single plain object is a set of named arguments; so is one that follows positional ones. */
export function splitKeywords(args: readonly unknown[]): [readonly unknown[], Record<string, unknown>] {
  const last = args.at(-1);
  return isRecord(last) ? [args.slice(0, -1), last] : [args, {}];
}

/** A message, or ImJoy's `{title, content}`. */
function content(fn: string, message: unknown): string {
  if (!isRecord(message)) return text(fn, message);
  const title = message.title;
  const body = text(fn, message.content ?? message.text ?? '');
  return typeof title === 'string' && title !== '' ? `${title}\n${body}` : body;
}

function line(values: readonly unknown[]): string {
  const parts = values.map((value) =>
    ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
      ? String(value)
      : isRecord(value) || Array.isArray(value)
        ? stringify(value)
        : describe(value),
  );
  return parts.join(' ').slice(0, LONGEST_LINE);
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return describe(value);
  }
}
