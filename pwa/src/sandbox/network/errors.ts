/** Errors of requests, as the browser's own look to Pyodide: it takes only what has a stack for an error. */
export function requestError(message: string, name: 'NetworkError' | 'TimeoutError' | 'AbortError'): DOMException {
  return Object.defineProperty(new DOMException(message, name), 'stack', {
    value: new Error(message).stack,
    configurable: true,
  });
}
