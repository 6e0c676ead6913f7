/** A worker that only hashes: what is hashed takes longer than to write it, and neither has to wait for the other. */
import { MessagePortEndpoint, Peer } from '../rpc/index.js';
import { OwnHasher, type StreamHasher } from './stream_hasher.js';

const hasher = OwnHasher.create();

const api: StreamHasher = {
  update: async (pieces) => (await hasher).update(pieces),
  restart: async () => (await hasher).restart(),
  digest: async () => (await hasher).digest(),
};

self.onmessage = ({ ports: [port] }: MessageEvent) => {
  self.onmessage = null;
  if (port !== undefined) new Peer(new MessagePortEndpoint(port), { root: api, name: 'The writer of files' });
};
