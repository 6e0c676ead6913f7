/** Opens windows for callers of the api: the app's own kinds here, plugins' and foreign pages by {@link FrameWindows}. */
import type { Caller, Picture, WindowContext, WindowRequest } from '../host/index.js';
import { typeOf, windowRequest } from '../host/window_request.js';
import { pictureFile } from '../images/picture_file.js';
import { NDArray, type Table } from '../rpc/index.js';
import type { FrameWindows } from './frame_windows.js';
import type { Images } from './images.js';
import type { Library } from './library.js';
import { labelsLayerOf } from './linked_rows.js';
import type { FormWindow } from './model.js';
import type { OpenedImage } from './opened_image.js';
import { TerminalStream } from './terminal_stream.js';
import type { WindowHandle, WindowHandles, WindowParts } from './window_handles.js';
import type { Workspace } from './workspace.js';

/** Windows that one plugin may have open; one that makes them without end must not bury the page. */
const MOST_WINDOWS = 50;

export interface OpenerParts {
  readonly library: Library;
  readonly images: Images;
  readonly frames: () => Promise<FrameWindows>;
  /** Reads an image for a caller, as far as that may reach it. */
  readonly openImage: (caller: Caller, source: Blob | URL) => Promise<OpenedImage>;
  /** What is at an address, in a plugin's name only where it was granted. */
  readonly fetchFile: (caller: Caller, url: URL) => Promise<Blob>;
}

export class WindowOpener {
  constructor(
    private readonly workspace: Workspace,
    private readonly handles: WindowHandles,
    private readonly parts: OpenerParts,
  ) {}

  /** @returns the window's handle; the one that is open already where the caller names it. */
  async open(caller: Caller, request: WindowRequest): Promise<WindowHandle> {
    const known = request.windowId === null ? null : this.handles.find(caller, request.windowId);
    if (known !== null) {
      this.handles.focus(known.id);
      // A figure that is shown again has been drawn on since.
      if (request.type === 'figure')
        this.workspace.replaceWindow(known.id, { picture: request.picture, live: request.live });
      return known;
    }
    if (caller.kind === 'plugin' && this.handles.count(caller) >= MOST_WINDOWS)
      throw new Error(`createWindow: ${MOST_WINDOWS} windows of this plugin are open; close some first.`);
    const { frames } = this.parts;
    switch (request.type) {
      case 'plugin':
        return (await frames()).openPlugin(caller, request, request.plugin, request.context);
      case 'source':
        return (await frames()).openSource(caller, request, request.src, request.tag, request.context);
      case 'word': {
        const { word } = request;
        if (this.parts.library.find(word)?.header.kind === 'window')
          return (await frames()).openPlugin(caller, request, word, { data: null, config: {} });
        return this.open(caller, windowRequest({ type: 'text', name: 'Text', data: word }));
      }
      default:
        return this.show(caller, request);
    }
  }

  private async show(
    caller: Caller,
    request: Exclude<WindowRequest, { type: 'plugin' | 'source' | 'word' }>,
  ): Promise<WindowHandle> {
    const { windowId, name, size, fullscreen } = request;
    const { workspace, handles } = this;
    const base = { id: workspace.newId('window'), title: name, size, fullscreen };
    const open = (item: Parameters<WindowHandles['open']>[1], methods: WindowParts['methods'] = {}) =>
      handles.open(caller, item, windowId, { methods });
    const change = (key: string, kind: 'text') => (value: unknown) =>
      workspace.replaceWindow(base.id, { [key]: expectText(value, kind) });
    switch (request.type) {
      case 'image': {
        const { images, openImage } = this.parts;
        const [{ viewerMethods }, { pixelsOf }] = await Promise.all([
          import('./viewer_handles.js'),
          import('./opened_image.js'),
        ]);
        const shown = request.src === null ? request.layers : [await openImage(caller, request.src)];
        const layers = shown.map((each) => pixelsOf('createWindow', each));
        const id = images.show(layers, name);
        workspace.setWindow(id, { size });
        return handles.adopt(caller, id, name, windowId, {
          methods: { ...viewerMethods(workspace, id), setImage: (data) => this.setImage(id, name, data) },
        });
      }
      case 'table':
        return open({ ...base, kind: 'table', table: request.table, labelsLayer: this.labels(request.table) });
      case 'plot': {
        const { table, config } = request.plot;
        return open({ ...base, kind: 'plot', table, config, labelsLayer: this.labels(table) });
      }
      case 'figure':
        return open({ ...base, kind: 'figure', picture: request.picture, live: request.live });
      case 'file':
        return open({ ...base, kind: 'file', file: request.file });
      case 'picture':
        return open({ ...base, kind: 'figure', picture: await this.picture(caller, request.picture), live: null });
      case 'text':
        return open({ ...base, kind: 'text', text: request.text }, { setText: change('text', 'text') });
      case 'markdown':
        return open({ ...base, kind: 'markdown', text: request.text }, { setText: change('text', 'text') });
      case 'panel':
        return open({ ...base, kind: 'panel', html: request.html }, { setHtml: change('html', 'text') });
      case 'compare': {
        const [first, second] = await Promise.all([
          this.picture(caller, request.first),
          this.picture(caller, request.second),
        ]);
        return open({ ...base, kind: 'compare', first, second });
      }
      case 'log':
        return open({
          ...base,
          kind: 'log',
          source: request.of ?? (caller.kind === 'page' ? 'Coverslip' : caller.name),
        });
      case 'tree':
        return open(
          { ...base, kind: 'tree', data: request.data },
          { setData: (data) => workspace.replaceWindow(base.id, { data }) },
        );
      case 'terminal': {
        const stream = new TerminalStream(request.text);
        if (request.onData !== null) stream.onData(request.onData);
        return open(
          { ...base, kind: 'terminal', terminal: stream },
          {
            write: (text) => stream.write(text),
            writeln: (text) => stream.write(`${String(text)}\r\n`),
            clear: () => stream.clear(),
            onData: (reader) => stream.onData(reader),
          },
        );
      }
      case 'editor':
        return open(
          { ...base, kind: 'editor', text: request.text, language: request.language },
          {
            setText: change('text', 'text'),
            getText: () => {
              const window = workspace.windows.find(({ id }) => id === base.id);
              return window?.kind === 'editor' ? window.text : '';
            },
          },
        );
      case 'form':
        return this.form(caller, base, windowId, request.ui, request.context);
    }
  }

  /**
   * A form out of ImJoy's `ui`, a JSON Schema, or `{schema, model}` of vue-form-generator. What is entered goes to the
   * callbacks among its data and config, and to listeners of “change”.
   */
  private async form(
    caller: Caller,
    base: { readonly id: string; readonly title: string },
    windowId: string | null,
    ui: unknown,
    { data, config }: WindowContext,
  ): Promise<WindowHandle> {
    const { readFormWindow } = await import('../imjoy/form_window.js');
    const form = readFormWindow(base.title, ui, data, config);
    let latest: { readonly [name: string]: unknown } = form.values({});
    const submit: FormWindow['submit'] = async (draft) => {
      latest = form.values(draft);
      for (const callback of form.callbacks) await callback(latest);
      this.handles.emit(base.id, 'change', latest);
    };
    return this.handles.open(caller, { ...base, kind: 'form', op: form.op, submit }, windowId, {
      methods: { getValues: () => latest, getConfig: () => latest },
    });
  }

  private labels(table: Table): string | null {
    return labelsLayerOf(table, { made: [], input: null, all: this.workspace.layers });
  }

  private async setImage(id: string, name: string, data: unknown): Promise<void> {
    const { pixelsOf } = await import('./opened_image.js');
    if (typeOf(data) !== 'image') throw new TypeError('setImage: expected an array or a list of them.');
    const layers = (Array.isArray(data) ? data : [data]).map((each) => pixelsOf('setImage', each));
    this.workspace.replaceWindow(id, { layers: layers.map((each) => this.parts.images.layer(each, id, name)) });
  }

  private async picture(caller: Caller, picture: Picture): Promise<Blob> {
    if (picture instanceof Blob) return picture;
    if (picture instanceof NDArray) return pictureFile(picture);
    return this.parts.fetchFile(caller, picture);
  }
}

function expectText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`Expected a ${what}, got ${typeof value}.`);
}
