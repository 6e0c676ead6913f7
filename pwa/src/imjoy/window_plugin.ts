/** Opens the window of a plugin of ImJoy: what it requires is fetched and handed in, then its parts, in ImJoy's order. */
import { Cancelled } from '../contracts/errors.js';
import { type CallOptions, MessagePortEndpoint, Peer, type Remote } from '../rpc/index.js';
import { openWindowFrame } from '../sandbox/window_frame.js';
import type { WindowPage, WindowRoot, WindowStep } from '../sandbox/window_page.js';
import type { ImJoyFile } from './file.js';
import { type FetchFile, inlineStyle } from './inline_style.js';
import type { LiveWindow, WindowControls } from './live_window.js';

export interface WindowPluginParts {
  readonly base: URL;
  readonly fileName: string;
  /** The host's functions by name, such as `utils.sleep`. */
  readonly host: { readonly [name: string]: unknown };
  /** Fetches what the plugin requires, where that is granted. */
  readonly fetchFile: FetchFile;
  /** What was granted: parts of the frame's `allow` attribute. */
  readonly allow: readonly string[];
  /** Lets the host's broker answer what comes over the window's network ports. @returns a function that ends it. */
  readonly serveNetwork: (ports: readonly MessagePort[]) => () => void;
}

/** @throws the plugin's own errors, and FetchError where something that it requires can't be had. */
export async function openWindowPlugin(
  file: ImJoyFile,
  parts: WindowPluginParts,
  controls: WindowControls,
): Promise<LiveWindow> {
  const { signal, onStep, onError, onLeave, handle } = controls;
  const { name, isPassive } = { name: file.config.name, isPassive: file.config.passive };
  const steps = await stepsOf(file, parts.fetchFile, onStep);
  stopIf(signal);
  onStep('Opening the window');
  const { frame, port, network } = await openWindowFrame({ base: parts.base, title: name, allow: parts.allow });
  void frame.ended.then(parts.serveNetwork(network));
  const peer = new Peer<WindowRoot>(new MessagePortEndpoint(port), { root: { ...parts.host }, name });
  const close = (reason: string) => {
    peer.close(reason);
    frame.close(reason);
  };
  const onAbort = () => close('it was closed while it opened');
  signal.addEventListener('abort', onAbort, { once: true });
  // A window that was cut off, for flooding the page or for speaking nonsense, can answer nothing more.
  void peer.closed.then((reason) => frame.close(reason));
  void frame.ended.then((reason) => peer.close(reason));
  const root: Remote<WindowRoot> = peer.root;
  const page: WindowPage = {
    fileName: parts.fileName,
    steps,
    isPassive,
    config: file.config.fields,
    tag: file.tag,
  };
  const told = (what: unknown, text: unknown) => {
    if (what === 'leave') onLeave();
    else onError(String(text));
  };
  try {
    onStep('Running its scripts');
    const methods = (await root.load(page, handle, told)) as string[];
    stopIf(signal);
    return {
      frame,
      methods,
      call: (method, args, options: CallOptions = {}) => peer.call(peer.root, 'invoke', [method, args], {}, options),
      close,
    };
  } catch (error) {
    close('it did not open');
    throw signal.aborted ? new Cancelled('The window was closed while it opened.') : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Requirements, styles, links, HTML, scripts: the order in which ImJoy puts a window together. */
async function stepsOf(file: ImJoyFile, fetchFile: FetchFile, onStep: (step: string) => void): Promise<WindowStep[]> {
  const { config, styles, links, scripts, window } = file;
  const library = async (url: string, isModule: boolean): Promise<WindowStep> => {
    const { bytes } = await fetchFile(url);
    const source = new Blob([new Uint8Array(bytes)], { type: 'text/javascript' });
    return { type: 'script', file: source, name: url, isModule };
  };
  const sheet = async (url: string): Promise<WindowStep> => {
    const { bytes } = await fetchFile(url);
    return { type: 'style', text: await inlineStyle(new TextDecoder().decode(bytes), url, fetchFile) };
  };
  const needed = config.requirements.filter((each) => 'url' in each);
  const sheets = links.filter(({ rel, href }) => href !== '' && /(^|\s)stylesheet(\s|$)/i.test(rel));
  const count = needed.length + sheets.length + [...styles, ...scripts].filter(({ src }) => src !== '').length;
  if (count > 0) onStep(`Fetching what it requires (${count} ${count === 1 ? 'file' : 'files'})`);
  const made = await Promise.all([
    ...needed.map(async (each): Promise<WindowStep | null> => {
      switch (each.kind) {
        case 'script':
        case 'module':
          return library(each.url, each.kind === 'module');
        case 'style':
          return sheet(each.url);
        default:
          await fetchFile(each.url);
          return null;
      }
    }),
    ...styles.map(
      async ({ src, text }): Promise<WindowStep> =>
        src === '' ? { type: 'style', text: await inlineStyle(text, null, fetchFile) } : sheet(absolute(src)),
    ),
    ...sheets.map(({ href }) => sheet(absolute(href))),
    ...(window.trim() === '' ? [] : [{ type: 'html', html: window.trim() } satisfies WindowStep]),
    ...scripts
      .filter(({ lang }) => lang === 'javascript')
      .map(
        async ({ src, text, line, isModule }): Promise<WindowStep> =>
          src === '' ? { type: 'plugin', text, line, isModule } : library(absolute(src), isModule),
      ),
  ]);
  return made.filter((step) => step !== null);
}

/** Protocol-relative addresses are common in old files. */
function absolute(address: string): string {
  return address.startsWith('//') ? `https:${address}` : address;
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new Cancelled('The window was closed while it opened.');
}
