/** Looks for what the app and other plugins keep in this browser, and knocks at the frame. Run by hostile_script.py. */
const asked = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
const heard = (channel) =>
  new Promise((done) => {
    channel.onmessage = (event) => done(JSON.stringify(event.data));
  });
const everything = async (folder, path = '') => {
  const found = [];
  for await (const [name, handle] of folder.entries())
    found.push(
      ...(handle.kind === 'file'
        ? [path + name + ': ' + (await (await handle.getFile()).text()).slice(0, 100)]
        : await everything(handle, path + name + '/')),
    );
  return found;
};

const ways = {
  'indexedDB.databases': async () => JSON.stringify(await indexedDB.databases()),
  'indexedDB.open': async () => {
    const base = await asked(indexedDB.open('secret'));
    return asked(base.transaction('secret').objectStore('secret').get('secret'));
  },
  'indexedDB.open of its own': async () => {
    const request = indexedDB.open('stolen');
    request.onupgradeneeded = () => request.result.createObjectStore('stolen');
    return asked(request);
  },
  'indexedDB.deleteDatabase': () => asked(indexedDB.deleteDatabase('secret')),
  'caches.keys': async () => JSON.stringify(await caches.keys()),
  'caches.match': async () => await (await caches.match('https://secret.invalid/secret')).text(),
  'caches.open of its own': async () => {
    const cache = await caches.open('stolen');
    await cache.put('https://stolen.invalid/', new Response('stolen'));
    return (await cache.keys()).length;
  },
  'caches.delete': async () => String(await caches.delete('secret')),
  'private files': async () => JSON.stringify(await everything(await navigator.storage.getDirectory())),
  'private file of its own': async () =>
    (await navigator.storage.getDirectory()).getFileHandle('stolen', { create: true }),
  'storage buckets': async () => JSON.stringify(await navigator.storageBuckets.keys()),
  localStorage: () => {
    localStorage.setItem('stolen', '1');
    return localStorage.getItem('secret');
  },
  sessionStorage: () => sessionStorage.getItem('secret'),
  cookies: () => document.cookie,
  cookieStore: async () => JSON.stringify(await cookieStore.getAll()),
  BroadcastChannel: async () => {
    const channel = new BroadcastChannel('secret');
    channel.postMessage('stolen');
    return heard(channel);
  },
  'BroadcastChannel of the app': async () =>
    Promise.race(
      ['coverslip', 'coverslip-update', 'updates', 'workspace'].map((name) => {
        const channel = new BroadcastChannel(name);
        channel.postMessage({ type: 'stolen' });
        channel.postMessage('stolen');
        return heard(channel);
      }),
    ),
  locks: async () => JSON.stringify(await navigator.locks.query()),
  'service worker registrations': async () =>
    JSON.stringify((await navigator.serviceWorker.getRegistrations()).map((each) => each.scope)),
  'service worker controller': () => {
    navigator.serviceWorker.controller.postMessage('stolen');
    return navigator.serviceWorker.controller.scriptURL;
  },
  clients: async () => JSON.stringify(await clients.matchAll()),
  parent: () => parent.document.title,
  top: () => top.location.href,
  opener: () => opener.location.href,
  frames: () => frames.length,
  document: () => document.title,
  origin: () => {
    if (self.origin === 'null') throw new Error('opaque');
    return self.origin;
  },
  ancestorOrigins: () => JSON.stringify([...location.ancestorOrigins]),
  'resource timing': () => {
    const seen = performance
      .getEntriesByType('resource')
      .map((each) => each.name)
      .filter((name) => name.startsWith('http'));
    if (seen.length === 0) throw new Error('nothing');
    return JSON.stringify(seen);
  },
  'message to the frame': () => self.postMessage({ type: 'spawn', worker: 'stolen' }),
  'message to the frame by the prototype': () => {
    DedicatedWorkerGlobalScope.prototype.postMessage.call(self, { type: 'spawn', worker: 'stolen' });
    return 'sent';
  },
  'messages of others': () =>
    new Promise((done) => {
      self.onmessage = (event) => done(JSON.stringify(event.data));
    }),
  'shared memory of the page': () => {
    throw new Error(typeof SharedArrayBuffer === 'undefined' ? 'absent' : 'own only');
  },
};

self.tryWays = async () => {
  const outcomes = {};
  const limited = (promise) =>
    Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error('no answer')), 2000))]);
  await Promise.all(
    Object.entries(ways).map(async ([name, way]) => {
      try {
        outcomes[name] = `got through: ${await limited((async () => way())())}`;
      } catch (error) {
        outcomes[name] = `refused: ${error && error.name}: ${(error && error.message) || error}`;
      }
    }),
  );
  return JSON.stringify(outcomes);
};
