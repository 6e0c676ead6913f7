import { describe, expect, it } from 'vitest';
import { isOwnEngine, socketAddress } from '../../../pwa/src/engine/engine_link.js';

import {
  engineFetch,
  isEngineFile,
  isInvitation,
  parseEngineLink,
  readProgress,
  redeemed,
} from '../../../pwa/src/engine/index.js';

import { idOnEngine } from '../../../pwa/src/engine/plugin_id.js';
import { readEnvironment, readProcess } from '../../../pwa/src/engine/read_holdings.js';

import { readEvent, readFile, readInfo, readJob } from '../../../pwa/src/engine/read_job.js';
import { withMetrics } from '../../../pwa/src/workspace/engine_jobs.js';

describe('links of engines', () => {
  it('are read as the engine prints them', () => {
    const link = 'http://127.0.0.1:9527/#/app?engine=.&token=abc-_1';
    expect(parseEngineLink(` ${link}\n`)).toEqual({ url: 'http://127.0.0.1:9527', token: 'abc-_1' });
  });

  it.each(['.', './', '/user/ann/proxy/9527', 'https://lab.example/user/ann/proxy/9527/'])(
    'name an engine below a path: %s',
    (engine) => {
      const link = parseEngineLink(`https://lab.example/user/ann/proxy/9527/#/app?engine=${engine}&token=t`);
      expect(link.url).toBe('https://lab.example/user/ann/proxy/9527');
      expect(socketAddress(link)).toBe('wss://lab.example/user/ann/proxy/9527/rpc');
    },
  );

  it('are of the engine that serves the app only where the whole address is the same', () => {
    const base = new URL('https://lab.example/proxy/9527/');
    expect(['.', 'https://lab.example/proxy/9527', '/proxy/9527/'].map((each) => isOwnEngine(each, base))).toEqual([
      true,
      true,
      true,
    ]);
    const others = ['..', '/proxy/9528/', 'https://lab.example', 'http://lab.example/proxy/9527/', 'data:,'];
    expect(others.filter((each) => isOwnEngine(each, base))).toEqual([]);
  });

  it('may be opened in an app that is elsewhere', () => {
    const link = 'https://app.example/x/#/app?engine=https://lab.example:8443&token=t';
    expect(parseEngineLink(link)).toEqual({ url: 'https://lab.example:8443', token: 't' });
  });

  it.each([
    ['', 'no link'],
    ['hello', 'no link'],
    ['javascript:alert(1)', 'no link'],
    ['http://127.0.0.1:9527', 'no token'],
    ['http://127.0.0.1:9527/#/app?engine=file:///etc&token=t', 'no address'],
  ])('that are none are refused: %s', (text, message) => {
    expect(() => parseEngineLink(text)).toThrow(message);
  });
});

describe('what an engine tells', () => {
  const job = {
    id: 'a',
    plugin: 'f',
    op: 'train',
    state: 'failed',
    attempt: 2,
    progress: { fraction: 0.5, text: 'half' },
    error: { type: 'ValueError', message: 'no images', traceback: 'line 3' },
    submitted: 1,
    started: 2.5,
    ended: null,
  };

  it('becomes a job', () => {
    expect(readJob(job)).toEqual({
      id: 'a',
      plugin: 'f',
      op: 'train',
      state: 'failed',
      attempt: 2,
      progress: { fraction: 0.5, text: 'half' },
      error: 'no images',
      traceback: 'line 3',
      submittedAt: 1000,
      startedAt: 2500,
      endedAt: null,
    });
  });

  it('is refused where it is something else', () => {
    expect(() => readJob({ ...job, state: 'lost' })).toThrow('“lost”');
    expect(() => readJob({ ...job, submitted: 'today' })).toThrow('submitted');
    expect(() => readJob(null)).toThrow('job');
    expect(() => readInfo({ cpus: 2 })).toThrow('memory');
  });

  it('may be of kinds that this version does not know', () => {
    expect(readEvent({ number: 1, kind: 'weather', value: 1 })).toBeNull();
    expect(readEvent({ number: 1, kind: 'log', value: 1 })).toEqual({ number: 1, kind: 'log', value: 1 });
    expect(readProgress('half')).toEqual({ fraction: null, text: '' });
  });
});

describe('curves of a job', () => {
  it('grow by what is told, over the step or the epoch', () => {
    const first = withMetrics([], { epoch: 1, loss: 0.5, dice: 0.1 });
    expect(withMetrics(first, { epoch: 3, loss: 0.25 })).toEqual([
      {
        name: 'loss',
        points: [
          [1, 0.5],
          [3, 0.25],
        ],
      },
      { name: 'dice', points: [[1, 0.1]] },
    ]);
  });

  it('count by themselves where nothing else does, and leave out what is no number', () => {
    const first = withMetrics([], { loss: 2, best: Number.NaN, note: 'x' });
    expect(withMetrics(first, { loss: 1 })).toEqual([
      {
        name: 'loss',
        points: [
          [0, 2],
          [1, 1],
        ],
      },
    ]);
    expect(withMetrics([], null)).toEqual([]);
  });
});

describe('files of an engine', () => {
  const engine = 'http://127.0.0.1:9527';
  const hash = 'a'.repeat(64);

  it('have addresses there, and no others are its files', () => {
    const isFile = (path: string): boolean => isEngineFile(new URL(path, engine), { url: engine });
    expect([`/artifacts/${hash}`, '/jobs/j1/files/unet.onnx', '/jobs/j1/files/2/unet.onnx'].map(isFile)).toEqual(
      Array(3).fill(true),
    );
    expect(['/artifacts/x', '/uploads/x', '/jobs/j1/files/', '/info', '/'].map(isFile)).toEqual(Array(5).fill(false));
  });

  it('are told by jobs, with the address from which they are fetched', () => {
    const told = { name: 'my net.onnx', mime: '', size: 5, sha256: hash, path: '/jobs/j1/files/my%20net.onnx' };
    expect(readFile(told, engine).url).toBe(`${engine}/jobs/j1/files/my%20net.onnx`);
    expect(readFile(told, `${engine}/proxy/1`).url).toBe(`${engine}/proxy/1/jobs/j1/files/my%20net.onnx`);
    expect(isEngineFile(new URL(`${engine}/proxy/1/jobs/j1/files/a`), { url: `${engine}/proxy/1` })).toBe(true);
    expect(isEngineFile(new URL(`${engine}/jobs/j1/files/a`), { url: `${engine}/proxy/1` })).toBe(false);
    expect(() => readFile({ ...told, path: '/../../etc' }, `${engine}/proxy/1`)).toThrow('none of its own');
    expect(() => readFile({ ...told, path: 'https://elsewhere.example/x' }, engine)).toThrow('none of its own');
  });

  it('are asked for with the token, which goes nowhere else', async () => {
    const asked: [unknown, RequestInit | undefined][] = [];
    const fetching = engineFetch({ url: engine, token: 'secret' }, async (input, init) => {
      asked.push([input, init]);
      return new Response();
    });
    await fetching(`${engine}/artifacts/${hash}`, { headers: { range: 'bytes=5-' } });
    const [[address, init] = []] = asked;
    expect([address, init?.redirect]).toEqual([`${engine}/artifacts/${hash}`, 'error']);
    expect([...new Headers(init?.headers)]).toEqual([
      ['authorization', 'Bearer secret'],
      ['range', 'bytes=5-'],
    ]);
  });
});

describe('links that connect one browser, once', () => {
  const engine = 'http://127.0.0.1:9527';
  const link = { url: engine, token: 'once.abc' };

  it('are told by what stands in the place of their token', () => {
    expect(isInvitation(link)).toBe(true);
    expect(isInvitation({ url: engine, token: 'abc' })).toBe(false);
  });

  it('are exchanged for a token', async () => {
    const asked: [unknown, RequestInit | undefined][] = [];
    const answer = await redeemed(link, async (input, init) => {
      asked.push([input, init]);
      return Response.json({ token: 'lasting' }, { status: 201 });
    });
    expect(answer).toEqual({ url: engine, token: 'lasting' });
    expect(asked).toEqual([
      [`${engine}/tokens`, { method: 'POST', headers: { authorization: 'Bearer once.abc' }, redirect: 'error' }],
    ]);
  });

  it('say with the engine’s own words that they were used already', async () => {
    const refused = async () =>
      Response.json({ error: { type: 'Forbidden', message: 'This link was used already.' } }, { status: 401 });
    await expect(redeemed(link, refused)).rejects.toThrow('This link was used already.');
    await expect(redeemed(link, async () => new Response('<h1>', { status: 502 }))).rejects.toThrow(
      'answered with 502',
    );
  });
});

describe('a plugin on an engine', () => {
  it('has the sha256 of its file as its id, and another one for each tag, as the engine counts it', async () => {
    expect(await idOnEngine({ text: 'a µ', sha256: 'f00' })).toBe('f00');
    expect(await idOnEngine({ text: 'a µ', sha256: 'f00', tag: 'GPU' })).toBe(
      'f7cafc8bab5b13a2b0789b64dcae67657ef516be9e01369d1db067df377a3ae2',
    );
  });
});

describe('what an engine holds', () => {
  it('is read with what it does not know', () => {
    const process = { plugin: 'f00', name: 'Smooth', owner: 'ann', memory: null, cpu: null, calls: 1, idle: 2.5 };
    expect(readProcess(process)).toEqual({
      plugin: 'f00',
      name: 'Smooth',
      owner: 'ann',
      memory: null,
      calls: 1,
      idle: 2500,
    });
    const environment = { id: 'e', requirements: ['numpy'], plugins: ['Smooth'], size: 7, used: 2, made: 1 };
    expect(readEnvironment(environment)).toEqual({
      id: 'e',
      requirements: ['numpy'],
      plugins: ['Smooth'],
      size: 7,
      usedAt: 2000,
    });
    expect(() => readEnvironment({ id: 'e' })).toThrow('no number “size”');
  });
});
