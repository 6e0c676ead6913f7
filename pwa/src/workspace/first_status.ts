/** What can be told about this browser when the app starts. */
import type { Status } from './model.js';

export function firstStatus(version: string): Status {
  return {
    version,
    online: navigator.onLine,
    isolated: globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined',
    offline: 'serviceWorker' in navigator ? { kind: 'saving', fraction: null } : { kind: 'unsupported' },
    needNetwork: [],
    updateReady: false,
    persisted: null,
    installable: false,
    device: 'WebAssembly',
  };
}
