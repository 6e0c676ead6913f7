/** What is shown of what a plugin's function gave: of a context (`{config, data, …}`) that came back, its data. */
export function shownOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || Object.getPrototypeOf(result) !== Object.prototype)
    return result;
  if (!('data' in result) || !('config' in result)) return result;
  const { data } = result;
  return typeof data === 'object' && data !== null && Object.keys(data).length === 0 ? null : data;
}
