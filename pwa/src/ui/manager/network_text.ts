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
