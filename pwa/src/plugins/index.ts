export type { Installed, InstallOptions, InstallRequest } from './admission.js';
export type { BroughtPlugin } from './brought.js';
export { fromPlugin } from './dependencies.js';
export { DistantSandbox } from './distant_sandbox.js';
export { type Expected, foresee } from './foresight.js';
export { type PluginFormat, parsePlugin, pythonFormat } from './format.js';
export { Grants } from './grants.js';
export { Installer, type SourceState } from './installer.js';
export { type AppLink, parseLink, writeLink } from './link.js';
export { LivePlugin, type LiveState } from './live_plugin.js';
export type { FetchAddress, FoundCatalogue } from './locator.js';
export { nearest, suggest } from './nearest.js';
export { isNothing, isWithin, union, within } from './permissions.js';
export type { LoadedPlugin, PythonStarter } from './python_starter.js';
export { hasAddress, type PluginRecord } from './record.js';
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
