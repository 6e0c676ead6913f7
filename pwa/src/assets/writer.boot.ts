/** A worker that writes one file into the browser's private file system: only workers can go on with a file in place. */
import { MessagePortEndpoint, Peer } from '../rpc/index.js';
import type { StreamHasher } from './stream_hasher.js';
import type { HasherRoot, WriterApi } from './writer_api.js';
import { type WritableFile, Writing } from './writing.js';

interface SyncHandle {
  createSyncAccessHandle(): Promise<WritableFile>;
}

let writing: Writing | null = null;
let hasher: StreamHasher | null = null;

function opened(): Writing {
  if (writing === null) throw new Error('no file is open');
  return writing;
}

const api: WriterApi = {
  async open(folder, name) {
    if (hasher === null) throw new Error('no worker hashes');
    const root = await navigator.storage.getDirectory();
    const directory = await root.getDirectoryHandle(folder, { create: true });
    const handle = (await directory.getFileHandle(name, { create: true })) as unknown as SyncHandle;
    writing = await Writing.open(await handle.createSyncAccessHandle(), hasher);
    return writing.size;
  },
  write: async (pieces) => opened().write(pieces),
  restart: async () => opened().restart(),
  finish: async () => opened().finish(),
  close: async () => writing?.close(),
};

/** Gives the memory of what it is given to the worker that hashes. */
function farHasher(port: MessagePort): StreamHasher {
  const root = new Peer(new MessagePortEndpoint(port), { name: 'The hasher' }).root as unknown as HasherRoot;
  return {
    update: (pieces) => root.update(pieces, { transfer: [...new Set(pieces.map(({ buffer }) => buffer))] }),
    restart: () => root.restart(),
    digest: () => root.digest(),
  };
}

self.onmessage = ({ ports: [port, hashing] }: MessageEvent) => {
  self.onmessage = null;
  if (hashing !== undefined) hasher = farHasher(hashing);
  if (port !== undefined) new Peer(new MessagePortEndpoint(port), { root: api, name: 'The page' });
};
