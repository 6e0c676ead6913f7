/** A worker that writes one file into the browser's private file system: only workers can go on with a file in place. */
import { MessagePortEndpoint, Peer } from '../rpc/index.js';
import type { WriterApi } from './writer_api.js';
import { type WritableFile, Writing } from './writing.js';

interface SyncHandle {
  createSyncAccessHandle(): Promise<WritableFile>;
}

let writing: Writing | null = null;

function opened(): Writing {
  if (writing === null) throw new Error('no file is open');
  return writing;
}

const api: WriterApi = {
  async open(folder, name) {
    const root = await navigator.storage.getDirectory();
    const directory = await root.getDirectoryHandle(folder, { create: true });
    const handle = (await directory.getFileHandle(name, { create: true })) as unknown as SyncHandle;
    writing = await Writing.open(await handle.createSyncAccessHandle());
    return writing.size;
  },
  write: async (pieces) => {
    for (const piece of pieces) opened().write(piece);
  },
  restart: async () => opened().restart(),
  finish: async () => opened().finish(),
  close: async () => writing?.close(),
};

self.onmessage = ({ ports: [port] }: MessageEvent) => {
  self.onmessage = null;
  if (port !== undefined) new Peer(new MessagePortEndpoint(port), { root: api, name: 'The page' });
};
