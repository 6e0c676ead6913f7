/** The worker's own globals. The library of the page's own threads is loaded for this file, and differs in these. */
interface WorkerScope {
  importScripts: (...urls: (string | URL)[]) => void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
  removeEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
}

export const scope = self as unknown as WorkerScope;
