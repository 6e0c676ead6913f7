export { Installer, type InstallOptions, type InstallRequest } from './installer.js';
export { type PluginLink, parseLink } from './link.js';
export { LivePlugin, type LiveState } from './live_plugin.js';
export { nearest, suggest } from './nearest.js';
export { chooseOp, presetValues } from './preset.js';
export type { PluginRecord } from './record.js';
export { requiredPackages } from './requirements.js';
export { shippedId } from './source.js';
export { PluginStore } from './store.js';
