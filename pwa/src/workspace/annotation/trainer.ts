/** The op that learns from annotations. */
import { FormatError } from '../../contracts/errors.js';
import type { PluginItem } from '../plugin_item.js';

/** The shipped plugin, and its op for images with labels. */
const [PLUGIN, OP] = ['train_unet', 'segment'];

/** @throws FormatError where the plugin was removed or is switched off. */
export function trainerAmong(plugins: readonly PluginItem[]): { readonly pluginId: string; readonly op: string } {
  const plugin = plugins.find(({ id, disabled }) => id === PLUGIN && !disabled);
  if (plugin?.ops.some(({ name }) => name === OP)) return { pluginId: PLUGIN, op: OP };
  throw new FormatError(
    'The plugin “Train a model”, which learns from annotations, was removed or is switched off. Add it again under Plugins.',
    PLUGIN,
  );
}
