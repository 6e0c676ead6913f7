/**
 * The two addresses that a page written for ImJoy asks for: the loader, which the app answers with its own, and the
 * library that the loader loads, which it answers with npm's file. A page that can be read is shown with these answers
 * put in their place, so that it works where those addresses are not to be had.
 */
import rpc059 from 'virtual:imjoy-rpc-0.5.9';
import rpc0559 from 'virtual:imjoy-rpc-0.5.59';

const LIBRARIES: { readonly [version: string]: string } = { '0.5.9': rpc059, '0.5.59': rpc0559 };
/** What ImJoy's own loader chooses for the protocol's version 0.2.3. */
const USUAL = '0.5.9';
const LOADER =
  /^(https?:)?\/\/lib\.imjoy\.io\/(?:.*\/)?imjoy-loader(?:\.min)?\.js(?:[?#].*)?$|\/imjoy-core(?:@[\w.-]+)?\/dist\/imjoy-loader(?:\.min)?\.js(?:[?#].*)?$/i;
const LIBRARY = /\/imjoy-rpc@([\w.-]+)\/dist\/imjoy-rpc(?:\.min)?\.js(?:[?#].*)?$/i;

export const LOADER_ADDRESS = 'https://lib.imjoy.io/imjoy-loader.js';

/** Whether a page asks for one of the addresses. */
export function asksForLoader(html: string): boolean {
  return scriptsOf(html).some(({ src }) => answerTo(src) !== null);
}

/** The page as it is shown: its own address as base, and answers where it asks for them. Everything else stays. */
export function answeredPage(html: string, address: URL): string {
  let out = '';
  let at = 0;
  for (const { start, end, src } of scriptsOf(html)) {
    const answer = answerTo(src);
    if (answer === null) continue;
    out += `${html.slice(at, start)}"${dataAddress(answer)}"`;
    at = end;
  }
  out += html.slice(at);
  const base = `<base href="${address.href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`;
  if (/<base[\s>]/i.test(out)) return out;
  const head = /<head(?:\s[^>]*)?>/i.exec(out);
  const place = head === null ? (/^\s*<!doctype[^>]*>/i.exec(out)?.[0].length ?? 0) : head.index + head[0].length;
  return out.slice(0, place) + base + out.slice(place);
}

/** Where the addresses of a page's scripts stand in it, quotes included. */
function scriptsOf(html: string): { readonly start: number; readonly end: number; readonly src: string }[] {
  const found: { start: number; end: number; src: string }[] = [];
  for (const match of html.matchAll(/<script\b[^>]*?\ssrc\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/gi)) {
    const written = match[1] ?? '';
    const end = match.index + match[0].length;
    found.push({ start: end - written.length, end, src: written.replace(/^["']|["']$/g, '').trim() });
  }
  return found;
}

function answerTo(src: string): string | null {
  if (LOADER.test(src)) return loader();
  const version = LIBRARY.exec(src)?.[1];
  if (version === undefined) return null;
  return LIBRARIES[version === 'latest' ? USUAL : version] ?? null;
}

/** Our loader: gives the library that is carried, and asks a CDN only for a version that is not. */
function loader(): string {
  const libraries = Object.fromEntries(
    Object.entries(LIBRARIES).map(([version, text]) => [version, dataAddress(text)]),
  );
  return `(${loaderScript.toString()})(${JSON.stringify(libraries)}, ${JSON.stringify(USUAL)});`;
}

/** Runs in the page that asked for the loader; it may use nothing of this file. */
function loaderScript(libraries: { readonly [version: string]: string }, usual: string): void {
  interface Library {
    readonly VERSION: string;
    readonly API_VERSION: string;
  }
  interface Wish {
    readonly version?: string;
    readonly api_version?: string;
    readonly base_url?: string;
  }
  const page = globalThis as unknown as { imjoyRPC?: Library | undefined; [name: string]: unknown };
  const inject = (address: string) =>
    new Promise<void>((resolve, reject) => {
      const element = document.createElement('script');
      element.src = address;
      element.onload = () => resolve();
      element.onerror = () => reject(new Error(`The script ${address.slice(0, 200)} could not be loaded.`));
      document.head.append(element);
    });
  const loadImJoyRPC = async ({ version, api_version, base_url }: Wish = {}): Promise<Library> => {
    if (!version && api_version && api_version !== '0.2.3')
      throw new Error(`Coverslip speaks version 0.2.3 of ImJoy's protocol, and the page asks for ${api_version}.`);
    const wanted = !version || version === 'latest' ? usual : version;
    const carried = base_url ? undefined : libraries[wanted];
    page.imjoyRPC = undefined;
    await inject(carried ?? `${base_url ?? `https://cdn.jsdelivr.net/npm/imjoy-rpc@${wanted}/dist/`}imjoy-rpc.min.js`);
    const library = page.imjoyRPC as Library | undefined;
    if (library === undefined) throw new Error(`imjoy-rpc ${wanted} was loaded and did not announce itself.`);
    if (version && version !== 'latest' && library.VERSION !== version)
      throw new Error(`imjoy-rpc version mismatch ${version} != ${library.VERSION}`);
    if (api_version && library.API_VERSION !== api_version)
      throw new Error(`imjoy-rpc api version mismatch ${api_version} != ${library.API_VERSION}`);
    return library;
  };
  const absent = (name: string) => () =>
    Promise.reject(new Error(`${name} is not to be had in a window of Coverslip.`));
  page.imjoyLoader = {
    loadImJoyRPC,
    latest_rpc_version: usual,
    loadImJoyCore: absent('imjoy-core'),
    loadImJoyRPCSocketIO: absent('imjoy-rpc over Socket.IO'),
    loadImJoyBasicApp: absent('ImJoy’s basic app'),
  };
  page.loadImJoyRPC = loadImJoyRPC;
}

function dataAddress(script: string): string {
  const bytes = new TextEncoder().encode(script);
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `data:text/javascript;charset=utf-8;base64,${btoa(binary)}`;
}
