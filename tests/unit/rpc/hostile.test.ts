import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../pwa/src/contracts/wire.js';
import { type Endpoint, Peer } from '../../../pwa/src/rpc/index.js';
import refused from '../../vectors/refused.json' with { type: 'json' };
import { fromBase64, readFrame } from './frames.js';

/** An endpoint whose other side is the test. */
class ByHand implements Endpoint {
  readonly keepsMemory = false;
  readonly sent: string[] = [];
  onframe: Endpoint['onframe'] = null;
  onclose: Endpoint['onclose'] = null;
  closed = false;

  send(header: string): void {
    this.sent.push(header);
  }

  close(): void {
    this.closed = true;
  }

  receive(header: string | object, attachments: Attachment[] = []): void {
    this.onframe?.(typeof header === 'string' ? header : JSON.stringify(header), attachments);
  }
}

function greeted(root: object = {}): { endpoint: ByHand; peer: Peer } {
  const endpoint = new ByHand();
  const peer = new Peer(endpoint, { root, name: 'Hostile' });
  endpoint.receive({ t: 'hello', v: 1 });
  return { endpoint, peer };
}

/** The answer that left last, once all that can happen has happened. */
async function lastAnswer(endpoint: ByHand): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve));
  return JSON.parse(endpoint.sent.at(-1) ?? 'null');
}

describe('a frame that is not of the contract', () => {
  it.each(refused)('is refused by the reader: $name', (vector) => {
    expect(() => readFrame(vector)).toThrow(expect.objectContaining({ name: 'FormatError' }));
  });

  it.each(refused)('ends the conversation, with a reason, and nothing else: $name', async ({ header, attachments }) => {
    const { endpoint, peer } = greeted({ f: () => undefined });
    const pending = expect(peer.root.anything?.()).rejects.toMatchObject({ name: 'PeerClosed' });
    endpoint.receive(header, attachments.map(fromBase64));
    expect(await peer.closed).toMatch(
      /^Hostile was cut off, because it sent a message that can't be read: (?!There is no call)/,
    );
    await pending;
    expect(endpoint.closed).toBe(true);
    expect(endpoint.sent.at(-1)).toContain('"t":"bye"');
  });

  it('ends the conversation when it comes before the greeting', async () => {
    const endpoint = new ByHand();
    const peer = new Peer(endpoint);
    endpoint.receive({ t: 'call', id: 1, obj: 0, fn: 'f', args: [], kw: {} });
    expect(await peer.closed).toContain('hello');
  });

  it('ends the conversation when it greets twice or in another version', async () => {
    const twice = greeted();
    twice.endpoint.receive({ t: 'hello', v: 1 });
    expect(await twice.peer.closed).toContain('hello');
    const endpoint = new ByHand();
    const peer = new Peer(endpoint);
    endpoint.receive({ t: 'hello', v: 2 });
    expect(await peer.closed).toContain('version 2');
  });

  it('ends the conversation when it answers what was not asked, or answers twice', async () => {
    const unasked = greeted();
    unasked.endpoint.receive({ t: 'ok', id: 1, v: null });
    expect(await unasked.peer.closed).toContain('no call 1');
    const twice = greeted();
    const answer = twice.peer.root.f?.();
    twice.endpoint.receive({ t: 'ok', id: 1, v: 5 });
    expect(await answer).toBe(5);
    twice.endpoint.receive({ t: 'ok', id: 1, v: 6 });
    expect(await twice.peer.closed).toContain('no call 1');
  });

  it('ends the conversation when it makes one call twice', async () => {
    const { endpoint, peer } = greeted({ wait: () => new Promise(() => undefined) });
    const call = { t: 'call', id: 1, obj: 0, fn: 'wait', args: [], kw: {} };
    endpoint.receive(call);
    endpoint.receive(call);
    expect(await peer.closed).toContain('second time');
  });

  it('ends the conversation when it is too long or has too many attachments', async () => {
    const chatter = new ByHand();
    const long = new Peer(chatter, { limits: { header: 20 } });
    chatter.receive({ t: 'hello', v: 1 });
    chatter.receive({ t: 'bye', reason: 'x'.repeat(20) });
    expect(await long.closed).toContain('too long');
    const endpoint = new ByHand();
    const many = new Peer(endpoint, { limits: { attachments: 2 } });
    endpoint.receive({ t: 'hello', v: 1 });
    endpoint.receive({ t: 'pool' }, [new ArrayBuffer(1), new ArrayBuffer(1), new ArrayBuffer(1)]);
    expect(await many.closed).toContain('attachments');
  });

  it('does not touch the prototypes of this side', () => {
    for (const { header, attachments } of refused) greeted().endpoint.receive(header, attachments.map(fromBase64));
    expect(({} as { readonly polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('a call of what is not exported', () => {
  class Counter {
    count = 0;
    add(by: number): number {
      this.count += by;
      return this.count;
    }
    _hidden(): string {
      return 'hidden';
    }
    get secret(): () => string {
      return () => 'secret';
    }
  }

  it.each([
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
    '__proto__',
    '__lookupGetter__',
    'count',
    '_hidden',
    'secret',
    'add.call',
    '',
    'then',
  ])('is answered with an error and runs nothing: %s', async (fn) => {
    const { endpoint } = greeted(new Counter());
    endpoint.receive({ t: 'call', id: 1, obj: 0, fn, args: [1], kw: {} });
    expect(await lastAnswer(endpoint)).toMatchObject({ t: 'err', id: 1, v: { type: 'NotExported' } });
  });

  it.each(['call', 'apply', 'bind', 'constructor', 'toString'])('reaches no method of a function: %s', async (fn) => {
    const { endpoint } = greeted({ give: () => () => 'called' });
    endpoint.receive({ t: 'call', id: 1, obj: 0, fn: 'give', args: [], kw: {} });
    const answer = (await lastAnswer(endpoint)) as { readonly v: { readonly id: number } };
    endpoint.receive({ t: 'call', id: 2, obj: answer.v.id, fn, args: [], kw: {} });
    expect(await lastAnswer(endpoint)).toMatchObject({ t: 'err', id: 2, v: { type: 'NotExported' } });
  });

  it('is answered when the object was never there, or was dropped', async () => {
    const { endpoint } = greeted({ give: () => () => 'called' });
    endpoint.receive({ t: 'call', id: 1, obj: 17, fn: '', args: [], kw: {} });
    expect(await lastAnswer(endpoint)).toMatchObject({ t: 'err', id: 1, v: { type: 'NotExported' } });
    endpoint.receive({ t: 'call', id: 2, obj: 0, fn: 'give', args: [], kw: {} });
    const { v } = (await lastAnswer(endpoint)) as { readonly v: { readonly id: number } };
    endpoint.receive({ t: 'drop', refs: [[v.id, 1]] });
    endpoint.receive({ t: 'call', id: 3, obj: v.id, fn: '', args: [], kw: {} });
    expect(await lastAnswer(endpoint)).toMatchObject({ t: 'err', id: 3, v: { type: 'NotExported' } });
  });

  it('cannot drop the root, nor more than there is', async () => {
    const { endpoint } = greeted({ f: () => 1 });
    endpoint.receive({
      t: 'drop',
      refs: [
        [0, 1000],
        [55, 3],
      ],
    });
    endpoint.receive({ t: 'call', id: 1, obj: 0, fn: 'f', args: [], kw: {} });
    expect(await lastAnswer(endpoint)).toEqual({ t: 'ok', id: 1, v: 1 });
  });
});
