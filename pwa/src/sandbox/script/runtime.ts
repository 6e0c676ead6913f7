/** A plugin in JavaScript, in its worker: loads its scripts, calls what it exported, offers that to other plugins. */
import type { ScriptPlugin, ScriptRuntimeApi } from '../../contracts/script.js';
import { type Codec, Emitter, type Endpoint, Peer, type RemoteObject, sharedCodecs } from '../../rpc/index.js';
import { fromImJoy } from '../imjoy_values.js';
import { makePluginApi } from './plugin_api.js';
import { forwardConsole } from './plugin_console.js';
import { fetchLibraries, runLibrary, runScript, serveImports, tidyStack } from './run_script.js';
import { scope } from './worker_scope.js';

/** How long a plugin whose scripts have ended may take to export itself. */
const EXPORT_MILLISECONDS = 20_000;

type Method = (...args: unknown[]) => unknown;

export class ScriptRuntime implements ScriptRuntimeApi {
  private readonly peer: Peer;
  /** What other plugins may call; filled when the plugin exports itself. */
  private readonly offered: Record<string, unknown> = {};
  /** The same functions by those that the plugin wrote. */
  private readonly own = new Map<Method, Method>();
  private fileName = '';
  private onExport: () => void = () => undefined;

  constructor(endpoint: Endpoint) {
    const root = {
      load: (plugin: ScriptPlugin) => this.load(plugin),
      run: (method: string, args: readonly unknown[], kwargs: object) => this.run(method, args, kwargs),
      connect: () => undefined,
      leave: () => this.leave(),
    };
    this.peer = new Peer(endpoint, { root, name: 'The app', portRoot: this.offered });
    // A worker that ends itself tells nobody, and whoever called it would wait for ever.
    Reflect.set(self, 'close', () => this.peer.close('The plugin ended itself.'));
    forwardConsole((text, level) => this.say(text, level));
    scope.addEventListener('unhandledrejection', (event) => {
      event.preventDefault();
      tidyStack(event.reason, this.fileName);
      const reason: unknown = event.reason;
      this.say(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason), 'error');
    });
  }

  async load(plugin: ScriptPlugin): Promise<{ methods: readonly string[] }> {
    this.fileName = plugin.fileName;
    const exported = new Promise<void>((resolve) => {
      this.onExport = resolve;
    });
    const api = makePluginApi(this.peer.root as RemoteObject, plugin.functions, plugin.constants, {
      export: (object) => this.export(object),
      registerCodec: (codec) => sharedCodecs.register(codec as Codec<object>),
      disposeObject: (object) => this.peer.release(object as object),
      dispose: () => this.peer.close('The plugin ended itself.'),
      methods: this.own,
    });
    Reflect.set(self, 'api', api);
    // By the name that it has in the page, too.
    Reflect.set(Reflect.get(self, 'coverslip') as object, 'api', api);
    try {
      const libraries = await fetchLibraries(plugin.libraries);
      serveImports(libraries);
      for (const library of plugin.libraries) await runLibrary(library, libraries);
      const scripts = this.runAll(plugin, api);
      await Promise.race([exported, scripts.then(() => (plugin.isPassive ? undefined : this.waitFor(exported)))]);
      const { setup } = this.methods();
      await setup?.();
    } catch (error) {
      tidyStack(error, this.fileName);
      throw error;
    }
    return { methods: Object.keys(this.offered).filter((name) => typeof this.offered[name] === 'function') };
  }

  async run(name: string, args: readonly unknown[], kwargs: object): Promise<unknown> {
    const method = this.methods()[name];
    if (method === undefined) {
      const names = Object.keys(this.methods());
      throw new TypeError(`The plugin exports no “${name}”; it exports ${names.join(', ') || 'nothing'}.`);
    }
    return method(...args, ...(Object.keys(kwargs).length > 0 ? [kwargs] : []));
  }

  async leave(): Promise<void> {
    await this.methods().exit?.();
  }

  private methods(): { readonly [name: string]: Method } {
    return this.offered as { readonly [name: string]: Method };
  }

  private async runAll({ scripts, fileName }: ScriptPlugin, api: object): Promise<void> {
    for (const script of scripts) await runScript(script, fileName, api);
  }

  private async waitFor(exported: Promise<void>): Promise<void> {
    let clock: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      clock = setTimeout(
        () => reject(new Error('The plugin never called api.export(…), so there is nothing that could be run.')),
        EXPORT_MILLISECONDS,
      );
    });
    await Promise.race([exported, late]).finally(() => clearTimeout(clock));
  }

  private export(plugin: unknown): void {
    if ((typeof plugin !== 'object' && typeof plugin !== 'function') || plugin === null)
      throw new TypeError(
        `api.export needs an object with functions, not ${plugin === null ? 'null' : typeof plugin}.`,
      );
    const emitter = new Emitter();
    const events: { readonly [name: string]: Method } = {
      on: (event, listener, fire) => emitter.on(String(event), listener as (value: unknown) => unknown, fire === true),
      off: (event, listener) => emitter.off(String(event), listener as ((value: unknown) => unknown) | undefined),
      emit: (event, value) => emitter.emit(String(event), value),
      close: () => {
        emitter.emit('close');
        this.peer.close('The plugin closed itself.');
      },
    };
    for (const [name, method] of Object.entries(events)) {
      if (!(name in plugin) && Object.isExtensible(plugin)) Reflect.set(plugin, name, method);
    }
    for (const name of namesOf(plugin)) {
      const value: unknown = Reflect.get(plugin, name);
      if (typeof value === 'function') {
        const method = this.tidied(value.bind(plugin) as Method);
        this.offered[name] = method;
        this.own.set(value as Method, method);
      } else if (['string', 'number', 'boolean'].includes(typeof value)) this.offered[name] = value;
    }
    this.onExport();
  }

  /** A method whose errors tell the plugin's own lines. */
  private tidied(method: Method): Method {
    return async (...args) => {
      try {
        return fromImJoy(await method(...args), 0, this.own);
      } catch (error) {
        tidyStack(error, this.fileName);
        throw error;
      }
    };
  }

  private say(text: string, level: string): void {
    // Nobody waits for the answer, and an error in it would only come back here.
    (this.peer.root as RemoteObject).log?.(text, { level }).catch(() => undefined);
  }
}

/** Public names of an object and its classes. */
function namesOf(target: object): string[] {
  const names = new Set<string>();
  for (let each: object | null = target; each !== null && each !== Object.prototype && each !== Function.prototype; ) {
    for (const name of Object.getOwnPropertyNames(each)) {
      if (name !== 'constructor' && !name.startsWith('_')) names.add(name);
    }
    each = Object.getPrototypeOf(each) as object | null;
  }
  return [...names];
}
