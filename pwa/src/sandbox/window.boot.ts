/**
 * Runs on the main thread of a window's frame, which has an origin of its own and a policy without addresses, and
 * builds a plugin's window there. What reaches the plugin's code is the api and nothing of the page.
 */
import { expose, MessagePortEndpoint, Peer } from '../rpc/index.js';
import { fetchKept } from './fetch_kept.js';
import { fromImJoy, toImJoy } from './imjoy_values.js';
import { ModuleGraph } from './module_graph.js';
import { installNetwork } from './network/install.js';
import { forwardConsole } from './script/plugin_console.js';
import type { WindowPage, WindowRoot, WindowStep } from './window_page.js';

type Method = (...args: unknown[]) => unknown;
type Told = (what: 'error' | 'leave', text: string) => void;

/** Milliseconds that a plugin's code has until it exports something. */
const EXPORT_MILLISECONDS = 60_000;
const MOST_ERRORS = 50;
/** What every window has; put on the exported object as ImJoy does. */
const HANDLE = ['close', 'on', 'off', 'emit', 'focus', 'resize', 'show', 'hide', 'refresh'];
const SELF = '__coverslipWindow';

class PluginWindow implements WindowRoot {
  peer: Peer | null = null;
  private exported: Record<string, unknown> | null = null;
  /** What was exported, by the functions that the plugin wrote. */
  private readonly own = new Map<Method, Method>();
  private handle: Record<string, Method> = {};
  private onExport: () => void = () => undefined;
  private told: Told = () => undefined;
  private errors = 0;

  async load(page: WindowPage, handle: object, told: Told): Promise<string[]> {
    this.handle = handle as Record<string, Method>;
    this.told = told;
    addEventListener('error', (event) => this.tell(event.error ?? event.message));
    addEventListener('unhandledrejection', (event) => this.tell(event.reason));
    // Nobody waits for the answer.
    forwardConsole((text, level) => void this.call('log', [text, { level }]).catch(() => undefined));
    addEventListener('keydown', (event) => {
      if (event.key !== 'F6') return;
      event.preventDefault();
      told('leave', '');
    });
    const waiting = new Promise<void>((resolve) => {
      this.onExport = resolve;
    });
    Reflect.set(self, 'api', this.api(page));
    // A dialog of the browser's would stop the whole app; the app's own stops nothing.
    self.alert = (message?: unknown) => void this.call('alert', [String(message ?? '')]);
    for (const step of page.steps) await this.put(step, page.fileName);
    if (page.isPassive) return [];
    await inTime(
      waiting,
      `${page.fileName}: the window's script did not call api.export(…) within ${EXPORT_MILLISECONDS / 1000} s.`,
    );
    return methodNames(this.exported ?? {});
  }

  async invoke(name: string, args: readonly unknown[]): Promise<unknown> {
    const target = this.exported;
    const method = target === null || !methodNames(target).includes(name) ? undefined : target[name];
    if (typeof method !== 'function') throw new TypeError(`The window has no method “${name}”.`);
    return fromImJoy(
      await Reflect.apply(
        method as Method,
        target,
        args.map((arg) => toImJoy(arg)),
      ),
      0,
      this.own,
    );
  }

  /** The api as ImJoy's plugins know it: every function of the host, and those that belong to this side. */
  private api(page: WindowPage): object {
    const own: Record<string, unknown> = {
      export: (exported: unknown) => this.export(exported),
      init: () => this.export({ setup: () => undefined }),
      TAG: page.tag,
      config: page.config,
    };
    const remote = (path: string): object =>
      new Proxy(() => undefined, {
        get: (_target, key) => {
          if (typeof key !== 'string' || key === 'then') return undefined;
          if (path === '' && Object.hasOwn(own, key)) return own[key];
          return remote(path === '' ? key : `${path}.${key}`);
        },
        set: (_target, key, value) => {
          if (path === '' && typeof key === 'string') own[key] = value;
          return true;
        },
        has: () => true,
        apply: (_target, _self, args: unknown[]) => this.call(path, args),
      });
    return remote('');
  }

  private async call(path: string, args: readonly unknown[]): Promise<unknown> {
    if (this.peer === null) throw new Error('The window is not connected.');
    return toImJoy(
      await this.peer.call(
        this.peer.root,
        path,
        args.map((arg) => sendable(fromImJoy(arg, 0, this.own))),
      ),
    );
  }

  private export(exported: unknown): void {
    if (typeof exported !== 'object' || exported === null)
      throw new TypeError('api.export: expected an object, or an instance of a class, with the window’s functions.');
    const target = exported as Record<string, unknown>;
    for (const name of HANDLE) {
      if (target[name] !== undefined || typeof this.handle[name] !== 'function') continue;
      Reflect.set(target, name, (...args: unknown[]) =>
        this.handle[name]?.(...args.map((arg) => sendable(fromImJoy(arg, 0, this.own)))),
      );
    }
    for (const name of methodNames(target)) {
      const method = target[name] as Method;
      this.own.set(method, (...args) => method.apply(target, args));
    }
    this.exported = target;
    this.onExport();
  }

  private async put(step: WindowStep, fileName: string): Promise<void> {
    switch (step.type) {
      case 'style': {
        const style = document.createElement('style');
        style.textContent = step.text;
        document.head.append(style);
        return;
      }
      case 'html': {
        const template = document.createElement('template');
        template.innerHTML = step.html;
        document.body.append(template.content);
        return;
      }
      case 'script':
        return step.isModule
          ? this.module(await step.file.text(), step.name, step.name)
          : this.script(step.file, step.name);
      case 'plugin':
        return this.plugin(step, fileName);
    }
  }

  private async plugin(step: Extract<WindowStep, { type: 'plugin' }>, fileName: string): Promise<void> {
    const name = `\n//# sourceURL=${encodeURIComponent(fileName)}`;
    // Empty lines before it, so that errors name the lines of the plugin's file.
    const lines = '\n'.repeat(Math.max(0, step.line - 1));
    if (step.isModule) return this.module(`${lines}${step.text}`, fileName, null);
    let outcome: { readonly error: unknown } | null = null;
    let ran = false;
    const run = (code: () => unknown) => {
      ran = true;
      try {
        const result = code();
        if (result instanceof Promise) result.catch((error: unknown) => this.tell(error));
      } catch (error) {
        outcome = { error };
      }
    };
    Object.defineProperty(self, SELF, { value: run, configurable: true });
    try {
      const wrapped = [`${SELF}(function(){"use strict";`, lines, step.text, `\n});${name}`];
      await this.script(new Blob(wrapped, { type: 'text/javascript' }), fileName);
    } finally {
      Reflect.deleteProperty(self, SELF);
    }
    if (outcome !== null) throw (outcome as { readonly error: unknown }).error;
    if (!ran) throw new SyntaxError(`${fileName}: the script can't be read. ${this.lastError}`);
  }

  private lastError = '';
  private readonly modules = new ModuleGraph(fetchKept, codeAddress);

  private script(file: Blob, name: string): Promise<void> {
    const address = URL.createObjectURL(file);
    const element = document.createElement('script');
    element.src = address;
    return new Promise((resolve, reject) => {
      element.onload = () => {
        URL.revokeObjectURL(address);
        resolve();
      };
      element.onerror = () => reject(new Error(`The script ${name} could not be run.`));
      document.head.append(element);
    });
  }

  /** @param url the module's own address; null where it stands in the plugin's file. */
  private async module(text: string, name: string, url: string | null): Promise<void> {
    const linked = await this.modules.linked(text, url);
    const address = codeAddress(`${linked}\n//# sourceURL=${encodeURIComponent(name)}`);
    try {
      await import(address);
    } catch (error) {
      throw new Error(
        `The module ${name} could not be run: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
        },
      );
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  private tell(error: unknown): void {
    this.lastError = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.errors += 1;
    // A window that fails in every frame of an animation must not flood the page.
    if (this.errors > MOST_ERRORS) return;
    this.told('error', error instanceof Error ? (error.stack ?? this.lastError) : this.lastError);
  }
}

/** An object with methods travels as a reference, as ImJoy's own calls have it (`_rintf`); others by value. */
function sendable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const plain = Object.getPrototypeOf(value) === Object.prototype;
  const names = plain ? Object.keys(value).filter((key) => typeof Reflect.get(value, key) === 'function') : [];
  const isInterface = plain && Reflect.has(value, '_rintf') && names.length > 0;
  return isInterface ? expose(value as Record<string, unknown>, names) : value;
}

function methodNames(target: object): string[] {
  const names = new Set<string>();
  for (
    let each: object | null = target;
    each && each !== Object.prototype;
    each = Object.getPrototypeOf(each) as object | null
  )
    for (const name of Object.getOwnPropertyNames(each))
      if (name !== 'constructor' && !name.startsWith('_') && typeof Reflect.get(target, name) === 'function')
        names.add(name);
  return [...names].filter((name) => !HANDLE.includes(name));
}

function codeAddress(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

function inTime(promise: Promise<void>, otherwise: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const clock = setTimeout(() => reject(new Error(otherwise)), EXPORT_MILLISECONDS);
    void promise.then(() => {
      clearTimeout(clock);
      resolve();
    });
  });
}

addEventListener('message', function open(opening) {
  const [port, broker] = opening.ports;
  // The frame's parent is the document that holds it, and that one's parent is the app.
  if (opening.source !== parent.parent || port === undefined) return;
  removeEventListener('message', open);
  if (broker !== undefined) installNetwork({ broker, relay: null, interrupt: null });
  const window = new PluginWindow();
  const root = expose(window, ['load', 'invoke']);
  window.peer = new Peer(new MessagePortEndpoint(port), { root, name: 'Coverslip' });
});
