/** Opens a page from elsewhere that speaks ImJoy's protocol, in a frame of its own origin or of none. */
import { Cancelled, FetchError, SandboxError } from '../contracts/errors.js';
import { HoldingFrame } from '../sandbox/index.js';
import type { LiveWindow, WindowControls } from './live_window.js';
import { answeredPage, asksForLoader, LOADER_ADDRESS } from './loader_answer.js';
import { RpcConnection, within } from './rpc_connection.js';

export interface RpcWindowParts {
  readonly base: URL;
  readonly address: URL;
  readonly name: string;
  /** The host's functions by name, such as `utils.sleep`. */
  readonly host: { readonly [name: string]: unknown };
  readonly fetch?: typeof fetch;
}

/** How long a page may take to load its own scripts and to announce itself. */
const ANNOUNCING_MILLISECONDS = 120_000;
const READING_MILLISECONDS = 15_000;
const LARGEST_PAGE = 5_000_000;
const OPAQUE = 'null';

interface Shown {
  readonly content: { readonly srcdoc: string } | { readonly src: string };
  readonly sandbox: string;
  /** The origin that every message of the page must have. */
  readonly origin: string;
}

/** @throws SandboxError, TimedOut when the page doesn't announce itself. */
export async function openRpcWindow(parts: RpcWindowParts, controls: WindowControls): Promise<LiveWindow> {
  const { base, address, name } = parts;
  const { signal, onStep, onError } = controls;
  onStep(`Asking ${address.host}`);
  const shown = await howToShow(parts, signal);
  if (signal.aborted) throw new Cancelled('The window was closed while it opened.');
  const frame = await HoldingFrame.open(new URL('frames/page.html', base), {
    sandbox: shown.sandbox,
    allow: 'fullscreen',
    title: name,
    content: shown.content,
  });
  const connection = new RpcConnection({
    name,
    post: (message) => frame.window?.postMessage(message, shown.origin === OPAQUE ? '*' : shown.origin),
    api: parts.host,
    allowExecution: false,
    onError,
    onDisconnect: () => frame.close('the page ended it'),
  });
  const stopListening = frame.listen(shown.origin, (data) => connection.receive(data));
  const close = (reason: string) => {
    connection.close(reason);
    frame.close(reason);
  };
  void frame.ended.then((reason) => {
    stopListening();
    connection.close(reason);
  });
  const onAbort = () => close('it was closed while it opened');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    onStep(`Loading ${address.host}`);
    const ended = frame.ended.then((reason): never => {
      throw signal.aborted
        ? new Cancelled('The window was closed while it opened.')
        : new SandboxError(`“${name}” ended: ${reason}.`);
    });
    const methods = await Promise.race([
      within(
        connection.exported,
        ANNOUNCING_MILLISECONDS,
        `${address.href} did not announce itself as a page of ImJoy within ${ANNOUNCING_MILLISECONDS / 1000} s. It may not be one, or it could not load what it needs.`,
      ),
      ended,
    ]);
    return { frame, methods, call: (method, args) => connection.call(method, args), close };
  } catch (error) {
    close('it did not open');
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * A page that asks for ImJoy's loader is shown with the app's answer wherever the loader itself is not to be had, and
 * then without an origin; any other page is shown as it is, with its own origin where that is not the app's.
 */
async function howToShow(
  { address, base, fetch: fetchPage = fetch }: RpcWindowParts,
  signal: AbortSignal,
): Promise<Shown> {
  const isOwn = address.origin === base.origin;
  const html = await readPage(address, fetchPage, signal);
  const direct: Shown = {
    content: { src: address.href },
    // With the app's own origin it could read all that the app keeps.
    sandbox: `allow-scripts allow-forms allow-downloads allow-popups allow-modals${isOwn ? '' : ' allow-same-origin'}`,
    origin: isOwn ? OPAQUE : address.origin,
  };
  if (html === null || !asksForLoader(html)) return direct;
  if (!isOwn && (await canLoad(fetchPage, signal))) return direct;
  return {
    content: { srcdoc: answeredPage(html, address) },
    sandbox: 'allow-scripts allow-forms allow-downloads allow-modals',
    origin: OPAQUE,
  };
}

/** The page's text; null where its host lets no other page read it. */
async function readPage(address: URL, fetchPage: typeof fetch, signal: AbortSignal): Promise<string | null> {
  let response: Response;
  try {
    response = await fetchPage(address, {
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(READING_MILLISECONDS)]),
    });
  } catch {
    return null;
  }
  if (!response.ok)
    throw new FetchError(
      `${address.href} can't be opened: its host answered ${response.status}.`,
      address.href,
      response.status,
    );
  const text = await response.text().catch(() => null);
  return text !== null && text.length <= LARGEST_PAGE ? text : null;
}

/** Whether ImJoy's own loader is to be had; then a page works as on its own site. */
async function canLoad(fetchPage: typeof fetch, signal: AbortSignal): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    const response = await fetchPage(LOADER_ADDRESS, {
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(4000)]),
    });
    return response.ok && /javascript/.test(response.headers.get('content-type') ?? '');
  } catch {
    return false;
  }
}
