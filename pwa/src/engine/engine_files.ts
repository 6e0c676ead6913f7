/** An engine's files, which have addresses there: what was uploaded, and what jobs gave. */
import type { EngineLink } from './engine_link.js';

const FILE = /^\/(artifacts\/[0-9a-f]{64}$|jobs\/[^/]+\/files\/.)/;

/** Whether an address is one of a file of an engine. */
export function isEngineFile({ origin, pathname }: URL, { url }: Pick<EngineLink, 'url'>): boolean {
  const address = origin + pathname;
  return address.startsWith(`${url}/`) && FILE.test(address.slice(url.length));
}

/** `fetch` with the token that the addresses don't carry. */
export function engineFetch({ token }: EngineLink, plain: typeof fetch = (...given) => fetch(...given)): typeof fetch {
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    // The token is for this engine, and for nobody to whom it might send us on.
    return plain(input, { ...init, headers, redirect: 'error' });
  };
}
