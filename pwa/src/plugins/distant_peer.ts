/** Two ends of a conversation in this page, by which other plugins call one that runs elsewhere as one in a worker. */
import { type CallOptions, expose, MessagePortEndpoint, Peer, type PeerPort } from '../rpc/index.js';

export type CallMethod = (
  method: string,
  args: readonly unknown[],
  kwargs: object,
  options: CallOptions,
) => Promise<unknown>;

export function distantPeer(
  name: string,
  methods: readonly string[],
  call: CallMethod,
): { readonly here: Peer; readonly peer: Peer } {
  const functions = Object.fromEntries(
    methods.map((method) => [method, (...args: readonly unknown[]) => call(method, args, {}, {})]),
  );
  const { port1, port2 } = new MessageChannel();
  const root = expose({ connect: (_port: PeerPort) => undefined }, ['connect']);
  const portRoot = expose(functions, [...methods]);
  const here = new Peer(new MessagePortEndpoint(port2), { root, portRoot, name });
  return { here, peer: new Peer(new MessagePortEndpoint(port1), { name }) };
}
