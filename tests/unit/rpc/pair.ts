/** Two peers that talk over a real MessageChannel. */
import { MessagePortEndpoint, Peer, type PeerOptions } from '../../../pwa/src/rpc/index.js';

export interface Pair<T> {
  /** The side that calls. */
  readonly near: Peer<T>;
  /** The side whose root is given. */
  readonly far: Peer;
  readonly ports: readonly [MessagePort, MessagePort];
}

export function pair<T extends object>(root: T, near: PeerOptions = {}, far: PeerOptions = {}): Pair<T> {
  const { port1, port2 } = new MessageChannel();
  return {
    near: new Peer<T>(new MessagePortEndpoint(port1), { name: 'Far', ...near }),
    far: new Peer(new MessagePortEndpoint(port2), { name: 'Near', root, ...far }),
    ports: [port1, port2],
  };
}

/** A promise that is resolved from outside. */
export function gate<T = void>(): { readonly opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
