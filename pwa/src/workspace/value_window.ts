/** The window that shows a value which is no array. */
import type { ResultDescription } from '../contracts/plugin.js';
import { ClockTime, Duration, Figure, looksLikeTable, Markup, Plot, Table, tableOf } from '../rpc/index.js';
import type { WindowItem } from './model.js';

/**
 * @param base the window's id, and the title for a value that has none.
 * @param kind what the value is said to be; a value of which nothing is said is shown as what it looks like.
 */
export function valueWindow(
  base: { readonly id: string; readonly title: string },
  value: unknown,
  kind: ResultDescription['kind'],
): WindowItem {
  if (value instanceof Plot) {
    const { table, config } = value;
    return { ...base, kind: 'plot', title: value.title || base.title, table, config, labelsLayer: null };
  }
  if (value instanceof Figure) return { ...base, ...figureContent(value), title: value.title || base.title };
  if (value instanceof Markup) return markupWindow(base, value.kind, value.text);
  if (value instanceof Blob) return { ...base, kind: 'file', file: value };
  if (typeof value === 'string') {
    return kind === 'markdown' || kind === 'html'
      ? markupWindow(base, kind, value)
      : { ...base, kind: 'text', text: value };
  }
  if (value instanceof ClockTime || value instanceof Duration) return { ...base, kind: 'text', text: String(value) };
  const table = kind === 'tree' ? null : kind === 'table' || looksLikeTable(value) ? tableOf(value) : null;
  if (table instanceof Table)
    return { ...base, kind: 'table', title: table.name ?? base.title, table, labelsLayer: null };
  if (typeof value === 'object' && value !== null) return { ...base, kind: 'tree', data: value };
  return { ...base, kind: 'text', text: String(value) };
}

/** What a window shows of a figure. */
export function figureContent({ bytes, mime, live }: Figure) {
  return { kind: 'figure', picture: new Blob([new Uint8Array(bytes)], { type: mime }), live } as const;
}

function markupWindow(
  base: { readonly id: string; readonly title: string },
  kind: 'markdown' | 'html',
  text: string,
): WindowItem {
  return kind === 'markdown' ? { ...base, kind: 'markdown', text } : { ...base, kind: 'panel', html: text };
}
