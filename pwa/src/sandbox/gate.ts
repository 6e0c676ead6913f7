/** The page's side of a plugin's gate: a frame that can reach the granted origins, and by its policy no other. */
import gateBoot from 'virtual:sandbox-gate';
import { SandboxError } from '../contracts/errors.js';

const OPENING_MILLISECONDS = 20_000;
/** What a host may consist of so that it can stand in a policy as one word; an IPv6 address can't. */
const ORIGIN = /^https?:\/\/[a-z0-9._-]+(:\d+)?$/;

export interface Gate {
  /** Takes `NetworkRequest` and gives `NetworkAnswer` (contracts/network.ts). */
  readonly port: MessagePort;
  /** Ends every request at once. */
  close(): void;
}

/** The policy of a gate. @throws SandboxError for what is no origin; nothing else may get into a policy. */
function gatePolicy(origins: readonly string[]): string {
  const wrong = origins.find((origin) => !ORIGIN.test(origin));
  if (wrong !== undefined) throw new SandboxError(`“${wrong}” is no origin that a gate can be opened for.`);
  const sources = origins.flatMap((origin) => [origin, origin.replace(/^http/, 'ws')]);
  return `default-src 'none'; script-src 'unsafe-inline'; connect-src ${sources.join(' ') || "'none'"}`;
}

/** @throws SandboxError when the browser doesn't open the frame. */
export async function openGate(origins: readonly string[]): Promise<Gate> {
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  // Chromium: no cookies of a granted site go along, not even with a WebSocket.
  element.setAttribute('credentialless', '');
  element.setAttribute('allow', 'local-network-access');
  element.setAttribute('aria-hidden', 'true');
  element.tabIndex = -1;
  element.title = 'Network of a plugin';
  element.style.cssText =
    'position:fixed;inset:0 auto auto 0;width:1px;height:1px;border:0;opacity:0;pointer-events:none';
  element.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${gatePolicy(origins)}"><script>${gateBoot}</script>`;
  const loaded = new Promise<void>((resolve) => {
    element.onload = () => resolve();
  });
  document.body.append(element);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  const close = () => {
    port1.close();
    element.remove();
  };
  return new Promise((resolve, reject) => {
    const clock = setTimeout(() => {
      close();
      reject(new SandboxError('This browser did not open the frame for the requests of plugins. Reload the page.'));
    }, OPENING_MILLISECONDS);
    port1.onmessage = () => {
      clearTimeout(clock);
      port1.onmessage = null;
      resolve({ port: port1, close });
    };
    // The frame's origin is opaque, so it has no name that could stand here; the port reaches only this window.
    element.contentWindow?.postMessage('open', '*', [port2]);
  });
}
