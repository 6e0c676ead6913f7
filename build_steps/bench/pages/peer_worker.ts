/** A JavaScript peer: what a call costs with our wire format and without Python. */
import { MessagePortEndpoint, Peer } from '../../../pwa/src/rpc/index.js';

self.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
  new Peer(new MessagePortEndpoint(port), { root: { nothing: () => null }, name: 'The page' });
};
