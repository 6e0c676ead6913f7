/** Files that other programs hand to the installed app: by “open with”, and by the system's share sheet. */
import type { Actions } from './actions.js';

/** What the service worker puts what was shared into; it knows the same name. */
const SHARED = 'coverslip-shared';
const SHARED_HASH = '#/shared';

/** Parts of browsers that TypeScript's library leaves out. */
interface Launch {
  readonly files?: readonly FileSystemHandle[];
}
interface LaunchWindow {
  readonly launchQueue?: { setConsumer(consumer: (launch: Launch) => void): void };
}

/** Opens what was handed over, now and later. */
export function receiveFiles(base: URL, actions: Pick<Actions, 'openHandles' | 'openFiles'>): void {
  (window as LaunchWindow).launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) void actions.openHandles(files);
  });
  if (location.hash !== SHARED_HASH) return;
  // So that the page can be reloaded and left without it happening again.
  history.replaceState(null, '', base.pathname);
  void takeShared().then((files) => (files.length > 0 ? actions.openFiles(files) : undefined));
}

/** @returns what was shared; it is given once. */
export async function takeShared(storage: CacheStorage = caches): Promise<File[]> {
  const cache = await storage.open(SHARED);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const kept = await cache.match(request.url);
    const name = decodeURIComponent(new URL(request.url).searchParams.get('name') ?? 'shared');
    if (kept !== undefined)
      files.push(new File([await kept.blob()], name, { type: kept.headers.get('content-type') ?? '' }));
  }
  await storage.delete(SHARED);
  return files;
}
