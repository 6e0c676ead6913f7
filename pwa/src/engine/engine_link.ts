/** The links that an engine prints: `http://HOST:PORT/#/app?engine=http://HOST:PORT&token=SECRET`. */
import { FormatError } from '../contracts/errors.js';

export interface EngineLink {
  /** Its origin, such as "http://127.0.0.1:9527". */
  readonly url: string;
  readonly token: string;
}

/** @throws FormatError saying what is missing. */
export function parseEngineLink(text: string): EngineLink {
  const given = text.trim();
  const address = urlOf(given);
  if (address === null)
    throw new FormatError('This is no link to an engine; paste the whole line that coverslip-engine printed.', 'link');
  const query = address.hash.slice(address.hash.indexOf('?') + 1);
  const values = new URLSearchParams(address.hash.includes('?') ? query : address.search);
  const engine = urlOf(values.get('engine') ?? address.origin);
  const token = values.get('token')?.trim() ?? '';
  if (engine === null) throw new FormatError(`“${values.get('engine')}” is no address of an engine.`, 'engine');
  if (token === '')
    throw new FormatError('This link has no token; paste the whole line that coverslip-engine printed.', 'token');
  return { url: engine.origin, token };
}

/** The address of an engine's calls. */
export function socketAddress({ url }: EngineLink): string {
  return `${url.replace(/^http/, 'ws')}/rpc`;
}

function urlOf(text: string): URL | null {
  try {
    const url = new URL(text);
    return ['http:', 'https:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
