export { type Api, makeApi, splitKeywords } from './api.js';
export { typeOf } from './arguments.js';
export { toCsv } from './csv.js';
export { download, safeName } from './download.js';
export type { CallControls, Caller, HostServices, LogLevel, PluginRequest, WindowRequest } from './services.js';
