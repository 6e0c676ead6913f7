/**
 * The links that an engine prints: `http://HOST:PORT/#/app?engine=.&token=SECRET`. The engine's address is seen from
 * that of the link, since an engine behind a proxy does not know by which name and path it is reached.
 */
import { FormatError } from '../contracts/errors.js';

export interface EngineLink {
  /** Its address without a slash at the end, such as "http://127.0.0.1:9527" or "https://lab.example/user/ann/proxy/9527". */
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
  const engine = urlOf(values.get('engine') ?? '.', address);
  const token = values.get('token')?.trim() ?? '';
  if (engine === null) throw new FormatError(`“${values.get('engine')}” is no address of an engine.`, 'engine');
  if (token === '')
    throw new FormatError('This link has no token; paste the whole line that coverslip-engine printed.', 'token');
  return { url: withoutSlash(engine), token };
}

/** Whether an engine is the one that serves the app. @param base the folder of the app. */
export function isOwnEngine(engine: string, base: URL): boolean {
  const url = urlOf(engine, base);
  return url !== null && withoutSlash(url) === withoutSlash(base);
}

/** The address of an engine's calls. */
export function socketAddress({ url }: EngineLink): string {
  return `${url.replace(/^http/, 'ws')}/rpc`;
}

function withoutSlash({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, '');
}

function urlOf(text: string, from?: URL): URL | null {
  try {
    const url = new URL(text, from);
    return ['http:', 'https:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
