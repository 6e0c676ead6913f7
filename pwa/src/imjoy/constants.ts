/** What the object `api` of a plugin has besides functions. */
import type { PluginRecord } from '../plugins/index.js';
import type { ImJoyFile } from './file.js';

export function constantsOf(record: PluginRecord, { config, tag }: ImJoyFile): { readonly [name: string]: unknown } {
  return {
    TAG: tag,
    // Workspaces of ImJoy have names; there is one here.
    WORKSPACE: 'default',
    ENGINE_URL: '',
    FILE_MANAGER_URL: '',
    id: record.id,
    config: { ...config.fields, name: config.name, type: config.type, version: config.version, tag },
  };
}
