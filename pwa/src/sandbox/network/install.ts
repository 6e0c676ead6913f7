/**
 * Puts `fetch`, `XMLHttpRequest` and `WebSocket` that go through the host's broker in the place of the browser's own,
 * which the sandbox's policy lets reach nothing. No part of what seals a sandbox: that is the policy alone.
 */
import { Exchanges } from './exchanges.js';
import { brokeredFetch } from './fetch.js';
import type { NetworkPorts } from './ports.js';
import { brokeredSockets } from './socket.js';
import { brokeredRequests } from './xhr.js';

/** To be called in a plugin's worker or window before any code of the plugin. */
export function installNetwork(ports: NetworkPorts): void {
  const exchanges = new Exchanges(ports.broker);
  const natives = { fetch: self.fetch.bind(self), XMLHttpRequest: self.XMLHttpRequest };
  const shims = {
    fetch: brokeredFetch(exchanges, natives.fetch),
    XMLHttpRequest: brokeredRequests(exchanges, ports, natives),
    WebSocket: brokeredSockets(exchanges),
  };
  for (const [name, value] of Object.entries(shims))
    Object.defineProperty(self, name, { value, writable: true, configurable: true, enumerable: name === 'fetch' });
}
