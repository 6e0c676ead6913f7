/** Removes what no version needs any more. */
import { ASSET_CACHE, type AssetCache } from './asset_cache.js';
import type { Shell } from './shell.js';
import { listedFiles, type Site } from './site.js';

/** Called when this version has taken over. What is not ours, and what people put there under other names, stays. */
export async function cleanUp(
  site: Site,
  base: URL,
  caches: CacheStorage,
  shell: Shell,
  assets: AssetCache,
): Promise<void> {
  await shell.removeOthers();
  const list = shell.paths.get('site.json');
  const text = list && (await (await shell.content(list))?.text());
  // Without the list of what this version offers there is no telling what it needs.
  if (!text) return;
  const needed = new Set(
    [...Object.values(site.runtime), ...listedFiles(JSON.parse(text))].map(({ sha256 }) => assets.key(sha256)),
  );
  const cache = await caches.open(ASSET_CACHE);
  for (const { url } of await cache.keys()) {
    const ours = url.startsWith(new URL('assets/', base).href) && /\/assets\/[0-9a-f]{64}$/.test(url);
    if (ours && !needed.has(url)) await cache.delete(url);
  }
}
