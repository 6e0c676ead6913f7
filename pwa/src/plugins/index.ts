export type { BroughtPlugin } from './brought.js';
export { type PluginFormat, parsePlugin, pythonFormat } from './format.js';
export { Installer, type InstallOptions, type InstallRequest } from './installer.js';
export { type PluginLink, parseLink } from './link.js';
export { LivePlugin, type LiveState } from './live_plugin.js';
export { nearest, suggest } from './nearest.js';
export { chooseOp, presetValues } from './preset.js';
export { PythonStarter } from './python_starter.js';
export type { PluginRecord } from './record.js';
export { requiredPackages } from './requirements.js';
export { RuntimeFiles } from './runtime_files.js';
export { shippedId } from './source.js';
export {
  lazyStarter,
  type PluginSandbox,
  type PluginStarter,
  type StartControls,
  type StartedPlugin,
} from './starter.js';
export { PluginStore } from './store.js';
