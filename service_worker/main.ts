/** The service worker: keeps the app, serves it without a network, and brings new versions in whole. */

import { Answerer } from './answer.js';
import { AssetCache } from './asset_cache.js';
import { cleanUp } from './clean_up.js';
import type { FromWorker, News, ToWorker } from './messages.js';
import { Saving } from './saving.js';
import { keepShared, SHARE_PATH } from './shared_files.js';
import { Shell } from './shell.js';
import { showApp } from './show_app.js';
import type { Site } from './site.js';

declare const __SITE__: Site;
declare const self: ServiceWorkerGlobalScope;

const base = new URL(self.registration.scope);
const network: typeof fetch = (input, init) => self.fetch(input, init);
const assets = new AssetCache(base, { caches: self.caches, fetch: network, locks: self.navigator.locks });
const shell = new Shell(__SITE__, base, self.caches, assets);
const saving = new Saving(__SITE__, shell, assets, (news) => void tell(news));
const answerer = new Answerer({
  site: __SITE__,
  base,
  shell,
  assets,
  fetch: network,
  lookForUpdate: () => void self.registration.update().catch(() => undefined),
});

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    cleanUp(__SITE__, base, self.caches, shell, assets)
      // What stays behind costs room only; the new version has to serve.
      .catch(() => undefined)
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  if (event.request.method === 'POST' && event.request.url === new URL(SHARE_PATH, base).href)
    return event.respondWith(keepShared(event.request, base, self.caches));
  const answer = answerer.answer(event.request);
  if (answer) event.respondWith(answer);
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(showApp(base, self.clients));
});

self.addEventListener('message', (event) => {
  const message = event.data as ToWorker | null;
  switch (message?.type) {
    case 'save':
      event.waitUntil(saving.save());
      break;
    case 'status': {
      const [port] = event.ports;
      event.waitUntil(saving.standing().then((standing) => port?.postMessage(standing)));
      break;
    }
    case 'activate':
      event.waitUntil(self.skipWaiting());
      break;
  }
});

/** A first visit needs what the page starts with; an update is whole before the old version gives way. */
async function install(): Promise<void> {
  if (!self.registration.active) return shell.install('start');
  await shell.install();
  await saving.runtime();
}

async function tell(news: News): Promise<void> {
  const message: FromWorker = { scope: base.href, ...news };
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) if (page.url.startsWith(base.href)) page.postMessage(message);
}
