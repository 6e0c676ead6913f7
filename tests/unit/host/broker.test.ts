import { expect, test } from 'vitest';
import type { NetworkAnswer, NetworkRequest } from '../../../pwa/src/contracts/network.js';
import { NO_PERMISSIONS } from '../../../pwa/src/contracts/permissions.js';
import { Broker } from '../../../pwa/src/host/broker/broker.js';
import { KeptAnswers } from '../../../pwa/src/host/broker/index.js';

const [FIRST, SECOND] = ['https://a.example', 'https://b.example'];

/** A broker whose gates answer everything with the origins that they were opened for. */
function office(grant: { network: string[] }) {
  const gates: { readonly origins: readonly string[]; isClosed: boolean }[] = [];
  const openGate = async (origins: readonly string[]) => {
    const gate = { origins, isClosed: false };
    gates.push(gate);
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }: MessageEvent<NetworkRequest>) => {
      if (data.t !== 'fetch') return;
      const { id, url } = data;
      const body = new TextEncoder().encode(origins.join()).buffer;
      const head = { status: 200, statusText: 'OK', headers: [], url, redirected: false, type: 'cors' as const };
      const answers: NetworkAnswer[] = [
        { t: 'response', id, ...head },
        { t: 'chunk', id, data: body },
        { t: 'end', id },
      ];
      for (const answer of answers) port2.postMessage(answer);
    };
    return {
      port: port1,
      close: () => {
        gate.isClosed = true;
        port1.close();
      },
    };
  };
  const broker = new Broker({
    grantOf: () => ({ ...NO_PERMISSIONS, network: grant.network }),
    log: { begin: () => ({ answered: () => undefined, received: () => undefined, end: () => undefined }) },
    openGate,
    kept: new KeptAnswers(async () => null),
  });
  const client = { id: 'p', name: 'P', sha256: '', asks: NO_PERMISSIONS };
  const ask = async (origin: string) =>
    new TextDecoder().decode((await broker.file(client, `${origin}/file`, false)).bytes);
  return { ask, gates };
}

test('A version of a plugin that was granted more, or less, than the one before gets a gate of its own', async () => {
  const grant = { network: [FIRST] };
  const { ask, gates } = office(grant);
  expect([await ask(FIRST), await ask(FIRST)]).toEqual([FIRST, FIRST]);
  expect(gates).toHaveLength(1);
  grant.network = [FIRST, SECOND];
  expect(await ask(SECOND)).toBe(`${FIRST},${SECOND}`);
  grant.network = [SECOND];
  expect(await ask(SECOND)).toBe(SECOND);
  await expect(ask(FIRST)).rejects.toThrow('may not reach https://a.example');
  expect(gates.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
});
