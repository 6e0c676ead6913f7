/** Values as JSON, for people: what JSON does not have is written as what comes next to it. */
import { NDArray, Table } from '../rpc/index.js';

export function toJson(value: unknown): string {
  return JSON.stringify(value, plain, 2) ?? String(value);
}

function plain(_key: string, item: unknown): unknown {
  if (typeof item === 'bigint') return item.toString();
  if (item instanceof Map) return Object.fromEntries(item);
  if (item instanceof Set) return [...item];
  if (item instanceof NDArray)
    return { dtype: item.dtype, shape: item.shape, data: Array.from(item.data as ArrayLike<unknown>) };
  if (item instanceof Table) return { columns: item.columns, rows: item.rows };
  if (ArrayBuffer.isView(item) && !(item instanceof DataView)) return Array.from(item as unknown as ArrayLike<unknown>);
  return item;
}
