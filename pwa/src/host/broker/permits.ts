/** What a plugin's grant lets it reach. */
import type { Permissions } from '../../contracts/permissions.js';

/** The origin that a request goes to; a WebSocket's is that of the site it belongs to. Null for no address of a host. */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  if (!/^(https?|wss?):$/.test(protocol) || host === '') return null;
  return `${protocol.replace(/^ws/, 'http')}//${host}`;
}

export function permits(grant: Permissions, url: string): boolean {
  const origin = originOf(url);
  return origin !== null && grant.network.includes(origin);
}

/** Why a request was refused and what to do, for the plugin's author and for the person. */
export function refusal(plugin: string, asked: Permissions, url: string): string {
  const origin = originOf(url);
  if (origin === null)
    return `“${url.slice(0, 200)}” is no address that a plugin can reach; it begins with https: or http:.`;
  const remedy = asked.network.includes(origin)
    ? 'It was not granted, or it was withdrawn: allow it in the permissions of the plugin.'
    : `It did not ask for it. You can allow it in the permissions of the plugin, where it stands now; its author can let it ask by network = ["${origin}"] in its header, or "permissions": ["${origin}"] in a file of ImJoy's.`;
  return `“${plugin}” may not reach ${origin}. ${remedy}`;
}
