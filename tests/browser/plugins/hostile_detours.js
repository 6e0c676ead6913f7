/** Tries to get from the one origin that was granted to another. Run by hostile_script.py. */
const encoded = (url) => encodeURIComponent(url);
const sent = (url, method, body, isAsync) =>
  new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open(method, url, isAsync);
    request.onload = () => done(request.status);
    request.onerror = () => fail(new Error(request.failure || 'error event'));
    request.send(body);
  });
const opened = (url) =>
  new Promise((done, fail) => {
    const socket = new WebSocket(url);
    socket.onopen = () => done('opened');
    socket.onerror = (event) => fail(new Error(event.message || 'error event'));
  });

/** Other ways to write where the other server is; none of them was granted. */
const disguises = (url) => {
  const { port } = new URL(url);
  return {
    localhost: `http://localhost:${port}/localhost`,
    'localhost with a dot': `http://localhost.:${port}/localhost-dot`,
    'a name below localhost': `http://granted.localhost:${port}/below-localhost`,
    'a short IPv4 address': `http://127.1:${port}/short`,
    'an IPv4 address as one number': `http://2130706433:${port}/number`,
    'an IPv4 address in hexadecimals': `http://0x7f.0.0.1:${port}/hexadecimal`,
    'an IPv4 address in octal digits': `http://0177.0.0.01:${port}/octal`,
    'an IPv4 address with a dot': `http://127.0.0.1.:${port}/dot`,
    'an IPv4 address in full width': `http://１２７.０.０.１:${port}/full-width`,
    'an IPv4 address with percent signs': `http://%31%32%37.0.0.1:${port}/percent`,
    'another address of this machine': `http://127.0.0.2:${port}/another`,
    'no address': `http://0.0.0.0:${port}/no-address`,
    IPv6: `http://[::1]:${port}/ipv6`,
    'IPv4 in IPv6': `http://[::ffff:127.0.0.1]:${port}/mapped`,
    'an international name': `http://lоcalhost:${port}/idn`,
    'an upper-case scheme': `HTTP://127.0.0.1:${port}/upper-case`,
    backslashes: `http:\\\\127.0.0.1:${port}\\backslashes`,
    'https instead of http': `https://127.0.0.1:${port}/https`,
  };
};

const ways = (granted, other) => {
  const at = new URL(granted);
  const found = {
    'granted as a user name': () => fetch(`http://${at.hostname}@127.0.0.1:${new URL(other).port}/user-name`),
    'granted as a user name and password': () => fetch(`http://${at.host}@127.0.0.1:${new URL(other).port}/password`),
    'a user name for granted': () => fetch(`http://secret:secret@${at.host}/with-user-name`),
    'another port': () => fetch(`http://${at.hostname}:${new URL(other).port}/port`),
    'another name of granted': () => fetch(`http://localhost:${at.port}/another-name`),
    'a WebSocket elsewhere': () => opened(`${other.replace('http', 'ws')}/socket`),
    'a WebSocket that is sent on': () => opened(`${granted.replace('http', 'ws')}/redirect-302?${encoded(`${other}/socket-on`)}`),
    'a beacon': () => {
      if (!navigator.sendBeacon(`${granted}/redirect-307?${encoded(`${other}/beacon`)}`, 'secret')) throw new Error('false');
    },
    'an event source': () =>
      new Promise((done, fail) => {
        const source = new EventSource(`${granted}/redirect-302?${encoded(`${other}/events`)}`);
        source.onopen = () => done('opened');
        source.onerror = () => fail(new Error('error event'));
      }),
    'a script': () => importScripts(`${granted}/script.js`),
    'a worker that fetches': () =>
      new Promise((done, fail) => {
        const text = `fetch(${JSON.stringify(`${other}/in-a-worker`)}, {mode: 'no-cors'}).then(() => postMessage('answered'), (error) => postMessage(String(error)));`;
        const worker = new Worker(URL.createObjectURL(new Blob([text])));
        worker.onmessage = ({ data }) => (data === 'answered' ? done(data) : fail(new Error(data)));
        worker.onerror = () => fail(new Error('error event'));
      }),
    'a preflight elsewhere': () =>
      fetch(`${granted}/redirect-307?${encoded(`${other}/preflight`)}`, { method: 'PUT', headers: { 'x-secret': '1' } }),
  };
  for (const status of [301, 302, 303, 307, 308]) {
    const url = (name) => `${granted}/redirect-${status}?${encoded(`${other}/${name}-${status}`)}`;
    found[`fetch sent on by ${status}`] = () => fetch(url('fetch'));
    found[`POST sent on by ${status}`] = () => fetch(url('post'), { method: 'POST', body: 'secret', keepalive: true });
    found[`no-cors sent on by ${status}`] = () => fetch(url('no-cors'), { mode: 'no-cors' });
    found[`XMLHttpRequest sent on by ${status}`] = () => sent(url('xhr'), 'POST', 'secret', true);
  }
  found['sent on twice'] = () =>
    fetch(`${granted}/redirect-302?${encoded(`${granted}/redirect-302?${encoded(`${other}/twice`)}`)}`);
  if (typeof SharedArrayBuffer !== 'undefined' && self.crossOriginIsolated) {
    found['synchronous and sent on'] = () => sent(`${granted}/redirect-302?${encoded(`${other}/sync-on`)}`, 'GET', null, false);
    found['synchronous elsewhere'] = () => sent(`${other}/sync`, 'GET', null, false);
  }
  for (const [name, url] of Object.entries(disguises(other))) {
    found[`fetch of ${name}`] = () => fetch(url, { mode: 'no-cors' });
    found[`sent on to ${name}`] = () => fetch(`${granted}/redirect-302?${encoded(url)}`, { mode: 'no-cors' });
  }
  return found;
};

/** What has to get through, so that the silence elsewhere means something. */
const allowed = {
  fetch: async (granted) => (await fetch(`${granted}/allowed-fetch`)).status,
  'fetch sent on within': async (granted) =>
    (await fetch(`${granted}/redirect-302?${encoded(`${granted}/allowed-on`)}`)).url.endsWith('/allowed-on'),
  XMLHttpRequest: (granted) => sent(`${granted}/allowed-xhr`, 'POST', 'text', true),
  WebSocket: (granted) => opened(`${granted.replace('http', 'ws')}/allowed-socket`),
  'no-cors': async (granted) => (await fetch(`${granted}/allowed-no-cors`, { mode: 'no-cors' })).type,
};

self.tryWays = async (other, granted) => {
  const outcomes = {};
  const limited = (promise, milliseconds) =>
    Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error('no answer')), milliseconds))]);
  const attempt = async (name, way, milliseconds) => {
    try {
      outcomes[name] = `got through: ${await limited((async () => way())(), milliseconds)}`;
    } catch (error) {
      outcomes[name] = `refused: ${error && error.name}: ${(error && error.message) || error}`;
    }
  };
  await Promise.all(Object.entries(ways(granted, other)).map(([name, way]) => attempt(name, way, 8000)));
  // These have to answer, on a busy machine too.
  const through = ([name, way]) => attempt(`allowed: ${name}`, () => way(granted), 45000);
  await Promise.all(Object.entries(allowed).map(through));
  return JSON.stringify(outcomes);
};
