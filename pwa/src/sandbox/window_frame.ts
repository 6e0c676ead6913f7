/** The page's side of a plugin's window: a sealed frame whose own thread runs the plugin's code. */
import windowBoot from 'virtual:sandbox-window';
import { SandboxError } from '../contracts/errors.js';
import { HoldingFrame } from './holding_frame.js';

/**
 * What a plugin's page may do: run what it is handed, and reach no address. Libraries that make code out of text work,
 * since what they make is as sealed as they are.
 */
const WINDOW_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
  "style-src 'unsafe-inline' blob: data:",
  'img-src blob: data:',
  'font-src blob: data:',
  'media-src blob: data: mediastream:',
  'worker-src blob:',
  'connect-src blob: data:',
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

export interface WindowFrameOptions {
  /** The site's address. */
  readonly base: URL;
  readonly title: string;
  /** What was granted: parts of an `allow` attribute, such as "camera". */
  readonly allow: readonly string[];
}

export interface OpenedWindow {
  readonly frame: HoldingFrame;
  /** The page's end of the port on which the window's code is called. */
  readonly port: MessagePort;
  /** Where the window's requests come from; for the host's broker. */
  readonly network: readonly MessagePort[];
}

/** @throws SandboxError when the browser doesn't open the frame. */
export async function openWindowFrame({ base, title, allow }: WindowFrameOptions): Promise<OpenedWindow> {
  const frame = await HoldingFrame.open(new URL('frames/window.html', base), {
    // Forms have to be allowed for their events; the policy lets none of them be sent.
    sandbox: 'allow-scripts allow-forms',
    allow: allow.join('; '),
    title,
    content: {
      srcdoc: `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${WINDOW_POLICY}"><meta name="viewport" content="width=device-width"><style>html,body{height:100%;margin:0}</style><script>${windowBoot}</script></head><body></body></html>`,
    },
  });
  try {
    await frame.loaded();
    const inner = frame.window;
    if (inner === null) throw new SandboxError('The window was closed while it opened.');
    const { port1, port2 } = new MessageChannel();
    const network = new MessageChannel();
    // The frame's origin is opaque, so it has no name that could stand here; the port reaches only this window.
    inner.postMessage('open', '*', [port2, network.port2]);
    // It may not leave; where its code tries, the browser puts an empty page in its place.
    void frame.loaded(null).then(() => frame.close('its page went away'));
    return { frame, port: port1, network: [network.port1] };
  } catch (error) {
    frame.close('it did not open');
    throw error;
  }
}
