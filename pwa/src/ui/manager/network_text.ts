/** The requests of a plugin as text, and which of them are shown. Pure. */
import type { NetworkEntry } from '../../workspace/model.js';

export type NetworkFilter = 'all' | 'answered' | 'refused';

/** The requests of one plugin whose method, address, status or reason holds the words, in any case. */
export function filteredRequests(
  network: readonly NetworkEntry[],
  pluginId: string,
  filter: NetworkFilter,
  words: string,
): readonly NetworkEntry[] {
  const wanted = words.trim().toLowerCase();
  return network.filter((entry) => {
    if (entry.pluginId !== pluginId) return false;
    const isBad = entry.outcome === 'refused' || entry.outcome === 'failed';
    if ((filter === 'answered' && isBad) || (filter === 'refused' && !isBad)) return false;
    const text = `${entry.method} ${entry.url} ${entry.status ?? ''} ${entry.outcome} ${entry.reason}`;
    return wanted === '' || text.toLowerCase().includes(wanted);
  });
}

/** A table with tabs between the columns and a first row of names: time in UTC (ISO 8601), size in bytes. */
export function requestsText(entries: readonly NetworkEntry[]): string {
  const rows = entries.map((entry) => [
    new Date(entry.time).toISOString(),
    entry.method,
    entry.url,
    entry.status ?? '',
    entry.bytes,
    entry.outcome,
    entry.reason,
  ]);
  return [['time', 'method', 'address', 'status', 'bytes', 'outcome', 'reason'], ...rows]
    .map((row) => `${row.map((cell) => String(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`)
    .join('');
}

/** Origins that a plugin can be allowed to reach: those that stand in a policy as one word. */
const ORIGIN = /^https?:\/\/[a-z0-9._-]+(:\d+)?$/;
const MOST_REFUSED = 10;

/** Where a plugin wanted to connect to and was not let, the latest first: what a person may want to allow. */
export function refusedOrigins(network: readonly NetworkEntry[], pluginId: string): string[] {
  const origins = network
    .filter((entry) => entry.pluginId === pluginId && entry.outcome === 'refused' && URL.canParse(entry.url))
    .map(({ url }) => new URL(url.replace(/^ws/i, 'http')).origin)
    .filter((origin) => ORIGIN.test(origin));
  return [...new Set(origins.reverse())].slice(0, MOST_REFUSED);
}
