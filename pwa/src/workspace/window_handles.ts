/** The handles of windows: what a plugin holds of one that it has opened, and what the window tells it. */
import type { Caller, LogLevel } from '../host/index.js';
import { expose } from '../rpc/index.js';
import type { WindowItem } from './model.js';
import type { Workspace } from './workspace.js';

type Method = (...args: unknown[]) => unknown;

/** What a window does of itself. */
export interface WindowParts {
  /** What it offers besides what every window does. */
  readonly methods?: { readonly [name: string]: Method };
  /** Called once when it has been closed, by whomever. */
  readonly onClose?: () => void;
}

interface Entry {
  readonly caller: Caller;
  readonly windowId: string | null;
  readonly handle: WindowHandle;
  readonly events: WindowEvents;
  onClose: (() => void) | null;
  /** The window as it was when it was hidden. */
  hidden: WindowItem | null;
  /** The types under which it may be looked for. */
  readonly types: readonly string[];
}

/** Names that every handle has; a window's own methods can't replace them. */
export const HANDLE_METHODS = ['close', 'focus', 'resize', 'refresh', 'show', 'hide', 'on', 'off', 'emit'] as const;

/** Listeners of one window. What was emitted stays known, for those who ask for it later. */
class WindowEvents {
  private readonly listeners = new Map<string, Set<Method>>();
  private readonly emitted = new Map<string, unknown>();

  constructor(private readonly onError: (name: string, error: unknown) => void) {}

  on(name: string, listener: Method, fireIfEmitted: boolean): void {
    const all = this.listeners.get(name) ?? new Set();
    all.add(listener);
    this.listeners.set(name, all);
    if (fireIfEmitted && this.emitted.has(name)) this.call(name, listener, this.emitted.get(name));
  }

  off(name: string, listener: Method | null): void {
    if (listener === null) this.listeners.delete(name);
    else this.listeners.get(name)?.delete(listener);
  }

  emit(name: string, data: unknown): void {
    this.emitted.set(name, data);
    for (const listener of [...(this.listeners.get(name) ?? [])]) this.call(name, listener, data);
  }

  private call(name: string, listener: Method, data: unknown): void {
    // A listener is the business of who set it: what it throws, or that its plugin is gone, stops nobody else.
    Promise.resolve()
      .then(() => listener(data))
      .catch((error: unknown) => {
        this.listeners.get(name)?.delete(listener);
        this.onError(name, error);
      });
  }
}

export class WindowHandle {
  readonly id: string;
  readonly name: string;

  constructor(windows: WindowHandles, { id, name }: { readonly id: string; readonly name: string }) {
    this.id = id;
    this.name = name;
    const methods: { readonly [name in (typeof HANDLE_METHODS)[number]]: Method } = {
      close: () => windows.close(id),
      focus: () => windows.focus(id),
      resize: (size) => windows.resize(id, size),
      refresh: () => windows.emit(id, 'refresh', null),
      show: () => windows.show(id),
      hide: () => windows.hide(id),
      on: (event, listener, fireIfEmitted) => {
        const named = asRecord(fireIfEmitted)?.fire_if_emitted;
        windows.on(id, event, listener, fireIfEmitted === true || named === true);
      },
      off: (event, listener) => windows.off(id, event, listener),
      emit: (event, data) => windows.emit(id, event, data),
    };
    Object.assign(this, methods);
    this.offer({});
  }

  /** Puts what the window itself does on its handle; the names that every handle has stay what they are. */
  offer(own: { readonly [name: string]: Method }): void {
    const reserved: readonly string[] = [...HANDLE_METHODS, 'id', 'name', 'offer'];
    const free = Object.entries(own).filter(([name]) => !reserved.includes(name));
    Object.assign(this, Object.fromEntries(free));
    const names = [...HANDLE_METHODS, ...free.map(([name]) => name)];
    expose(this as unknown as Record<string, unknown>, names, ['id', 'name']);
  }
}

export class WindowHandles {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly workspace: Workspace) {
    workspace.subscribe(() => this.follow());
  }

  /**
   * Opens a window.
   *
   * @returns its handle, whose methods other sides may call.
   */
  open(caller: Caller, item: WindowItem, windowId: string | null, parts: WindowParts = {}): WindowHandle {
    this.workspace.addWindow(item);
    return this.adopt(caller, item.id, item.title, windowId, parts);
  }

  /** Makes a handle of a window that is open already. */
  adopt(caller: Caller, id: string, name: string, windowId: string | null, parts: WindowParts = {}): WindowHandle {
    const handle = new WindowHandle(this, { id, name });
    handle.offer(parts.methods ?? {});
    const events = new WindowEvents((event, error) =>
      this.log(caller, 'warning', `A listener of “${event}” of the window “${name}” failed: ${String(error)}`),
    );
    const types = typesOf(this.workspace.windows.find((window) => window.id === id));
    this.entries.set(id, { caller, windowId, handle, events, onClose: parts.onClose ?? null, hidden: null, types });
    if (caller.kind === 'plugin') this.workspace.addOutput(caller.id, id);
    return handle;
  }

  /** A window by its id, its caller's name for it, or its title. A plugin finds its own and those of its name only. */
  find(caller: Caller, idOrName: string): WindowHandle | null {
    const mine = [...this.entries.values()].filter(
      ({ caller: owner }) => caller.kind === 'page' || (owner.kind === 'plugin' && owner.id === caller.id),
    );
    const named = ({ handle, windowId }: Entry) => [handle.id, windowId, handle.name].includes(idOrName);
    const found = mine.find(named) ?? mine.find(({ types }) => types.includes(idOrName));
    return found?.handle ?? null;
  }

  /** How many windows of this caller are open, hidden ones included. */
  count(caller: Caller): number {
    const mine = (owner: Caller) =>
      (owner.kind === 'page' ? '' : owner.id) === (caller.kind === 'page' ? '' : caller.id);
    return [...this.entries.values()].filter((entry) => mine(entry.caller)).length;
  }

  close(id: string): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.hidden = null;
    this.workspace.closeWindow(id);
    this.ended(id, entry);
  }

  focus(id: string): void {
    this.show(id);
    this.workspace.update({ activeWindow: id });
  }

  hide(id: string): void {
    const entry = this.known(id);
    const item = this.workspace.windows.find((window) => window.id === id);
    if (item === undefined) return;
    entry.hidden = item;
    this.workspace.closeWindow(id);
    entry.events.emit('hide', null);
  }

  show(id: string): void {
    const entry = this.known(id);
    const { hidden } = entry;
    if (hidden === null) return;
    entry.hidden = null;
    this.workspace.addWindow(hidden);
    entry.events.emit('show', null);
  }

  resize(id: string, size: unknown): void {
    const wish = asRecord(size) ?? {};
    const amount = (value: unknown) => (typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0);
    this.known(id);
    this.workspace.setWindow(id, { size: { w: amount(wish.w), h: amount(wish.h) } });
    this.emit(id, 'resize', wish);
  }

  on(id: string, event: unknown, listener: unknown, fireIfEmitted: boolean): void {
    if (typeof event !== 'string' || typeof listener !== 'function')
      throw new TypeError('on: expected the name of an event and a function.');
    this.known(id).events.on(event, listener as Method, fireIfEmitted);
  }

  off(id: string, event: unknown, listener: unknown): void {
    if (typeof event !== 'string') throw new TypeError('off: expected the name of an event.');
    this.known(id).events.off(event, typeof listener === 'function' ? (listener as Method) : null);
  }

  emit(id: string, event: unknown, data: unknown): void {
    if (typeof event !== 'string') throw new TypeError('emit: expected the name of an event.');
    this.known(id).events.emit(event, data);
  }

  /** Tells the listeners of a window, if anybody holds it. */
  tell(id: string, event: string, data: unknown): void {
    this.entries.get(id)?.events.emit(event, data);
  }

  /** Whether a window that is not open may come back. */
  isHidden(id: string): boolean {
    return (this.entries.get(id)?.hidden ?? null) !== null;
  }

  private known(id: string): Entry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new Error('This window has been closed.');
    return entry;
  }

  /** Windows that the person closed. */
  private follow(): void {
    const open = new Set(this.workspace.windows.map((window) => window.id));
    for (const [id, entry] of [...this.entries]) if (!open.has(id) && entry.hidden === null) this.ended(id, entry);
  }

  private ended(id: string, entry: Entry): void {
    if (!this.entries.delete(id)) return;
    entry.events.emit('close', null);
    entry.onClose?.();
  }

  private log(caller: Caller, level: LogLevel, text: string): void {
    this.workspace.log(level, caller.kind === 'page' ? 'Coverslip' : caller.name, text);
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

/** A plugin's window goes by the plugin's name, one of the app's by its kind. */
function typesOf(window: WindowItem | undefined): string[] {
  if (window === undefined) return [];
  return window.kind === 'frame' ? [window.source] : [window.kind, `imjoy/${window.kind}`];
}
