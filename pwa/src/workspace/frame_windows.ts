/** Windows in frames: those of plugins, and pages from elsewhere that the person agrees to open. */
import { Cancelled, FormatError, Refused } from '../contracts/errors.js';
import type { Caller, WindowContext } from '../host/index.js';
import type { FetchFile } from '../imjoy/inline_style.js';
import type { LiveWindow, WindowControls } from '../imjoy/live_window.js';
import type { PluginRecord } from '../plugins/index.js';
import { withContext } from '../rpc/index.js';
import { errorNote } from './error_note.js';
import { FrameSlot } from './frame_slot.js';
import type { Library } from './library.js';
import type { Questions } from './questions.js';
import type { HANDLE_METHODS, WindowHandle, WindowHandles } from './window_handles.js';
import type { Workspace } from './workspace.js';

/** What of a window's description matters here. */
export interface FramePlace {
  readonly name: string;
  readonly windowId: string | null;
  readonly size: { readonly w: number; readonly h: number };
  readonly fullscreen: boolean;
}

export interface FrameWindowsParts {
  readonly base: URL;
  readonly library: () => Library;
  /** Installs a plugin from its text or address, having asked the person. @returns its id. */
  readonly install: (caller: Caller, source: string) => Promise<string>;
  /** The functions that the caller's code may call, by name. */
  readonly hostOf: (caller: Caller) => { readonly [name: string]: unknown };
  /** Fetches what a plugin requires, where that is granted. */
  readonly fetchFileOf: (record: PluginRecord) => FetchFile;
  /** Lets the host's broker answer what comes over a window's network ports. @returns a function that ends it. */
  readonly serveNetwork: (record: PluginRecord, ports: readonly MessagePort[]) => () => void;
  /** Parts of the `allow` attribute that the plugin was granted. */
  readonly allowOf: (record: PluginRecord) => readonly string[];
}

interface Opening {
  readonly place: FramePlace;
  readonly mark: 'window' | 'external';
  readonly source: string;
  /** Who answers for it: calls of its code come in this name. */
  readonly owner: Caller;
  readonly context: WindowContext;
  readonly type: string;
  open(controls: WindowControls): Promise<LiveWindow>;
}

/** Functions of a window's life, which are not for others to call. */
const LIFE = ['setup', 'exit', 'update', 'resume'];
type HandleName = (typeof HANDLE_METHODS)[number];

export class FrameWindows {
  /** Windows of plugins that have the flag “single-instance”, by the plugin's id. */
  private readonly single = new Map<string, { readonly handle: WindowHandle; readonly live: LiveWindow }>();
  private readonly open = new Map<string, Set<string>>();

  constructor(
    private readonly workspace: Workspace,
    private readonly questions: Questions,
    private readonly handles: WindowHandles,
    private readonly parts: FrameWindowsParts,
  ) {}

  /** Opens a window of an installed plugin by its name, id or address. */
  async openPlugin(caller: Caller, place: FramePlace, plugin: string, context: WindowContext): Promise<WindowHandle> {
    const record = this.parts.library().find(plugin);
    if (record === null)
      throw new FormatError(
        `createWindow: there is no window “${plugin}”. It is neither one of the app's (image, table, figure, text, imjoy/…) nor a plugin that is installed; give its address as “src”.`,
        'type',
      );
    return this.openRecord(caller, place, record, context);
  }

  /** A plugin's text, its address, or any other address, which is a page from elsewhere. */
  async openSource(
    caller: Caller,
    place: FramePlace,
    src: string,
    tag: string | null,
    context: WindowContext,
  ): Promise<WindowHandle> {
    const address = !src.includes('\n') && /^https?:\/\//i.test(src) && URL.canParse(src) ? new URL(src) : null;
    const isPage = address !== null && !/\.(imjoy\.html|py)(@[\w.-]+)?$/i.test(address.pathname);
    if (isPage) return this.openPage(caller, place, address, context);
    return this.openPlugin(
      caller,
      place,
      await this.parts.install(caller, tag === null ? src : `${src}@${tag}`),
      context,
    );
  }

  async openRecord(
    caller: Caller,
    place: FramePlace,
    record: PluginRecord,
    context: WindowContext,
  ): Promise<WindowHandle> {
    const { kind, name } = record.header;
    if (kind === 'rpc-window') return this.openPage(caller, place, await pageOf(record), context, record);
    if (kind !== 'window')
      throw new FormatError(`createWindow: “${name}” has no window; use getPlugin or run for it.`, 'type');
    const known = this.single.get(record.id);
    if (known !== undefined) {
      this.handles.focus(known.handle.id);
      await runIn(known.live, place.name, name, context);
      return known.handle;
    }
    const owner: Caller = { kind: 'plugin', id: record.id, name };
    const { base, hostOf, fetchFileOf, serveNetwork, allowOf } = this.parts;
    const [{ readImJoyFile }, { openWindowPlugin }] = await Promise.all([
      import('../imjoy/file.js'),
      import('../imjoy/window_plugin.js'),
    ]);
    const file = readImJoyFile(record.text, record.fileName, record.header.imjoy?.tag ?? record.tag ?? null);
    const isSingle = file.config.flags.includes('single-instance');
    const wished = withDefaults(place, file.config.defaults);
    return this.show(
      caller,
      {
        place: { ...wished, name: wished.name === record.id || wished.name === record.source ? name : wished.name },
        mark: 'window',
        source: name,
        owner,
        context,
        type: name,
        open: (controls) =>
          openWindowPlugin(
            file,
            {
              base,
              fileName: record.fileName,
              host: hostOf(owner),
              fetchFile: fetchFileOf(record),
              allow: allowOf(record),
              serveNetwork: (ports) => serveNetwork(record, ports),
            },
            controls,
          ),
      },
      isSingle ? record.id : null,
    );
  }

  /** Ends every window of a plugin: it was removed, restarted or updated. */
  closeAll(pluginId: string): void {
    for (const id of [...(this.open.get(pluginId) ?? [])]) this.handles.close(id);
  }

  private async openPage(
    caller: Caller,
    place: FramePlace,
    address: URL,
    context: WindowContext,
    record: PluginRecord | null = null,
  ): Promise<WindowHandle> {
    await this.allowPage(caller, address);
    const { openRpcWindow } = await import('../imjoy/rpc_window.js');
    const name = record?.header.name ?? place.name;
    const owner: Caller = { kind: 'plugin', id: record?.id ?? `page:${address.origin}`, name };
    const { base, hostOf } = this.parts;
    return this.show(
      caller,
      {
        place,
        mark: 'external',
        source: address.href,
        owner,
        context,
        type: name,
        open: (controls) =>
          openRpcWindow(
            { base, address, name, host: { ...hostOf(owner), ...ownFunctions(controls.handle) } },
            controls,
          ),
      },
      null,
    );
  }

  private async show(caller: Caller, opening: Opening, single: string | null): Promise<WindowHandle> {
    const { workspace, handles } = this;
    const id = workspace.newId('window');
    const slot = new FrameSlot();
    const stop = new AbortController();
    let live: LiveWindow | null = null;
    const onClose = () => {
      stop.abort();
      if (live !== null) void leave(live);
      this.open.get(ownerId(opening.owner))?.delete(id);
      if (single !== null) this.single.delete(single);
    };
    const item = {
      kind: 'frame' as const,
      id,
      title: opening.place.name,
      size: opening.place.size,
      fullscreen: opening.place.fullscreen,
      mark: opening.mark,
      source: opening.source,
      view: slot,
      state: { kind: 'opening' as const, step: 'Opening' },
    };
    const handle = handles.open(caller, item, opening.place.windowId, { onClose });
    this.remember(opening.owner, id);
    try {
      live = await opening.open({
        handle,
        signal: stop.signal,
        onStep: (step) => workspace.setFrame(id, { kind: 'opening', step }),
        onError: (message) => workspace.log('error', opening.source, message, { pluginId: ownerId(opening.owner) }),
        onLeave: () => slot.onLeave?.(),
      });
      const opened = live;
      slot.take(opened.frame);
      void opened.frame.ended.then((reason) => this.ended(id, opening.source, reason));
      workspace.setFrame(id, { kind: 'open' });
      const offered = opened.methods.filter((name) => !LIFE.includes(name));
      handle.offer(Object.fromEntries(offered.map((name) => [name, callOf(opened, name)])));
      if (opened.methods.includes('setup')) await opened.call('setup', []);
      if (opened.methods.includes('run')) await runIn(opened, opening.place.name, opening.type, opening.context);
    } catch (error) {
      if (stop.signal.aborted || error instanceof Cancelled)
        throw new Cancelled(`The window “${opening.place.name}” was closed while it opened.`);
      workspace.setFrame(id, { kind: 'failed', error: errorNote(error, opening.place.name) });
      workspace.log('error', opening.source, errorNote(error, opening.place.name).message, {
        pluginId: ownerId(opening.owner),
      });
      live?.close('it failed');
      throw error;
    }
    if (single !== null && live !== null) this.single.set(single, { handle, live });
    return handle;
  }

  /** A window whose page left of itself. */
  private ended(id: string, source: string, reason: string): void {
    const window = this.workspace.windows.find((each) => each.id === id);
    if (window?.kind !== 'frame' || window.state.kind === 'failed') return;
    const error = errorNote(new Error(`It ended: ${reason}`), source);
    this.workspace.setFrame(id, { kind: 'failed', error });
  }

  private remember(owner: Caller, id: string): void {
    const key = ownerId(owner);
    this.open.set(key, (this.open.get(key) ?? new Set()).add(id));
  }

  /** A page from elsewhere learns that it was opened, and what plugins give it leaves the device if it wants. */
  private async allowPage(caller: Caller, address: URL): Promise<void> {
    const shown =
      address.href.length > 300 ? `${address.href.slice(0, 300)}… (${address.href.length} characters)` : address.href;
    const text = `Open the page ${shown}\n\nIt is not sealed: it comes from ${address.host}, uses the network, and could send what it is given there. Its server learns the whole address.`;
    const from = caller.kind === 'page' ? 'Coverslip' : caller.name;
    const yes = await this.questions.ask({ kind: 'confirm', from, text });
    if (yes !== true) throw new Refused(`The person did not allow the page ${shown} to be opened.`);
  }
}

/** The address that an rpc-window plugin's file names. */
async function pageOf(record: PluginRecord): Promise<URL> {
  const { readImJoyFile } = await import('../imjoy/file.js');
  const { config } = readImJoyFile(record.text, record.fileName, record.header.imjoy?.tag ?? null);
  if (!URL.canParse(config.baseFrame))
    throw new FormatError(
      `“${config.name}” is of the type rpc-window and names no page: its “base_frame” has to be an address.`,
      'base_frame',
    );
  return new URL(config.baseFrame);
}

/** A function of the window, as its handle has it; who stops waiting for it stops the call. */
function callOf(live: LiveWindow, name: string): (...args: unknown[]) => Promise<unknown> {
  return withContext(({ signal, progress }, ...args: unknown[]) =>
    live.call(name, args, { signal, onProgress: progress }),
  );
}

async function runIn(live: LiveWindow, name: string, type: string, { data, config }: WindowContext): Promise<void> {
  if (live.methods.includes('run')) await live.call('run', [{ config, data, name, type }]);
}

/** Lets the window's code end what it has begun, for a moment. */
async function leave(live: LiveWindow): Promise<void> {
  const reason = 'the window was closed';
  if (!live.methods.includes('exit')) return live.close(reason);
  const late = new Promise<void>((resolve) => setTimeout(resolve, 500));
  await Promise.race([live.call('exit', []).catch(() => undefined), late]);
  live.close(reason);
}

function withDefaults(place: FramePlace, defaults: { readonly [name: string]: unknown }): FramePlace {
  const amount = (given: number, name: string) => {
    const wish = defaults[name];
    return given > 0 ? given : typeof wish === 'number' && wish > 0 ? wish : 0;
  };
  const wide = ['fullscreen', 'standalone', 'as_dialog'].some((name) => defaults[name] === true);
  return {
    ...place,
    size: { w: amount(place.size.w, 'w'), h: amount(place.size.h, 'h') },
    fullscreen: place.fullscreen || wide,
  };
}

/** What a window's own code may do with its window, as functions of its api. */
function ownFunctions(handle: object): { readonly [name: string]: unknown } {
  const names: readonly HandleName[] = ['close', 'on', 'off', 'emit', 'resize', 'show', 'hide', 'refresh'];
  return Object.fromEntries(names.map((name) => [name, Reflect.get(handle, name)]));
}

function ownerId(owner: Caller): string {
  return owner.kind === 'page' ? '' : owner.id;
}
