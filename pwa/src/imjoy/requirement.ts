/** The requirements of an ImJoy plugin: addresses of scripts and styles, or Python packages. */

export type ImJoyRequirement =
  | { readonly kind: 'script' | 'module' | 'style' | 'cache'; readonly url: string }
  /** PEP 508. */
  | { readonly kind: 'package'; readonly requirement: string }
  /** What only a machine with a shell can do. */
  | { readonly kind: 'command'; readonly text: string };

const PREFIX = /^(js|css|mjs|cache|pip|conda|repo|cmd):\s*/;
const ADDRESS = /^https?:\/\//i;

/** @returns what one text asks for; null when a script's address can't be read. */
export function readRequirement(text: string, isPython: boolean): readonly ImJoyRequirement[] | null {
  const prefix = PREFIX.exec(text)?.[1];
  const rest = prefix === undefined ? text : text.replace(PREFIX, '');
  switch (prefix) {
    case 'js':
      return address('script', rest);
    case 'mjs':
      return address('module', rest);
    case 'css':
      return address('style', rest);
    case 'cache':
      return address('cache', rest);
    case 'pip':
    case 'conda':
      return packages(rest);
    case 'repo':
    case 'cmd':
      return [{ kind: 'command', text }];
    case undefined:
      break;
  }
  if (isPython) return ADDRESS.test(rest) && /\.js([?#]|$)/.test(rest) ? address('script', rest) : packages(rest);
  return address(/\.css([?#]|$)/.test(rest) ? 'style' : /\.mjs([?#]|$)/.test(rest) ? 'module' : 'script', rest);
}

function address(kind: 'script' | 'module' | 'style' | 'cache', text: string): ImJoyRequirement[] | null {
  // Protocol-relative addresses are common in old files.
  const url = text.startsWith('//') ? `https:${text}` : text;
  return ADDRESS.test(url) && URL.canParse(url) ? [{ kind, url: new URL(url).href }] : null;
}

/** “pip:numpy scipy==1.0” names two. A requirement with a condition or an address holds spaces of its own. */
function packages(text: string): ImJoyRequirement[] {
  const parts = /[;@]/.test(text) ? [text] : text.split(/[\s,]+(?=[A-Za-z])/);
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('-'))
    .map((requirement) => ({ kind: 'package', requirement }));
}
