import { describe, expect, it } from 'vitest';
import { filteredRequests, refusedOrigins, requestsText } from '../../../../pwa/src/ui/manager/network_text.js';
import type { NetworkEntry } from '../../../../pwa/src/workspace/model.js';

const entry = (id: string, change: Partial<NetworkEntry>): NetworkEntry => ({
  id,
  time: 0,
  pluginId: 'p',
  method: 'GET',
  url: `https://example.org/${id}`,
  status: 200,
  bytes: 10,
  outcome: 'done',
  reason: '',
  ...change,
});
const network = [
  entry('a', {}),
  entry('b', { outcome: 'refused', status: null, reason: 'not granted' }),
  entry('c', { pluginId: 'q' }),
  entry('d', { method: 'POST', outcome: 'running', status: null }),
];
const ids = (...args: Parameters<typeof filteredRequests>) => filteredRequests(...args).map(({ id }) => id);

describe('the requests of a plugin', () => {
  it('are its own only', () => {
    expect(ids(network, 'p', 'all', '')).toEqual(['a', 'b', 'd']);
  });

  it('are filtered by what became of them and by words', () => {
    expect(ids(network, 'p', 'answered', '')).toEqual(['a', 'd']);
    expect(ids(network, 'p', 'refused', '')).toEqual(['b']);
    expect(ids(network, 'p', 'all', 'post')).toEqual(['d']);
    expect(ids(network, 'p', 'all', 'NOT GRANTED')).toEqual(['b']);
  });

  it('are copied as a table whose cells hold no tab or line end', () => {
    const text = requestsText([entry('b', { outcome: 'refused', status: null, reason: 'no\tway\nout' })]);
    expect(text).toBe(
      'time\tmethod\taddress\tstatus\tbytes\toutcome\treason\n' +
        '1970-01-01T00:00:00.000Z\tGET\thttps://example.org/b\t\t10\trefused\tno way out\n',
    );
  });

  it('name the origins that were refused, which a person may want to allow', () => {
    const refused = (id: string, url: string) => entry(id, { url, outcome: 'refused' });
    const asked = [
      refused('e', 'https://a.org/1'),
      refused('f', 'wss://b.org:8080/2'),
      refused('g', 'https://a.org/3'),
      refused('h', 'http://[::1]/4'),
      refused('i', 'nonsense'),
    ];
    expect(refusedOrigins([...network, ...asked], 'p')).toEqual([
      'https://a.org',
      'https://b.org:8080',
      'https://example.org',
    ]);
  });
});
