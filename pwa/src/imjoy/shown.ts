/** A window that a plugin's function asks for by what it gives. */
export interface WishedWindow {
  readonly type: string;
  readonly name?: unknown;
  readonly data: unknown;
  readonly config?: unknown;
}

/**
 * The window that a result describes, as `{type: 'imjoy/…', data}` does; null where it is only to be shown.
 *
 * @param isWindow whether a type is the name of a plugin with windows.
 */
export function windowOf(result: unknown, isWindow: (type: string) => boolean): WishedWindow | null {
  if (typeof result !== 'object' || result === null || Object.getPrototypeOf(result) !== Object.prototype) return null;
  const { type, name, data, config } = result as { readonly [key: string]: unknown };
  if (typeof type !== 'string' || data === undefined) return null;
  if (!type.startsWith('imjoy/') && !isWindow(type)) return null;
  return { type, data, config, ...(typeof name === 'string' && name !== '' ? { name } : {}) };
}

/** What is shown of what a plugin's function gave: of a context (`{config, data, …}`) that came back, its data. */
export function shownOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || Object.getPrototypeOf(result) !== Object.prototype)
    return result;
  if (!('data' in result) || !('config' in result)) return result;
  const { data } = result;
  return typeof data === 'object' && data !== null && Object.keys(data).length === 0 ? null : data;
}
