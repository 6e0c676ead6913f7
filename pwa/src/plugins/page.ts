/** A page from elsewhere that speaks ImJoy's protocol, as the plugin file that opens it. */
import type { PluginFormat } from './format.js';

/** Whether a text is a page and no plugin's file. */
export function isPage(text: string, formats: readonly PluginFormat[]): boolean {
  return (
    /^\uFEFF?\s*(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]/i.test(text) &&
    !formats.some((format) => format.recognises(text))
  );
}

/** Whether anything answers at an address, also where other sites may not read it. */
export async function answers(address: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await fetch(address, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', ...(signal && { signal }) });
    return true;
  } catch {
    return false;
  }
}

/** The plugin that is opened by opening the page; the same for the same address. */
export function pagePlugin(address: string): { readonly bytes: ArrayBuffer; readonly fileName: string } {
  const { host, pathname } = new URL(address);
  const parts = pathname.split('/').filter((part) => part !== '' && !/^index\.html?$/i.test(part));
  const name = [host, ...parts].join(' ');
  const config = { name, type: 'rpc-window', version: '0', description: `The page ${address}`, base_frame: address };
  // An address holds no angle bracket, so nothing in it can end the block.
  const text = `<config lang="json">\n${JSON.stringify(config, null, 2)}\n</config>\n`;
  return { bytes: new TextEncoder().encode(text).buffer, fileName: `${name.replaceAll(/[^\w.-]+/g, '_')}.imjoy.html` };
}
