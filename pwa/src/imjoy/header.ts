/** What the app knows of every plugin, said of an ImJoy plugin. */
import type { Permissions } from '../contracts/permissions.js';
import type { PluginHeader, PluginKind } from '../contracts/plugin.js';
import type { ImJoyConfig, ImJoyType } from './config.js';
import type { ImJoyFile } from './file.js';

const KINDS: { readonly [type in ImJoyType]: PluginKind } = {
  'web-worker': 'javascript',
  'rpc-worker': 'javascript',
  'web-python': 'python',
  'native-python': 'python',
  // Python has no page of its own here: what it draws is shown in windows of the app.
  'web-python-window': 'python',
  window: 'window',
  iframe: 'window',
  'rpc-window': 'rpc-window',
  collection: 'collection',
};

export function headerOf(file: ImJoyFile): PluginHeader {
  const { config, tag, docs } = file;
  const isNative = config.type === 'native-python';
  return {
    kind: KINDS[config.type],
    name: config.name,
    version: config.version || '0',
    description: config.description,
    authors: config.authors,
    licence: config.licence,
    icon: config.icon,
    // What an engine installs is not the browser's business.
    dependencies: isNative
      ? []
      : config.requirements.flatMap((each) => (each.kind === 'package' ? [each.requirement] : [])),
    requiresPython: '',
    permissions: permissionsOf(file),
    samples: [],
    docs,
    imjoy: {
      type: config.type,
      tag,
      tags: config.tags,
      flags: config.flags,
      runnable: config.runnable,
    },
  };
}

/** The origins that its requirements come from, and what `permissions` names. */
function permissionsOf({ config, scripts, styles, links }: ImJoyFile): Permissions {
  const named = config.permissions.map((each) => each.toLowerCase());
  const addresses = [
    ...config.requirements.flatMap((each) => ('url' in each ? [each.url] : [])),
    ...scripts.map(({ src }) => src),
    ...scripts.flatMap(({ isModule, text }) => (isModule ? importedBy(text) : [])),
    ...styles.map(({ src }) => src),
    ...links.map(({ href }) => href),
    ...frames(config),
    // Not ImJoy's, but a way to say which hosts are asked for data.
    ...named,
  ];
  const uses = usedIn(KINDS[config.type] === 'window' ? scripts.map(({ text }) => text).join('\n') : '');
  return {
    network: [...new Set(addresses.flatMap(originOf))],
    camera: named.includes('camera') || uses.camera,
    microphone: named.includes('microphone') || uses.microphone,
    clipboard: named.some((each) => each.startsWith('clipboard')) || uses.clipboard,
    engine: config.type === 'native-python',
    plugins: config.dependencies,
  };
}

/** Addresses that a module imports. */
function importedBy(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*["']((?:https?:)?\/\/[^"']+)["']/g)].map(([, url = '']) => url);
}

/** What a window's code turns to: in ImJoy every window might do so, and no file had to say it. */
function usedIn(code: string): { readonly camera: boolean; readonly microphone: boolean; readonly clipboard: boolean } {
  const records = /\bgetUserMedia\b/.test(code);
  const wants = (kind: string) => records && new RegExp(`\\b${kind}\\b(?!\\s*:\\s*false)`).test(code);
  return { camera: wants('video'), microphone: wants('audio'), clipboard: /\bnavigator\.clipboard\b/.test(code) };
}

function frames({ baseFrame, baseWorker }: ImJoyConfig): string[] {
  return [baseFrame, baseWorker];
}

function originOf(address: string): string[] {
  const url = address.startsWith('//') ? `https:${address}` : address;
  return /^https?:/i.test(url) && URL.canParse(url) ? [new URL(url).origin] : [];
}
