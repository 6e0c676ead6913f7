/**
 * Runs a plugin's scripts in a worker that may run nothing but what `blob:` addresses hold.
 *
 * Each script becomes the body of a strict function, as in ImJoy, so its names are its own. The text is moved down to
 * the line that it has in the plugin's file, and carries that file's name: errors then name the file's own lines.
 */
import type { ScriptLibrary, ScriptSource } from '../../contracts/script.js';
import { fetchKept } from '../fetch_kept.js';
import { ModuleGraph } from '../module_graph.js';
import { scope } from './worker_scope.js';

/** Where a script puts its function for the moment between being read and being called. */
const HANDOVER = '__coverslip_script';

type Body = (api: unknown) => Promise<void>;

const modules = new ModuleGraph(fetchKept, addressOf);
const nativeImport = scope.importScripts.bind(scope);

/** Runs one of the plugin's own scripts; resolves when its last line has run. @throws what it raises. */
export async function runScript({ text, line, isModule }: ScriptSource, fileName: string, api: unknown): Promise<void> {
  const above = '\n'.repeat(Math.max(0, line - 1));
  const named = `\n//# sourceURL=${encodeURI(fileName)}`;
  if (isModule) return importModule(`${await modules.linked(`${above}${text}`, null)}${named}`);
  const code = `${above}self.${HANDOVER}=async function(api){"use strict";${text}\n}${named}`;
  const address = addressOf(code);
  try {
    nativeImport(address);
  } catch (error) {
    throw error instanceof SyntaxError ? await withLine(error, address, fileName) : error;
  } finally {
    // After an error this comes when the script has been read a second time.
    URL.revokeObjectURL(address);
  }
  const body = Reflect.get(scope, HANDOVER) as Body;
  Reflect.deleteProperty(scope, HANDOVER);
  await body(api);
}

/** What libraries were fetched, by address. */
export type Libraries = ReadonlyMap<string, string>;

/** Fetches libraries. @throws Error naming the address. */
export async function fetchLibraries(libraries: readonly ScriptLibrary[]): Promise<Libraries> {
  const texts = libraries.map(async ({ url }): Promise<readonly [string, string]> => [url, await fetchKept(url)]);
  return new Map(await Promise.all(texts));
}

/** Runs a library in the global scope, as `importScripts` does. */
export async function runLibrary({ url, isModule }: ScriptLibrary, libraries: Libraries): Promise<void> {
  const code = libraries.get(url) ?? '';
  const named = `\n//# sourceURL=${encodeURI(url)}`;
  if (isModule) return importModule(`${await modules.linked(code, url)}${named}`);
  const text = `${code}${named}`;
  const address = addressOf(text);
  try {
    nativeImport(address);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`The requirement ${url} failed when it was loaded: ${why}`, { cause: error });
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function importModule(code: string): Promise<void> {
  const address = addressOf(code);
  try {
    await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Makes `importScripts` give the libraries that were fetched; the sandbox's policy lets it reach no address. */
export function serveImports(libraries: Libraries): void {
  scope.importScripts = (...urls: (string | URL)[]) => {
    for (const url of urls.map(String)) {
      if (url.startsWith('blob:')) {
        nativeImport(url);
        continue;
      }
      const text = libraries.get(URL.canParse(url) ? new URL(url).href : url) ?? fetched(url);
      const address = addressOf(`${text}\n//# sourceURL=${encodeURI(url)}`);
      try {
        nativeImport(address);
      } finally {
        URL.revokeObjectURL(address);
      }
    }
  };
}

/** A script that was not among the requirements: asked for by a synchronous request, where the host grants it. */
function fetched(url: string): string {
  const hint = 'Name it in the plugin’s “requirements”, and it is fetched before the plugin starts.';
  const request = new XMLHttpRequest();
  try {
    request.open('GET', url, false);
    request.send();
  } catch (error) {
    throw new Error(`importScripts could not fetch ${url}. ${hint}`, { cause: error });
  }
  if (request.status !== 200) throw new Error(`importScripts could not fetch ${url} (HTTP ${request.status}). ${hint}`);
  return request.responseText;
}

function addressOf(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
}

/** Engines tell the line of a syntax error only to whom nobody catches it; reading the script once more does no harm. */
async function withLine(error: SyntaxError, address: string, fileName: string): Promise<Error> {
  const line = await new Promise<number>((resolve) => {
    const listen = (event: ErrorEvent) => {
      event.preventDefault();
      scope.removeEventListener('error', listen);
      resolve(event.lineno);
    };
    scope.addEventListener('error', listen);
    setTimeout(() => nativeImport(address));
  });
  error.message = `${fileName}, line ${line}: ${error.message}`;
  error.stack = `SyntaxError: ${error.message}\n    at ${fileName}:${line}:1`;
  return error;
}

/** Leaves of an error's stack what happened in the plugin's own file. */
export function tidyStack(error: unknown, fileName: string): void {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return;
  const address = encodeURI(fileName);
  const frames = error.stack.split('\n').filter((frame) => frame.includes(`${address}:`));
  if (frames.length === 0) return;
  const mine = frames.map((frame) => frame.replaceAll(address, fileName));
  error.stack = [`${error.name}: ${error.message}`, ...mine].join('\n');
}
